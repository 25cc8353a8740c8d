"""Keeps pages and code together: pure functions on text and files, no MkDocs in them."""

from pathlib import Path

LANGUAGES = ("zh", "en", "ko")
PACKAGE = "rnn_addition"
ROOT = Path(__file__).parents[2]
RESULTS = Path("docs", "experiments", "results")
