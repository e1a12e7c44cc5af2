"""Imports exported spreadsheets into evidence files. No network."""
