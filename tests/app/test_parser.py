"""What may be asked for: help, and one line for what may not."""

import re

import pytest
from running import QUICK

from rnn_addition.app import languages
from rnn_addition.app.parser import COMMANDS
from rnn_addition.models import MODELS


@pytest.mark.parametrize("lang", languages.LANGUAGES)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_the_language_and_names_every_option(cli, monkeypatch, command, lang):
    monkeypatch.setenv("COLUMNS", "200")
    words = [command] if command else []
    status, out, err = cli("--lang", lang, *words, "--help")
    assert (status, err) == (0, "")
    assert cli(*words, "--help", "--lang", lang)[1] == out
    assert out.startswith(languages.say(lang, "usage", "help") + "rnn-addition")
    english = cli(*words, "--help")[1]
    flags = re.compile(r"(?<![\w-])--?[a-z]+")
    assert set(flags.findall(out)) == set(flags.findall(english))
    if lang != "en":  # what is left in Latin letters are names
        left = re.sub(r"--?[a-z]+|[A-Z]+", "", out)
        names = {"rnn", "addition", "lstm", "chars", "npz", "ask"}
        names |= {*MODELS, *COMMANDS, *languages.LANGUAGES}
        assert set(re.findall("[A-Za-z]{2,}", left)) <= names


BAD = [
    (("train", "--bits", "0"), ["'0'", "2 to 62"]),
    (("train", "--bits", "63"), ["'63'", "2 to 62"]),
    (("train", "--alpha", "nan"), ["'nan'", "above 0"]),
    (("train", "--alpha", "0"), ["'0'", "above 0"]),
    (("train", "--alpha", "inf"), ["'inf'", "above 0"]),
    (("train", "--alpha", "fast"), ["'fast'", "above 0"]),
    (("train", "--steps", "-1"), ["'-1'", "0 to 10000000"]),
    (("train", "--steps", "1e3"), ["'1e3'", "whole number"]),
    (("train", "--hidden", "0"), ["'0'", "1 to 1024"]),
    (("train", "--seed", "4294967296"), ["'4294967296'", "0 to 4294967295"]),
    (("train", "--lang", "fr"), ["'fr'", "zh"]),
    (
        ("check", "--alpha", "1.7e308", "--bits", "62", "--hidden", "64", *QUICK),
        ["1.7e+308", "smaller"],
    ),
    (("add", "-3", "4"), ["'-3'", "0 or more"]),
    (("add", "3.5", "4"), ["'3.5'", "whole number"]),
    (("add", "٣", "4"), ["'٣'", "whole number"]),
    (("add", "", "4"), ["''", "whole number"]),
    (("add", "3"), ["B"]),
    (("add", "1", "2", "--weights", "no-such-file.npz"), ["no-such-file.npz", "no such file"]),
    (("train", "--save", "no-such-folder/w.npz"), ["no-such-folder/w.npz", "folder"]),
    (("train", "--save", "."), [".", "folder"]),
    (("train", "--model", "perceptron"), ["'perceptron'", "lstm", "chars"]),
    (("check", "--model", "chars"), ["'chars'", "lstm"]),
    (("train", "--model", "chars", "--bits", "9"), ["--bits 9", "--model chars"]),
    (("train", "--cell", "lstm"), ["--cell lstm", "--model rnn"]),
    (("train", "--text", "ko", "--model", "lstm"), ["--text ko", "lstm"]),
    (("sample", "--text", "ja"), ["ja: no such file", "the texts en, ko, zh"]),
    (
        ("train", "--model", "chars", "--text", "no.txt"),
        ["no.txt: no such file", "en, ko, zh"],
    ),
    (("train", "--model", "chars", "--cell", "biased"), ["'biased'", "lstm"]),
    (("sample", "--alpha", "1e300", "--steps", "9"), ["1e+300", "smaller"]),
    (("sample", "--temperature", "0"), ["'0'", "0.01 to 100"]),
    (("sample", "--temperature", "nan"), ["'nan'", "0.01 to 100"]),
    (("sample", "--length", "0"), ["'0'", "1 to 100000"]),
    (("sample", "--start", "Q!", "--text", "en", "--steps", "0"), ["'Q'", "letters"]),
    (("automaton", "--model", "lstm"), ["'lstm'", "biased"]),
    (("train", "--alpha", "1_0"), ["'1_0'", "above 0"]),
    (("train", "--model", "chars", "--text", "/dev/zero"), ["/dev/zero", "device"]),
    (("check", "--weights", "w.npz", "--seed", "3"), ["--seed 3", "--weights"]),
    (("train", "--save", "w" * 300), ["w" * 300, "too long"]),
    (("train", "--save", "/dev/null"), ["/dev/null", "device"]),
    (("check", "--weights", "a\nb"), ["a\\nb", "no such file"]),
    (("add", "1", "2", "a\nb"), ["a\\nb"]),
    (("check", "--weights", "w.npz", "--hidden", "3"), ["--hidden 3", "--weights"]),
    (("sample", "--weights", "w.npz", "--text", "ko"), ["--text ko", "--weights"]),
    (("check", "--weights", "w.npz", "--model", "lstm"), ["--model lstm", "--weights"]),
    (("train", "--alpha", "٣"), ["'٣'", "above 0"]),
    (("sample", "--temperature", "0.0099"), ["'0.0099'", "0.01 to 100"]),
    (("study",), ["FILE"]),
    (("study", "."), [".", "folder"]),
    (("study", "s.CSV"), ["s.CSV", "another ending"]),
    (
        ("study", "s.jsonl", "--seeds", "0-99999", "--hidden", "1,2,3,4,5,6,7,8,9,10,11"),
        ["1100000", "1000000 at most"],
    ),
    (("study", "s.jsonl", "--scheduler", ""), ["--scheduler", "Dask"]),
    (("study", "s.jsonl", "--scheduler", "tls://127.0.0.1:9"), ["tls://127.0.0.1:9", "Dask"]),
    (("study", "s.csv"), ["s.csv", "another ending"]),
    (("study", "no-such-folder/s.jsonl"), ["no-such-folder", "folder"]),
    (("study", "s.jsonl", "--seeds", "5-3"), ["'5-3'", "upwards"]),
    (("study", "s.jsonl", "--seeds", "0-100000"), ["'0-100000'", "100000 at most"]),
    (("study", "s.jsonl", "--seeds", "0,1-"), ["''", "0 to 4294967295"]),
    (("study", "s.jsonl", "--hidden", "2,,3"), ["''", "1 to 1024"]),
    (("study", "s.jsonl", "--model", "rnn,perceptron"), ["'perceptron'", "one of rnn"]),
    (("study", "s.jsonl", "--alpha", "0.1,-1"), ["'-1'", "above 0"]),
    (("study", "s.jsonl", "--workers", "0"), ["'0'", "1 to 1024"]),
    (("study", "s.jsonl", "--scheduler", "nowhere at all"), ["nowhere at all", "Dask"]),
    (("subtract",), ["'subtract'", "train"]),
]


@pytest.mark.parametrize(("args", "named"), BAD, ids=lambda value: " ".join(value))
def test_bad_input_gets_one_line_and_status_2(cli, tmp_path, monkeypatch, args, named):
    monkeypatch.chdir(tmp_path)
    status, out, err = cli(*args)
    assert status == 2
    assert err.count("\n") == 1 and err.endswith("\n")
    for part in named:
        assert part in err
    assert out == ""  # nothing was trained in vain
    assert list(tmp_path.iterdir()) == []
