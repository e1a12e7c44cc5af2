"""From files to a Portfolio: every noun, and a finding for every fault in a file. No network, no clock."""
