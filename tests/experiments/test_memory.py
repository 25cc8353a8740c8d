"""Networks without memory reach what they can, and no more."""

from experiments import memory, robust

from rnn_addition import ceiling

RECORD = robust.record_of("memory")


def test_none_gets_beyond_what_its_window_lets_it():
    """Narrow windows reach it; the widest, which could do all, does not find out how."""
    windows = [found | found.get("on_this_machine", {}) for found in RECORD["windows"].values()]
    assert [found["ceiling"] for found in windows] == [*map(ceiling.with_window, range(8))]
    assert all(found["most"] == max(found["right"]) <= found["ceiling"] for found in windows)
    assert [RECORD["windows"][w]["most"] for w in "012"] == [3**7, 6528, 11_456]
    assert windows[7]["most"] < windows[7]["ceiling"] == 128**2


def test_what_is_trained_again_comes_out_alike():
    assert memory.window_of(1, range(3)) == RECORD["windows"]["1"]["right"][:3]
    assert memory.trained() == RECORD["trained"] == 3**7
    assert memory.best().items() <= RECORD.items()
