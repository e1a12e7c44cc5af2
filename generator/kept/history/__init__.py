"""The portfolio as it was on an earlier day, and the log of decisions.

Both come from the protected branch's commits.
"""
