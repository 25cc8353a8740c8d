"""Reads the terms in every language, and writes the glossary page's list of them."""

import tomllib
from pathlib import Path
from typing import Any

from . import ROOT, language_rows, read


def terms(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Return the terms by id, each with a name and a text a language and what to avoid."""
    return tomllib.loads(read(root / "docs" / "glossary.toml"))


def as_markdown(lang: str, root: Path = ROOT) -> str:
    """Return the terms as headings, each in every language, so that search finds all."""
    rows = language_rows(root)
    own_first = (lang, *(other for other in rows if other != lang))
    parts = []
    for identity, term in terms(root).items():
        names = " · ".join(term[code] for code in own_first)
        parts.append(f"### {names} {{ #{identity} }}\n\n{term['text'][lang]}\n")
        avoid = term.get("avoid", {}).get(lang)
        if avoid:
            parts.append(f"{rows[lang]['avoid']}{rows[lang]['separator'].join(avoid)}\n")
    return "\n".join(parts)
