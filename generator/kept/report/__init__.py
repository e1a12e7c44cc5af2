"""Writes findings and verdicts: as text for people, as annotations for a forge, as JSON for scripts."""
