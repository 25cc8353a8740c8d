"""The studies are complete, their tables follow from them, and a few networks come out alike.

What is trained again has step size 0.1, at which the processor does not matter.
"""

import csv
import json
import shutil
import subprocess
import sys

import pytest
from experiments import studies

from rnn_addition import trials
from rnn_addition.app import study


def rows(name):
    with open(studies.FOLDER / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


def row_of(name, **wanted):
    (row,) = [row for row in rows(name) if all(row[key] == str(v) for key, v in wanted.items())]
    return row


def worst_verdict(row):
    return min(int(row[verdict]) for verdict in ("all", "random", "chains"))


@pytest.mark.parametrize("name", studies.STUDIES)
def test_a_recorded_study_is_complete_and_its_table_follows_from_it(name, tmp_path):
    """Going on with a copy trains nothing, and writes the same table."""
    path = tmp_path / f"{name}.jsonl"
    shutil.copy(studies.FOLDER / path.name, path)
    before = path.read_bytes()
    subprocess.run([sys.executable, "-m", *studies.command(name)], cwd=tmp_path, check=True)
    assert path.read_bytes() == before
    table = (studies.FOLDER / f"{name}.csv").read_bytes()
    assert path.with_suffix(".csv").read_bytes() == table
    networks = sum(int(row["networks"]) for row in rows(name))
    chunks = [json.loads(line) for line in before.splitlines()]
    assert sum(len(chunk["results"]) for chunk in chunks) == networks  # none twice, none beside


@pytest.mark.parametrize(
    ("name", "setting", "count"),
    [
        ("hidden", trials.Setting("biased", 3, 0.1, 8, 10_000), 15),
        ("hidden", trials.Setting("rnn", 2, 0.1, 8, 10_000), 15),
        ("recipe", trials.SOURCES, 5),
        ("models", trials.SOURCES._replace(model="lstm"), 2),
    ],
)
def test_networks_of_a_study_trained_again_come_out_alike(name, setting, count):
    found = study.read(studies.FOLDER / f"{name}.jsonl")
    seeds = [seed for its, seed in found if its == setting][:count]
    assert trials.trial(setting, seeds) == [found[setting, seed] for seed in seeds]


def test_two_units_never_learn_it_and_three_need_biases():
    """What the sources leave to the reader: how many hidden units does it take?"""
    for model, hidden in (("rnn", 2), ("rnn", 3), ("biased", 2)):
        for steps in (10_000, 40_000):
            row = row_of("hidden", model=model, hidden=hidden, steps=steps)
            assert (row["all"], row["networks"]) == ("0", "50")
    assert int(row_of("hidden", model="biased", hidden=3, steps=40_000)["chains"]) > 25


def test_the_recipe_was_chosen_by_its_study_and_holds_on_fresh_seeds():
    best = max(rows("finest"), key=worst_verdict)
    assert row_of("finest", **trials.RECIPE._asdict()) == best
    fresh = row_of("fresh", **trials.RECIPE._asdict())
    assert worst_verdict(fresh) >= 0.99 * int(fresh["networks"])
    used = {seed for name in studies.STUDIES.keys() - {"fresh"}
            for _, seed in study.read(studies.FOLDER / f"{name}.jsonl")}  # fmt: skip
    assert not used & {seed for _, seed in study.read(studies.FOLDER / "fresh.jsonl")}
