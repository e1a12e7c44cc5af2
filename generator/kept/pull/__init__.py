"""Fetches figures from their sources. The only part of kept that uses the network, and only for `kept pull`."""
