"""The gate: turns a Portfolio into what one audience may see on one day. Pure: no clock, no files, no network."""
