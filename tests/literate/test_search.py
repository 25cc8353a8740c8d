"""An index of its own for each language, and where a page looks for it."""

import json

import pytest
from literate import search

PAGE = (
    '<script id="__config" type="application/json">'
    '{{"a": 1, "base": "{}", "b": "../.."}}</script>'
)


@pytest.mark.parametrize(
    ("lang", "base", "own"),
    [("zh", "..", ".."), ("zh", ".", "."), ("ko", "..", "."), ("ko", "../..", "..")],
)
def test_a_page_looks_for_the_index_at_the_root_of_its_language(lang, base, own):
    assert search.own_base(PAGE.format(base), lang) == PAGE.format(own)


def test_each_language_finds_its_own_pages_only(tmp_path):
    locations = ["", "rnn/", "rnn/#forward", "ko/", "ko/rnn/#forward", "en/rnn/", "korea/"]
    folder = tmp_path / "search"
    folder.mkdir()
    index = {
        "config": {"lang": ["en"]},
        "docs": [{"location": at, "text": "비트"} for at in locations],
    }
    (folder / "search_index.json").write_text(json.dumps(index), encoding="utf-8")
    search.split_index(tmp_path)
    found = {}
    for lang in ("", "ko", "en"):
        path = tmp_path / lang / "search" / "search_index.json"
        own = json.loads(path.read_text(encoding="utf-8"))
        assert own["config"] == index["config"]
        assert all(entry["text"] == "비트" for entry in own["docs"])
        found[lang] = [entry["location"] for entry in own["docs"]]
    assert found == {
        "": ["", "rnn/", "rnn/#forward", "korea/"],
        "ko": ["", "rnn/#forward"],
        "en": ["rnn/"],
    }
