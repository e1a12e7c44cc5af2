"""Spreadsheets, as people export them, into evidence files. No network."""
