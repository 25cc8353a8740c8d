"""How well the networks learn the three poems: the first and last losses of a letter."""

from typing import Any

import numpy as np

from rnn_addition import chars
from rnn_addition.cross_entropy import cross_entropy
from rnn_addition.models import MODELS
from rnn_addition.training import train

SEEDS = "0"


def values(steps: int = 1000) -> dict[str, Any]:
    """Return for each text the alphabet's size, and what each model makes of it: 30 s."""
    found: dict[str, Any] = {}
    for lang, entry in chars.texts().items():
        text = entry["text"]
        found[lang] = {"letters": len(text), "alphabet": len(chars.alphabet(text))}
        for name in ("rnn", "lstm"):
            found[lang][name] = losses(name, text, steps)
    return {"steps": steps, **found}


def losses(name: str, text: str, steps: int) -> dict[str, Any]:
    """Return the loss of a letter at the first step, and on average over the last ten."""
    rng = np.random.RandomState(0)
    params = chars.init(MODELS[name], rng, 64, chars.alphabet(text))
    steps_taken = train(
        MODELS[name], params, chars.windows(rng, text, steps), cross_entropy, 1.0
    )
    found = [float(step.loss) for step in steps_taken]
    last = {"last": round(float(np.mean(found[-10:])), 2)}
    if name == "lstm":  # whose last losses hang on the last bit
        return {"first": round(found[0], 2), "on_this_machine": last}
    return {"first": round(found[0], 2), **last}
