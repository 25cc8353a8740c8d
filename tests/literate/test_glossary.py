"""The list of terms as each language reads it."""

import pytest
from literate import glossary

ROWS = """
[zh]
avoid = "不用："
separator = "、"
[en]
avoid = "Not: "
separator = ", "
"""
TERMS = """
[carry]
zh = "进位"
en = "carry"
text = { zh = "进到下一列的1。", en = "The 1 that goes on." }
avoid = { en = ["overflow", "rest"] }
[bit]
zh = "比特"
en = "bit"
text = { zh = "0或1。", en = "0 or 1." }
"""
EXPECTED = {
    "en": "### carry · 进位 { #carry }\n\nThe 1 that goes on.\n\nNot: overflow, rest\n\n"
    "### bit · 比特 { #bit }\n\n0 or 1.\n",
    "zh": "### 进位 · carry { #carry }\n\n进到下一列的1。\n\n"
    "### 比特 · bit { #bit }\n\n0或1。\n",
}


@pytest.mark.parametrize("lang", EXPECTED)
def test_a_term_begins_with_its_own_language_and_names_what_to_avoid(tmp_path, lang):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "languages.toml").write_text(ROWS, encoding="utf-8")
    (docs / "glossary.toml").write_text(TERMS, encoding="utf-8")
    assert glossary.as_markdown(lang, tmp_path) == EXPECTED[lang]
