"""Decides whether a promise was kept: compares closed periods with the target that applied in each."""
