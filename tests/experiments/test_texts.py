"""The poems are learned as recorded: the first losses are tried again, the last are bounded."""

import numpy as np
from experiments import robust, texts

RECORD = robust.record_of("texts")


def test_the_texts_are_learned():
    quick = texts.values(steps=1)
    for lang in quick.keys() - {"steps"}:
        found = RECORD[lang]
        for name in ("letters", "alphabet"):
            assert found[name] == quick[lang][name]
        for model in ("rnn", "lstm"):
            loss = found[model] | found[model].get("on_this_machine", {})
            assert loss["first"] == quick[lang][model]["first"]
            assert abs(loss["first"] / np.log(found["alphabet"]) - 1) < 0.01
            assert loss["last"] < loss["first"] / 3
