"""Licenses: registry, expressions, statements found, policy."""
