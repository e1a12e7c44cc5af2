"""Whether a promise was kept: closed periods against the target in force in each."""
