"""Rendering of reports: text, HTML, JSON."""
