"""Reads files and git: texts and values, each with its line and column. Knows nothing of promises.

No network, no clock.
"""
