"""Drawings as SVG, from plain points. Knows no promise and no locale."""
