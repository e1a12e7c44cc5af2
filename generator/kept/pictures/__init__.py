"""Pictures from the evidence folder, made fit for a page."""
