"""Who must approve an item, who did, and whether that still holds for its content."""
