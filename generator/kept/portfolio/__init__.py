"""Reads files into a Portfolio: every item, and a finding for every fault in a file. No network, no clock."""
