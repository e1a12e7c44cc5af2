"""Writes evidence files: approvals, ledgers, drafts and the first files of a project."""
