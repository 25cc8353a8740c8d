"""Every recorded number has a path, and a place on a page is filled by that path alone."""

import json

import pytest
from literate import RESULTS, facts

TABLE = """model,hidden,alpha,bits,steps,all,all_low,all_high
rnn,16,0.5,8,10000,1300,0.9016,1.0
rnn,16,1.0,8,10000,0,0.0,0.037
"""


@pytest.fixture
def recorded(tmp_path):
    folder = tmp_path / RESULTS / "studies"
    folder.mkdir(parents=True)
    (folder / "small.csv").write_text(TABLE, encoding="utf-8")
    value = {
        "made": {"seeds": "0-9"},
        "right": {"7500": 16367, "0_01": 2.5},
        "list": [1, None],
        "on_this_machine": {"hidden": 3},
    }
    (folder.parent / "some.json").write_text(json.dumps(value), encoding="utf-8")
    return facts.recorded(tmp_path)


def test_values_are_written_as_prose_writes_them(recorded):
    assert {path: text for path, text in recorded.items() if path.startswith("some.")} == {
        "some.made.seeds": "0-9",
        "some.right.7500": "16,367",
        "some.right.0_01": "2.5",
        "some.list.0": "1",
        "some.list.1": "None",
    }


def test_a_row_of_a_study_is_named_by_what_varies(recorded):
    assert recorded["studies.small.0_5.all"] == "1,300"
    assert recorded["studies.small.0_5.all_low"] == "90.2"
    assert recorded["studies.small.1.all_high"] == "3.7"
    assert recorded["studies.small.1.model"] == "rnn"
    assert len(recorded) == 5 + 2 * 8


def test_a_line_is_filled(recorded):
    line = "After {{ some.right.7500 }}, { some.right.7500 } and {{ Some }} stay."
    assert (
        facts.fill(line, recorded) == "After 16,367, { some.right.7500 } and {{ Some }} stay."
    )
    with pytest.raises(KeyError, match=r"some\.right\.1"):
        facts.fill("{{ some.right.1 }}", recorded)


def test_every_recorded_path_can_be_written_on_a_page():
    for path in facts.recorded():
        assert facts.PLACE.fullmatch(f"{{{{ {path} }}}}"), path
