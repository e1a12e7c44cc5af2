"""The gate: from a Portfolio to what one audience may see on one day. Pure: no clock, no files, no network."""
