"""CONTRIBUTING: what its examples show is what the gates say of the change described."""

import os
import re
import subprocess
import sys

import pytest
from literate import ROOT, check
from planting import damage

from rnn_addition.app.languages import labels

ENGINE = ROOT / "docs" / "literate"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SHOWN = [
    [line.strip() for line in block.strip().splitlines()]
    for block in re.findall(r"^ *```text\n(.*?)^ *```$", TEXT, re.M | re.S)
]
RUN = "import sys; from literate import check; print(*getattr(check, sys.argv[1])(), sep='\\n')"
MOVES = re.compile(r"(?<=\.md:)\d+|(?<=has )\d+")  # with every edit of a page


def says(copy, gate):
    """Return what a gate says of the copy, with the package of the copy."""
    rooms = os.pathsep.join([str(copy), str(copy / "docs")])
    done = subprocess.run(
        [sys.executable, "-c", RUN, gate],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": rooms, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {MOVES.sub("N", line) for line in done.stdout.splitlines()}


def append(copy, path, text):
    with open(copy / path, "a", encoding="utf-8") as file:
        file.write(text)


def a_changed_line(copy):
    damage(copy, "rnn_addition/rnn.py", "u[t] += h", "u[t] -= h")


def an_english_page(copy):
    append(copy, "docs/en/quiz.md", "# What do you remember? { #quiz }\n")


def a_model(copy):
    source = (copy / "rnn_addition" / "feedforward.py").read_text(encoding="utf-8")
    append(copy, "rnn_addition/mine.py", source)
    damage(copy, "rnn_addition/models.py", "lstm, rnn", "lstm, mine, rnn")
    damage(
        copy,
        "rnn_addition/models.py",
        '    "lstm": lstm,\n',
        '    "lstm": lstm,\n    "mine": mine,\n',
    )


def a_language(copy):
    append(copy, "docs/languages.toml", '\n[xx]\nname = "Mine"\n')


def another_default(copy):
    damage(copy, "rnn_addition/sources.py", "alpha: float = 0.1", "alpha: float = 0.2")


def an_unrecorded_number(copy):
    for lang in ("zh", "en", "ko"):
        damage(copy, f"docs/{lang}/rnn.md", "{{ course.", "{{ course.rows }} {{ course.")


def an_unused_number(copy):
    damage(copy, f"{check.RESULTS}/course.json", '"sums":', '"rows": 1, "sums":')


def an_english_figure(copy):
    damage(copy, "docs/en/rnn.md", "\n## ", "\n![A sum](figures/bits-addition.svg) x\n\n## ")


EXAMPLES = [  # in the order of CONTRIBUTING: what is changed, and the gates that see it
    (a_changed_line, ["coverage"]),
    (an_english_page, ["languages"]),
    (a_model, ["shown"]),
    (a_language, ["languages"]),
    (another_default, ["coverage"]),
    (an_unrecorded_number, ["places"]),
    (an_unused_number, ["places"]),
    (an_english_figure, ["parity"]),
]


def test_every_example_has_its_change():
    assert len(SHOWN) == len(EXAMPLES)


@pytest.mark.parametrize(
    ("change", "gates", "shown"),
    [(*example, lines) for example, lines in zip(EXAMPLES, SHOWN, strict=False)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_example_is_what_the_gates_say(copy, change, gates, shown):
    change(copy)
    said = set().union(*(says(copy, gate) for gate in gates))
    assert {MOVES.sub("N", line) for line in shown} <= said, said


def test_a_changed_label_is_found_in_the_korean_page(copy):
    error = f'error = "{labels("ko")[0]}"'
    damage(copy, "rnn_addition/app/messages/ko.toml", error, 'error = "낱말"')
    assert any("docs/ko/training.md" in line for line in says(copy, "parity"))


def test_the_table_names_each_gate():
    table = TEXT.partition("| gate | says |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1] for row in table.splitlines()[2:]]
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == sorted(gate_names())


def gate_names():
    """Return the functions of the engine that are gates by their decorator."""
    source = "".join(path.read_text(encoding="utf-8") for path in ENGINE.glob("*.py"))
    return re.findall(r"^@(?:gate|each_page)\ndef (\w+)\(", source, re.M)


@pytest.mark.parametrize("task", re.findall(r"^### (.+)$", TEXT, re.M))
def test_a_task_names_files_that_are_there(task):
    recipe = TEXT.partition(f"### {task}\n")[2].partition("\n## ")[0].partition("\n### ")[0]
    prose = re.sub(r"^ *```text\n.*?^ *```$", "", recipe, flags=re.M | re.S)
    paths = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:yml|toml|md))`", prose)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_a_recipe_names_functions_that_are_there():
    names = {
        "docs/experiments/record.py": ["MODULES"],
        "docs/experiments/course.py": ["SEEDS", "def values("],
        "docs/literate/check.py": ["WITHOUT_PAGE"],
        "rnn_addition/app/parser.py": ["ADDER", "COMMANDS", "TEXT"],
        "rnn_addition/models.py": ["class Model(", "MODELS"],
        "rnn_addition/trials.py": ["SOURCES"],
        "tests/site/test_browser.py": [
            "def test_search_finds_the_page_in_the_readers_language"
        ],
    }
    for path, wanted in names.items():
        source = (ROOT / path).read_text(encoding="utf-8")
        for name in wanted:
            assert name in source, f"{path} no longer holds {name}"
            word = name.removeprefix("def ").removeprefix("class ").strip("(")
            assert f"`{word}`" in TEXT
