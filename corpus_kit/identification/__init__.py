"""Identification of language and script."""
