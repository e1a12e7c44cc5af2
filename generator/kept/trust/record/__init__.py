"""The record: what was known on a day, what it amounts to, and whether anybody rewrote it."""
