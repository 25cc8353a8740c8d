"""One page or one result is recorded alone, and says how it was made."""

import json
import sys
import types

import pytest
from experiments import record
from literate import RESULTS, ROOT


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / RESULTS).mkdir(parents=True)
    (tmp_path / "docs" / "outputs").mkdir()
    for module in (record, record.store):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


def files(root):
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def run(monkeypatch, *options):
    monkeypatch.setattr(sys, "argv", ["record", *options])
    record.main()


def test_one_result_is_one_file(root, monkeypatch):
    fake = types.SimpleNamespace(SEEDS="0-9", values=lambda: {"right": 7})
    monkeypatch.setitem(record.VALUES, "course", fake)
    run(monkeypatch, "--result", "course")
    assert files(root) == ["course.json"]
    found = json.loads((root / RESULTS / "course.json").read_text(encoding="utf-8"))
    assert found["right"] == 7
    assert found["made"].keys() >= {"python", "numpy", "kernel", "features"}
    assert found["made"]["command"] == "make record RESULT=course"
    assert found["made"]["seeds"] == "0-9"


def test_one_page_is_one_file(root, monkeypatch):
    monkeypatch.setattr(record, "page_names", lambda *_: ["bits", "rnn"])
    monkeypatch.setattr(record, "load", lambda name, _: types.SimpleNamespace(name=name))
    monkeypatch.setattr(record, "chains", lambda _: [])
    monkeypatch.setattr(record, "as_sections", lambda page, _: f"{page.name}\n")
    run(monkeypatch, "--page", "rnn")
    assert files(root) == ["rnn.txt"]


def test_what_is_not_there_is_refused(root, monkeypatch, capsys):
    with pytest.raises(SystemExit) as exit:
        run(monkeypatch, "--result", "nonsense")
    assert exit.value.code == 2 and "nonsense" in capsys.readouterr().err
    assert files(root) == []


@pytest.mark.parametrize("name", record.VALUES)
def test_each_result_is_there_and_says_how_it_was_made(name):
    found = json.loads((ROOT / RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    assert found["made"]["command"] == f"make record RESULT={name}"
    assert found["made"]["seeds"] == record.VALUES[name].SEEDS
    assert found["made"].keys() >= {"python", "numpy", "kernel", "features"}
