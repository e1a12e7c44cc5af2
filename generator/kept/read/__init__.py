"""Files to a Portfolio and findings, with line and column for every value. No network, no clock."""
