"""Releases: select, write, describe, verify."""
