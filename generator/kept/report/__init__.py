"""Findings and verdicts as text for a person, as annotations for a forge, as JSON for a script."""
