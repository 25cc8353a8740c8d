"""How many networks are proved; how many boxes that takes, and one proof in 100, move."""

import csv

import pytest
from experiments import networks, proofs, robust, studies

from rnn_addition import trials

RECORD = robust.record_of("proofs")


@pytest.mark.parametrize("name", RECORD)
def test_each_network_is_proved_or_refuted_or_open(name):
    found = RECORD[name] | RECORD[name].get("on_this_machine", {})
    counts = [found[verdict] for verdict in ("proved", "refuted", "open")]
    assert sum(count["count"] for count in counts) == counts[0]["of"]


def test_of_the_sources_networks_none_is_proved_and_many_are_refuted():
    few = proofs.verdicts(trials.SOURCES, range(1, 3))
    assert RECORD["sources"]["proved"]["count"] == few["proved"]["count"] == 0
    assert 0 < few["refuted"]["count"] <= RECORD["sources"]["refuted"]["count"]
    assert (
        RECORD["sources"]["refuted"]["count"] >= 100 - 63
    )  # at least those that chains refute


def test_of_the_recipe_none_is_refuted():
    few = proofs.verdicts(trials.RECIPE, range(40_000, 40_002))
    assert few["proved"]["count"] > 0 == few["refuted"]["count"]
    assert RECORD["recipe"]["refuted"]["count"] == 0
    here = RECORD["recipe"]["on_this_machine"]["proved"]["count"]
    assert abs(here - RECORD["recipe"]["proved_about"]) <= 2
    assert RECORD["recipe"]["proved_about"] == 85  # (85)


def test_of_the_smallest_each_is_proved_or_refuted():
    assert RECORD["smallest"]["open"]["count"] == 0
    assert RECORD["smallest"]["setting"] == networks.SMALLEST._asdict()
    with open(studies.FOLDER / "hidden.csv", newline="") as file:
        (row,) = [
            row for row in csv.DictReader(file)
            if (row["model"], row["hidden"], row["steps"]) == ("biased", "3", "40000")
        ]  # fmt: skip
    # no proof of what a tried sum refutes
    assert RECORD["smallest"]["proved"]["count"] <= int(row["chains"])
