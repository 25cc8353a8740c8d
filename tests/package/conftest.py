"""Networks and problems that the tests of several modules share."""

import numpy as np
import pytest
from experiments import networks

from rnn_addition import proof, sources
from rnn_addition.bits import encode


@pytest.fixture(scope="session")
def problem():
    """A function from a model to weights, columns and targets of several sums at once."""

    def problem(model, seed=5):
        """Return weights with no two alike, far from zero, and x and y of three sums."""
        rng = np.random.RandomState(seed)
        params = model.init(rng, hidden=4)
        params = params._make(2 * rng.randn(*weight.shape) for weight in params)
        pairs = rng.randint(16, size=(3, 2))
        return params, *encode(pairs[:, 0], pairs[:, 1], 5)

    return problem


@pytest.fixture(scope="session")
def sources_steps():
    """All steps of the sources' run."""
    return list(sources.run())


@pytest.fixture(scope="session")
def seed_0():
    """The sources' network after 8,200 and after 10,000 steps."""
    return {8200: networks.load("trap"), 10_000: networks.load("sources")}


@pytest.fixture(scope="session")
def proved():
    """A network of the recipe, and the boxes that prove it."""
    params = networks.load("recipe")
    return params, proof.prove(params)
