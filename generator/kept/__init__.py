"""kept: shows, promise by promise, whether an organisation keeps its word."""

__version__ = "0.1.0"
