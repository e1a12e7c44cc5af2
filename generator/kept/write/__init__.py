"""New and changed evidence files: approvals, and files to start from."""
