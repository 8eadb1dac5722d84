"""Readers: bytes to records, one file a family of formats."""
