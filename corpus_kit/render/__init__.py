"""Rendering: a report as text for a terminal, as one HTML page, and as JSON."""

from corpus_kit.render.data import render_json
from corpus_kit.render.html import render_html
from corpus_kit.render.letters import safe_print
from corpus_kit.render.text import render_findings, render_text

__all__ = ["render_findings", "render_html", "render_json", "render_text", "safe_print"]
