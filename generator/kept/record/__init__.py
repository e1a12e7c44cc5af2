"""What was published may not be unsaid: dated changes, corrections, ledgers and permanent addresses."""
