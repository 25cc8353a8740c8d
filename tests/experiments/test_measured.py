"""What results/studies/ records is what the code gives: all where quick, else samples."""

import csv
import json
import shutil

import numpy as np
import pytest
from experiments import inside, measured, variants

from rnn_addition import biased, carries, ceiling, evaluation, trials
from rnn_addition.app import cli as program
from rnn_addition.app import study, weights

pytestmark = pytest.mark.slow  # they train again what the record holds
RECORD = json.loads((measured.FOLDER / "measured.json").read_text(encoding="utf-8"))


def rows(name):
    with open(measured.FOLDER / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


def row_of(name, **wanted):
    (row,) = [row for row in rows(name) if all(row[key] == str(v) for key, v in wanted.items())]
    return row


def worst_verdict(row):
    return min(int(row[verdict]) for verdict in ("all", "random", "chains"))


@pytest.mark.parametrize("name", measured.STUDIES)
def test_a_recorded_study_is_complete_and_its_table_follows_from_it(name, tmp_path, capsys):
    """Going on with a copy trains nothing, and writes the same table."""
    path = tmp_path / f"{name}.jsonl"
    shutil.copy(measured.FOLDER / path.name, path)
    before = path.read_bytes()
    found, complete = study.read(path), rows(name)
    settings = [
        trials.Setting(
            row["model"],
            int(row["hidden"]),
            float(row["alpha"]),
            int(row["bits"]),
            int(row["steps"]),
        )
        for row in complete
    ]
    assert all(
        study.missing([setting], program.seeds(row["seeds"]), found) == []
        for setting, row in zip(settings, complete, strict=True)
    )
    assert program.main(["study", str(path), *measured.STUDIES[name].split()]) == 0
    assert path.read_bytes() == before
    table = (measured.FOLDER / f"{name}.csv").read_bytes()
    assert path.with_suffix(".csv").read_bytes() == table
    assert RECORD["studies"][name].split()[3:] == measured.STUDIES[name].split()
    chunks = [json.loads(line) for line in before.splitlines()]
    networks = sum(int(row["networks"]) for row in rows(name))
    assert sum(len(chunk["results"]) for chunk in chunks) == networks  # none twice, none beside
    assert {chunk["numpy"].partition(".")[0] for chunk in chunks} == {"2"}


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("hidden", trials.Setting("biased", 3, 0.1, 8, 10_000)),
        ("hidden", trials.Setting("rnn", 2, 0.1, 8, 10_000)),
        ("recipe", trials.SOURCES),
        ("fresh", trials.RECIPE),
    ],
)
def test_networks_of_a_study_trained_again_come_out_alike(name, setting):
    found = study.read(measured.FOLDER / f"{name}.jsonl")
    seeds = [seed for its, seed in found if its == setting][:15]
    assert len(seeds) == 15
    for result in trials.trial(setting, seeds):
        recorded = found[setting, result.seed]
        assert (result.right == 128**2, *result[2:]) == (
            recorded.right == 128**2,
            *recorded[2:],
        )


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
    used = {seed for name in measured.STUDIES.keys() - {"fresh"}
            for _, seed in study.read(measured.FOLDER / f"{name}.jsonl")}  # fmt: skip
    assert not used & {seed for _, seed in study.read(measured.FOLDER / "fresh.jsonl")}


def test_accuracy_along_training():
    """Every 500 steps, and where it is lost again."""
    recorded = {
        int(n): score for n, score in RECORD["seed_0"]["all_sums_and_chains_right"].items()
    }
    assert sorted(recorded) == measured.ALONG
    tried = [*range(0, 10_001, 500), 7250, 8200]
    again = {n: measured.score(params) for n, params in measured.along_training(tried).items()}
    assert again == {n: recorded[n] for n in tried}
    assert again[5000][0] == 4898 and again[7000][0] == 16384 and again[7500][0] == 16367
    assert recorded[8200] == [16384, again[8200][1]] and again[8200][1] < 10
    assert recorded[100_000] == [16384, 10]


def test_what_one_network_does():
    found = RECORD["seed_0"]
    at = measured.along_training([8200, 10_000])
    assert found["says_511_plus_1_after_8200"] == measured.says(at[8200], 511, 1) == 768
    assert found["machine"] == as_json({n: measured.machine(at[n]) for n in at})
    assert found["machine"]["10000"] == {"told_apart": 7066, "states": 2, "wrong": None}
    assert found["machine"]["8200"]["wrong"] == [511, 1, 9]
    right = [
        evaluation.count_right(measured.rnn, measured.without_unit(at[10_000], k))
        for k in range(16)
    ]
    assert found["without_unit"] == right
    # 100, 94, 41, 3 and 0.8 percent were measured before, by others
    percent = [100 * right[k] / 128**2 for k in (5, 9, 14, 7, 6)]
    np.testing.assert_allclose(percent, [100, 94.3, 41.0, 3.3, 0.8], atol=0.05)
    tried, passed = found["sums_of_100_000_bits"]
    assert tried == passed == 12


def as_json(value):
    return json.loads(json.dumps(value))


def test_what_is_seen_inside_one_network():
    """The figures of others, measured before, are in brackets."""
    along = (0, 8000, 8200, 10_000, 20_000)
    at = measured.along_training(along)
    again = as_json(inside.one_network(at[0], at[10_000], {n: at[n] for n in along[1:]}))
    found = RECORD["inside_seed_0"]
    moves = "moved_by_the_last_bit_of_a_weight"
    errors = again.pop("gradient_errors"), again.pop(moves)
    assert again == {name: found[name] for name in again}
    for gradient, moved in (errors, (found["gradient_errors"], found[moves])):
        assert 1e-10 < max(gradient["centred"].values()) < 3e-9  # (2 to 6e-10)
        assert max(gradient["backward"].values()) < 1e-14  # (0.6 to 1.3e-15)
        assert 0 < moved < 1e-13  # (6e-15)
    ends = found["attractors"]
    assert [ends[n]["apart"] > 0.1 for n in ends] == [False, False, True, False]  # (only then)
    assert round(ends["10000"]["radius"], 2) == 0.97  # (0.97)
    assert found["carry_axis"]["carry_at_least"] == 0.66  # (0.66)
    assert abs(found["carry_axis"]["none_at_most"] + 0.55) <= 0.03  # (-0.55)
    assert found["carry_axis"]["units_that_tell_alone"] == [14]  # (14)
    travels, stops = found["effect_of_the_first_bit"].values()
    assert travels[3] > 5 * stops[3]
    assert found["long_random_sums"]["right"] == found["long_random_sums"]["sums"] == 2000


def test_a_disturbance_shrinks_as_the_spectral_radius_says():
    """Followed with the network itself, under columns (1, 0) after a carry."""
    params = measured.along_training([10_000])[10_000]
    columns = inside.columns((1, 1), *[(1, 0)] * 20_000)
    end = measured.rnn.forward(params, columns).h[-1, 0]
    h = end + 1e-6 * np.array([np.zeros(16), np.ones(16)])  # (2, H)
    apart = []
    for _ in range(400):
        h = 1 / (1 + np.exp(-([1, 0] @ params.U + h @ params.W)))
        apart.append(np.abs(h[1] - h[0]).max())
    radius = RECORD["inside_seed_0"]["attractors"]["10000"]["radius"]
    assert abs((apart[300] / apart[200]) ** (1 / 100) - radius) < 1e-3


def test_where_carry_chains_go_wrong_first():
    found = RECORD["first_wrong_columns"]
    assert found["networks"] == len(found["columns"]) == 96 - 63  # of those right on all sums
    assert found["median_column"] == np.median(found["columns"]) == 19  # (19)
    again = variants.first_wrong_columns(range(20))["columns"]
    assert again and not set(again) - set(found["columns"])
    assert min(found["columns"]) >= 8  # none of the columns that were learned


def test_other_ways_that_were_tried():
    """Of 20 networks others found 19, 18, 19 and 20 right; of 40, 58 % of the sums at best."""
    for (name, found), expected in zip(RECORD["lstm_variants"].items(), (19, 18, 19, 20)):
        assert abs(found["right"] - expected) <= 1, name
        first = [step for step in found["first"] if step]
        assert found["median_first"] == np.median(first) and len(first) >= found["right"]
    two = RECORD["two_units_with_cross_entropy"]
    assert two["right"] == 0 and round(100 * two["most_sums"] / 128**2) == 58
    assert two == variants.two_units_with_cross_entropy()


@pytest.mark.parametrize("name", variants.LSTM_VARIANTS)
def test_when_lstms_have_learned_all_sums(name):
    """Of the first four networks those that need no more steps than this."""
    steps = 4500 if name == "4 cells" else 2300
    recorded = RECORD["lstm_variants"][name]["first"][:4]
    again = variants.lstm_variant(name, range(4), steps)["first"]
    assert again == [step if step and step <= steps else None for step in recorded]
    assert any(again)


def test_networks_with_a_window_reach_what_it_lets_them_if_it_is_short():
    """None gets beyond that, and the widest, which could do all, does not find out how."""
    ceilings = [ceiling.with_window(w) for w in range(8)]
    recorded = RECORD["trained_windows"]["right"]
    best = [max(found) for found in recorded]
    assert best[:4] == ceilings[:4]
    assert all(found <= most for found, most in zip(best, ceilings))
    assert best[7] < ceilings[7] == 128**2
    assert variants.window_of(2, range(3)) == recorded[2][:3]


def test_how_many_networks_are_proved():
    plain, recipe, smallest = RECORD["proved"]
    few = variants.proved(trials.SOURCES, range(3))
    assert plain["proved"] == few["proved"] == 0
    assert 0 < few["refuted"] <= plain["refuted"] < 100
    for found, setting, seeds in (
        (recipe, trials.RECIPE, range(40_000, 40_002)),
        (smallest, measured.SMALLEST, range(4)),
    ):
        few = variants.proved(setting, seeds)
        assert few["refuted"] == (len(seeds) - few["proved"] if found is smallest else 0)
        assert 0 < few["proved"] and not set(few["boxes"]) - set(found["boxes"])
        assert found["proved"] == len(found["boxes"])
    chains = study.read(measured.FOLDER / "hidden.jsonl")
    right = sum(chains[measured.SMALLEST, seed].chains for seed in range(50))
    assert smallest["proved"] <= right  # no proof of what a tried sum refutes
    assert plain["refuted"] >= 100 - 63  # at least those that chains refute
    assert smallest["proved"] + smallest["refuted"] == 50 and recipe["refuted"] == 0


def test_what_a_network_without_memory_does():
    assert RECORD["without_memory"] == measured.without_memory()
    assert RECORD["without_memory"]["trained"] == 3**7


def test_the_texts_are_learned_as_recorded():
    quick = measured.texts(steps=11)
    for lang, found in RECORD["texts"].items():
        assert {**quick[lang], "steps": 1000, "rnn": 0, "lstm": 0} == {
            **found,
            "rnn": 0,
            "lstm": 0,
        }
        for cell in ("rnn", "lstm"):
            first, last = found[cell]
            assert first == quick[lang][cell][0]
            assert abs(first / np.log(found["alphabet"]) - 1) < 0.01
            assert last < first / 3


def test_the_smallest_network_adds_every_tried_sum():
    model, params, _ = weights.load(measured.FOLDER / "smallest.npz")
    assert model is biased
    assert sum(weight.size for weight in params) == 22
    assert evaluation.count_right(model, params) == 128**2
    rng = np.random.RandomState(3)
    for n, count in ((2000, 200), (20_000, 5)):
        sums = [*carries.random_sums(rng, n, count), *carries.chains(n).values()]
        assert carries.adds(model, params, sums, n + 1).all()
    with np.load(measured.FOLDER / "smallest.npz") as file:
        made = json.loads(str(file["made"]))
    assert made == RECORD["smallest"]
    setting = trials.Setting(*(made[name] for name in trials.Setting._fields))
    assert made["seed"] == measured.first_success(
        setting, study.read(measured.FOLDER / "hidden.jsonl")
    )
    again = trials.trained(setting, [made["seed"]])
    for saved, weight in zip(params, again, strict=True):
        np.testing.assert_allclose(saved, weight[0], rtol=1e-3)
