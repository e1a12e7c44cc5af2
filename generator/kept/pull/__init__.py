"""Figures from where they are counted. The only part of kept that opens a socket, and only for `kept pull`."""
