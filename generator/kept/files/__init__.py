"""Files and git: texts and values with the line and column of each. Knows no promise. No network, no clock."""
