"""The languages that the program speaks: one file each in messages/, and no other list."""

import argparse
import contextlib
import errno
import locale
import os
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any, TextIO

FOLDER = files("rnn_addition.app") / "messages"
LANGUAGES = tuple(
    sorted(
        path.name.removesuffix(".toml")
        for path in FOLDER.iterdir()
        if path.name.endswith(".toml")
    )
)
FALLBACK = "en"  # for what a language lacks, and for who speaks none of them
Tables = dict[str, dict[str, str]]


@cache
def own(lang: str) -> Tables:
    """Return what the file of a language holds, by table and key; nothing if there is none."""
    if lang not in LANGUAGES:
        return {}
    return tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8-sig"))


@cache
def texts(lang: str) -> Tables:
    """Return the texts of a language by table and key, in English where it has none."""
    return {table: said | own(lang).get(table, {}) for table, said in own(FALLBACK).items()}


def asked_for(argv: Sequence[str]) -> str:
    """Return the language that the arguments ask for, else that of the environment."""
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    early.add_argument("--lang")
    names: list[str | None] = []
    with contextlib.suppress(argparse.ArgumentError):  # the real parser complains
        lang = early.parse_known_args(argv)[0].lang
        names = [lang] if lang in LANGUAGES else []
    names += [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    with contextlib.suppress(ValueError):  # a locale that Python does not know
        names.append(locale.getlocale()[0])  # Windows has no such variables
    return language_of(next(filter(None, names), ""))


def language_of(name: str) -> str:
    """Return the language of a locale's name, such as ko_KR.UTF-8 or Korean_Korea.949."""
    first = re.split("[^a-z]", name.lower(), maxsplit=1)[0]
    for lang in LANGUAGES:
        if first in (lang, own(lang).get("language", {}).get("windows", "").lower()):
            return lang
    return FALLBACK


def labels(lang: str) -> tuple[str, str, str]:
    """Return how a language calls error, prediction and truth in the sources' blocks."""
    said = texts(lang)["labels"]
    return said["error"], said["pred"], said["true"]


def can_show(stream: TextIO, text: str) -> bool:
    """Return whether the encoding of a stream has every letter of the text."""
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def shown_on(lang: str, *streams: TextIO) -> str:
    """Return the language if all streams can show it, else English."""
    letters = "".join(text for table in texts(lang).values() for text in table.values())
    return lang if all(can_show(stream, letters) for stream in streams) else FALLBACK


def say(lang: str, key: str, table: str = "messages", **values: Any) -> str:
    """Return a text of a language with its gaps filled; what is no print is escaped."""
    filled = {name: _printable(lang, value) for name, value in values.items()}
    try:
        text = texts(lang)[table][key]
    except KeyError as error:
        raise KeyError(f"messages/{FALLBACK}.toml has no {key} in [{table}]") from error
    return text.format(**filled)


def _printable(lang: str, value: Any) -> Any:
    if isinstance(value, OSError):
        return reason(lang, value)
    if isinstance(value, list):
        return texts(lang)["language"]["comma"].join(_printable(lang, each) for each in value)
    if isinstance(value, str | PurePath):
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(value))
    return value


def reason(lang: str, error: OSError) -> str:
    """Return why the operating system refused: its own words are English at best."""
    code = errno.errorcode.get(error.errno or 0, str(error.errno))
    said = texts(lang)["system"]
    return said.get(code, said["other"].format(code=code))
