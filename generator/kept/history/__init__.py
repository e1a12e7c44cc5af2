"""What was known on an earlier day, and what was decided when, from the commits of the protected branch."""
