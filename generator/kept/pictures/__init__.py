"""Prepares pictures from the evidence folder for pages."""
