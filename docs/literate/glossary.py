"""Reads the terms in three languages, and writes the glossary page's list of them."""

import tomllib
from pathlib import Path
from typing import Any

from . import LANGUAGES, ROOT

AVOID = {"zh": "不用：", "en": "Not: ", "ko": "쓰지 않는 말: "}
SEPARATOR = {"zh": "、", "en": ", ", "ko": ", "}


def terms(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Return the terms by id, each with zh, en, ko, a text in each, and renderings to avoid."""
    return tomllib.loads((root / "docs" / "glossary.toml").read_text(encoding="utf-8"))


def as_markdown(lang: str, root: Path = ROOT) -> str:
    """Return the terms as headings, each in its three languages, so that search finds all."""
    own_first = (lang, *(other for other in LANGUAGES if other != lang))
    parts = []
    for identity, term in terms(root).items():
        names = " · ".join(term[code] for code in own_first)
        parts.append(f"### {names} {{ #{identity} }}\n\n{term['text'][lang]}\n")
        avoid = term.get("avoid", {}).get(lang)
        if avoid:
            parts.append(f"{AVOID[lang]}{SEPARATOR[lang].join(avoid)}\n")
    return "\n".join(parts)
