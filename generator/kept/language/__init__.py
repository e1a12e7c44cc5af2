"""Reads prose: Markdown, plain text, word lists, numbers, names, and the statements in a sentence.

Knows no promises.
"""
