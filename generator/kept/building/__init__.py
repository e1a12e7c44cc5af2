"""Builds one site from its edition: makes the pages, audits them and publishes the folder."""
