"""The languages: which is spoken, and that all say the same."""

import io
import os
import re
import shutil
from pathlib import Path

import pytest
from running import QUICK, ROOT, run

from rnn_addition import chars
from rnn_addition.app import languages


@pytest.mark.parametrize("lang", languages.LANGUAGES)
def test_the_language_asked_for(cli, lang):
    label = languages.own(lang)["labels"]["error"] + ":["
    for args in [("train", *QUICK, "--lang", lang), ("--lang", lang, "train", *QUICK)]:
        assert cli(*args)[1].startswith(label)


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
    ],
)
def test_the_language_of_the_locale(cli, monkeypatch, environment, lang):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli("train", *QUICK)[1].partition(":")[0] == languages.labels(lang)[0]


def test_each_language_calls_the_error_by_another_name():
    assert len({languages.labels(lang)[0] for lang in languages.LANGUAGES}) > 2


@pytest.mark.parametrize("lang", languages.LANGUAGES)
def test_every_language_says_all_with_the_same_gaps(lang):
    gap = re.compile(r"{(\w*)[^}]*}")
    english, own = (
        {
            f"[{table}] {key}": sorted(set(gap.findall(text)))
            for table, said in languages.own(name).items()
            for key, text in said.items()
        }
        for name in ("en", lang)
    )
    assert sorted(english.keys() - own.keys()) == [], f"{lang}.toml lacks these"
    assert sorted(own.keys() - english.keys()) == [], "en.toml lacks these"
    wrong = [key for key in english if own[key] != english[key]]
    assert wrong == [], f"{lang}.toml has other gaps here"


def test_a_text_that_no_language_has_is_named_with_its_place():
    with pytest.raises(KeyError, match=r"messages/en.toml has no size in \[help\]"):
        languages.say("ko", "size", "help")


def test_what_a_language_lacks_is_english(monkeypatch, tmp_path):
    (tmp_path / "ja.toml").write_text('[labels]\nerror = "誤差"\n', encoding="utf-8")
    (tmp_path / "en.toml").write_bytes((languages.FOLDER / "en.toml").read_bytes())
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    monkeypatch.setattr(languages, "LANGUAGES", ("en", "ja"))
    languages.own.cache_clear(), languages.texts.cache_clear()
    try:
        assert languages.labels("ja") == ("誤差", "Pred", "True")
        assert languages.language_of("ja_JP.UTF-8") == "ja"
        assert languages.say("ja", "saved", path="w") == "weights saved to w"
    finally:
        languages.own.cache_clear(), languages.texts.cache_clear()


def test_a_new_language_needs_a_file_and_no_more(tmp_path):
    """In a copy of the package, with a text of its own and without, as Windows may save it."""
    shutil.copytree(ROOT / "rnn_addition", tmp_path / "rnn_addition")
    messages = tmp_path / "rnn_addition" / "app" / "messages"
    said = (messages / "en.toml").read_text(encoding="utf-8")
    said = said.replace('"English"', '"Japanese"').replace("expected one", "ひとつ")
    (messages / "ja.toml").write_text(said, encoding="utf-8-sig")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"}
    environment |= {"LC_ALL": "ja_JP.UTF-8"}

    def call(*args):
        return run(*args, capture_output=True, env=environment, encoding="utf-8", cwd=tmp_path)

    assert "ja" in call("--help").stdout
    assert "ひとつ" in call("train", "--model", "xx").stderr
    few = ("sample", "--steps", "0", "--hidden", "2", "--length", "50")
    assert set(call(*few).stdout) <= set(chars.texts()["en"]["text"])
    text = (tmp_path / "rnn_addition" / "texts" / "ko.toml").read_text(encoding="utf-8")
    place = tmp_path / "rnn_addition" / "texts" / "ja.toml"
    place.write_text(text.replace("꽃", "花"), encoding="utf-8-sig")
    assert set(call(*few).stdout) <= set(chars.texts()["ko"]["text"]) | {"花"}


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        ("Chinese (Simplified)_China", "zh"), ("Korean_Korea.949", "ko"), ("zh-Hans", "zh"),
        ("English_United States", "en"), ("kok_IN", "en"), ("C", "en"), ("", "en"),
    ],
)  # fmt: skip
def test_the_name_of_a_locale(name, lang):
    assert languages.language_of(name) == lang


@pytest.mark.parametrize("broken", ["stdout", "stderr"])
@pytest.mark.parametrize(
    ("encoding", "lang", "shown"),
    [("ascii", "zh", "en"), ("cp949", "ko", "ko"), ("cp949", "zh", "en"), ("gbk", "zh", "zh"),
     ("cp1252", "ko", "en"), ("utf-8", "zh", "zh"), ("latin-1", "en", "en")],
)  # fmt: skip
def test_a_terminal_that_cannot_show_a_language_gets_english(broken, encoding, lang, shown):
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=e) for e in (encoding, "utf-8")]
    assert languages.shown_on(lang, *streams[:: 1 if broken == "stdout" else -1]) == shown


def test_what_is_no_print_is_escaped():
    said = languages.say("en", "saved", path=Path("a\x1b[2J\n\u202eb\udc80"))
    assert said == "weights saved to a\\x1b[2J\\n\\u202eb\\udc80"
