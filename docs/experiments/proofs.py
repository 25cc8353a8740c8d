"""How many networks of a setting are proved right at every length, and how many refuted."""

from typing import Any

from rnn_addition import trials
from rnn_addition.biased import with_biases
from rnn_addition.models import MODELS
from rnn_addition.proof import prove
from rnn_addition.verdict import beam_search

from .networks import SMALLEST
from .rates import rate

SEEDS = "0-99 (sources), 40000-40099 (recipe), 0-49 (smallest)"


def values() -> dict[str, Any]:
    """Return all of it, in some minutes."""
    return {
        "sources": verdicts(trials.SOURCES, range(100)),
        "recipe": rounded(verdicts(trials.RECIPE, range(40_000, 40_100))),
        "smallest": verdicts(SMALLEST, range(50)),
    }


def rounded(found: dict[str, Any]) -> dict[str, Any]:
    """Return verdicts of which the last bit moves one or two proofs, to the nearest five."""
    here = {name: found.pop(name) for name in ("proved", "open")}
    about = {f"{name}_about": 5 * round(count["count"] / 5) for name, count in here.items()}
    return {**found, **about, "on_this_machine": here}


def verdicts(setting: trials.Setting, seeds: range) -> dict[str, Any]:
    """Return of so many networks how many are proved, refuted by beam search, and neither.

    How many boxes a proof takes differs with the processor, and is not kept.
    """
    model: Any = MODELS[setting.model]
    networks = trials.unstack(trials.trained(setting, seeds))
    others = [params for params in networks if prove(with_biases(params)) is None]
    refuted = sum(beam_search(model, params) is not None for params in others)
    return {
        "setting": setting._asdict(),
        "proved": rate(len(networks) - len(others), len(networks)),
        "refuted": rate(refuted, len(networks)),
        "open": rate(len(others) - refuted, len(networks)),
    }
