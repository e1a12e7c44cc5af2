"""The public record must not be changed silently: dated changes, corrections, ledgers and permanent addresses."""
