"""Gives each language a search index of its own, where the site generator makes one for all."""

import json
import re
from pathlib import Path

from . import LANGUAGES

DEFAULT = LANGUAGES[0]  # served at the root, the others in folders of their own
BASE = re.compile(
    r'(<script id="__config" type="application/json">\{.*?"base": ")([^"]*)"', re.S
)


def own_base(page_html: str, lang: str) -> str:
    """Return the HTML with its language's root as base, where the theme looks for the index."""
    if lang == DEFAULT:
        return page_html
    return BASE.sub(
        lambda base: f'{base[1]}{base[2].removesuffix("..").rstrip("/") or "."}"', page_html
    )


def split_index(site: Path) -> None:
    """Write the entries of each language into its folder of the built site."""
    path = site / "search" / "search_index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    entries: dict[str, list[dict[str, str]]] = {lang: [] for lang in LANGUAGES}
    for entry in index["docs"]:
        folder, _, location = entry["location"].partition("/")
        if folder in LANGUAGES:
            entries[folder].append(entry | {"location": location})
        else:
            entries[DEFAULT].append(entry)
    for lang, docs in entries.items():
        own = path if lang == DEFAULT else site / lang / "search" / path.name
        own.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(index | {"docs": docs}, ensure_ascii=False, separators=(",", ":"))
        own.write_text(text, encoding="utf-8")
