"""Small trained networks in files, for tests that refute or prove what others trained."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from literate import RESULTS, ROOT

from rnn_addition.models import MODELS
from rnn_addition.trials import RECIPE, SOURCES, Setting, trained, unstack

FOLDER = ROOT / RESULTS / "networks"
SMALLEST = Setting("biased", hidden=3, alpha=0.1, bits=8, steps=40_000)
ALONG = (3000, 4000, 5000, 6000, 7000, 7500)
NETWORKS: dict[str, tuple[Setting, Sequence[int]]] = {
    "sources": (SOURCES, [0]),
    "without_memory": (SOURCES._replace(model="feedforward"), [0]),
    "trap": (SOURCES._replace(steps=8200), [0]),  # 511 + 1 = 768
    # on the way to what the sources print
    **{f"after_{steps}": (SOURCES._replace(steps=steps), [0]) for steps in ALONG},
    "recipe": (RECIPE, [0]),  # proved
    "smallest": (SMALLEST, [1]),  # of 22 weights; the first seed that adds
    # what beam search alone refutes
    "beam_1": (SOURCES._replace(steps=8200), [1]),
    "beam_14": (SOURCES._replace(model="biased", steps=8000), [14]),
    "beam_1018": (SOURCES, [1018]),
    "beam_1058": (SOURCES, [1058]),
    "beam_1054": (SOURCES._replace(hidden=8, alpha=0.3, steps=12_000), [1054]),
    # right on all chains, and wrong on 6 short sums, on 2, or on none but a longer one
    "few_wrong_39": (SOURCES._replace(hidden=8), [39]),
    "few_wrong_91": (SOURCES._replace(hidden=8, steps=15_000), [91]),
    "few_wrong_66": (SOURCES._replace(steps=8500), [66]),
    # whose states, merged by a grid, answer otherwise than they do
    "otherwise_1": (SOURCES._replace(hidden=8, steps=12_000), [1]),
    "otherwise_8": (SOURCES._replace(hidden=2, steps=20_000), [8]),
    # two LSTMs that add all short sums: one keeps a carry for ever, the other loses it
    "lstm_pair": (SOURCES._replace(model="lstm"), [2, 7]),
    # many, of which some add and some do not, stacked along the first axis
    "four_units": (Setting("biased", hidden=4, alpha=0.1, bits=8, steps=10_000), range(30)),
}


def load(name: str, folder: Path = FOLDER) -> Any:
    """Return the weights in results/networks/, those of a stack along the first axis."""
    with np.load(folder / f"{name}.npz") as file:
        made = json.loads(str(file["made"]))
        params: Any = MODELS[made["model"]].init(np.random.RandomState(0))
        return params._make(file[field] for field in params._fields)


def save(name: str, folder: Path = FOLDER) -> None:
    """Train a network of NETWORKS and write its file, which the program can load, too."""
    setting, seeds = NETWORKS[name]
    params = train(setting, seeds)
    made = setting._asdict() | {"seeds": [*seeds], "numpy": np.__version__}
    arrays: Any = {"made": json.dumps(made), **params._asdict()}
    np.savez_compressed(folder / f"{name}.npz", **arrays)


def train(setting: Setting, seeds: Sequence[int]) -> Any:
    """Return the weights; those of a single seed have no axis of networks."""
    params = trained(setting, seeds)
    return params if len(seeds) > 1 else unstack(params)[0]


def record(folder: Path = FOLDER) -> None:
    """Train and save them all, in a minute or two."""
    folder.mkdir(exist_ok=True)
    for name in NETWORKS:
        save(name, folder)
