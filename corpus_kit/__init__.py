"""Tools for building a shared, lawful, multilingual corpus."""

__version__ = "0.1.0"
