"""The shapes in comments: what fits, what does not, and where one looks."""

import pytest
from literate.page import parse
from literate.program import chains, source_of
from literate.shapes import comments, fits, watched


@pytest.mark.parametrize(
    ("comment", "shapes"),
    [
        ("# (T, ..., B, H)  eq. 1", [("T", "...", "B", "H")]),
        ("# (T,), (T, 2)", [("T",), ("T", "2")]),
        ("# (T + 1, ..., T B, H)", [("T + 1", "...", "T * B", "H")]),
        ("# S x (H,)", [("H",)]),
        ("# (see below, or not!)", None),
        ("# x (T,) and y", None),
    ],
)
def test_comments_are_read(comment, shapes):
    assert comments(f"x = 1  {comment}\n").get(1) == shapes


@pytest.mark.parametrize(
    ("shape", "actual", "known", "right"),
    [
        (("T", "B"), (3, 4), {}, True),
        (("T", "B"), (3, 4), {"B": 3}, False),
        (("T", "T"), (3, 4), {}, False),
        (("T + 1",), (4,), {"T": 3}, True),
        (("T + 1", "T"), (4, 3), {}, True),
        (("T + 1", "T"), (4, 4), {}, False),
        (("4 * B",), (6,), {}, False),
        (("T * B", "B"), (6, 2), {"T": 3}, True),
        (("...", "B"), (5, 2), {}, True),
        (("...", "B"), (5, 2), {"...": ()}, False),
        (("...", "B", "H"), (2,), {}, False),
        ((), (), {}, True),
        ((), (1,), {}, False),
    ],
)
def test_shapes_fit_or_not(shape, actual, known, right):
    assert fits(shape, actual, dict(known)) is right


PROGRAM = """import numpy as np
from typing import NamedTuple

class Pair(NamedTuple):
    a: np.ndarray  # (N,)
    b: np.ndarray  # (N,)

def f(n, m):
    x = np.ones(n)  # (N,)
    y = np.ones(m)  # (N,)
    for row in np.ones((2, n)):  # (N,)
        x += row  # (N,)
    return x, y  # (N,), (N,)

def g():
    yield np.ones(2)  # (3,)

def never():
    return np.ones(2)  # (2,)

f(2, 2)
f(3, 3)
f(2, 3)
Pair(np.ones(2), np.ones(3))
list(g())
"""


def test_a_tuple_is_seen_however_it_is_made():
    pair = PROGRAM[: PROGRAM.index("def f")]
    made = {
        "Pair(np.ones(2), np.ones(3))": {6},
        "Pair._make([np.ones(2), np.ones(3)])": {6},
        "Pair(np.ones(2), np.ones(2))._replace(b=np.ones(3))": {6},
        "Pair._make([np.ones(2), np.ones(2)])": set(),
    }
    for line, wrong in made.items():
        page = parse(f"```python\n{pair}{line}\n```\n", "en", "a")
        watch, placed = watched(source_of(chains(page)[0]))
        assert watch.wrong.keys() == wrong and placed <= watch.seen.keys()


def test_a_letter_means_one_number_within_a_call():
    page = parse(f"```python\n{PROGRAM}```\n", "en", "a")
    watch, placed = watched(source_of(chains(page)[0]))
    assert sorted(watch.wrong) == [6, 10, 13, 16]
    assert watch.wrong[10] == "(N) is (3,) where N = 2"
    assert placed - watch.seen.keys() == {19}
    assert watch.promised.keys() == placed
