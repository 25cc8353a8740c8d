"""Other networks than the course's: a few of each are trained again, the record trains all."""

import numpy as np
from experiments import robust, variants
from literate import facts

RECORD = robust.record_of("variants")


def test_where_carry_chains_go_wrong_first():
    found = RECORD["first_wrong_columns"]
    assert found["networks"] == len(found["columns"]) == 96 - 63  # of those right on all sums
    assert found["median_column"] == np.median(found["columns"]) == 19  # (others: 19)
    assert min(found["columns"]) >= 8  # none of the columns that were learned
    again = variants.first_wrong_columns(range(10))["columns"]
    assert again and not set(again) - set(found["columns"])


def test_when_lstms_have_learned_all_sums():
    """Of 20 networks others found 19, 18, 19 and 20 right, of other draws."""
    for (name, found), expected in zip(RECORD["lstm"].items(), (19, 18, 19, 20), strict=True):
        here = found["on_this_machine"]
        assert abs(here["right"]["count"] - expected) <= 1, name
        assert abs(found["right_about"] - here["right"]["count"]) <= 2 < found["of"]
        first = [step for step in here["first"] if step]
        assert here["median_first"] == np.median(first)
        assert len(first) >= here["right"]["count"]
    name = "gates_alike_at_first"  # in which others and another processor found the same
    again = variants.lstm_variant(name, range(3), 1600)["on_this_machine"]["first"]
    recorded = RECORD["lstm"][name]["on_this_machine"]["first"][:3]
    assert again == [step if step <= 1600 else None for step in recorded]
    assert any(again)


def test_what_another_processor_moves_cannot_be_quoted():
    """Of four cells 16, not 17, are right where NumPy does without AVX-512."""
    quotable = {path for path, _ in facts.flat("variants", RECORD) if ".lstm." in path}
    assert {path.rpartition(".")[2] for path in quotable} == {"of", "right_about"}
    assert RECORD["lstm"]["four_cells"]["right_about"] == 5 * round(16 / 5)


def test_gates_that_are_alike():
    rng = np.random.RandomState(0)
    params = variants.gates_alike(variants.lstm.init(rng, 3), True)
    for part in "UW":
        for gate in "gfq":
            assert (getattr(params, part + gate) == getattr(params, part + "i")).all()
    other = variants.gates_alike(variants.lstm.init(rng, 3), False)
    assert (other.Ug != other.Ui).any()


def test_two_units_are_too_few_whatever_the_loss():
    two = RECORD["two_units_with_cross_entropy"]
    assert two["right"]["count"] == 0
    assert round(100 * two["most_sums"] / 128**2) == 58  # (58)
