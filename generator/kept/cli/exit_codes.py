"""The documented exit codes."""

from __future__ import annotations

OK = 0
FOUND = 1
"""Findings of severity error, or a site that was not published."""
USAGE = 2
"""Wrong usage, or an unreadable trusted revision."""
BUG = 3
INTERRUPTED = 130
