"""Draws charts as SVG from plain points. Knows nothing of promises or locales."""
