"""The files of networks are of the settings that they are said to be of."""

import json

import numpy as np
import pytest
from experiments import networks

from rnn_addition import proof, rnn
from rnn_addition.bits import encode, from_bits
from rnn_addition.evaluation import count_right
from rnn_addition.models import MODELS
from rnn_addition.trials import SOURCES


def test_each_network_has_its_file_and_each_file_its_network():
    files = {path.stem for path in networks.FOLDER.glob("*.npz")}
    assert files == set(networks.NETWORKS)


@pytest.mark.parametrize("name", networks.NETWORKS)
def test_a_file_says_how_it_was_made(name):
    setting, seeds = networks.NETWORKS[name]
    with np.load(networks.FOLDER / f"{name}.npz") as file:
        made = json.loads(str(file["made"]))
    assert made == setting._asdict() | {"seeds": [*seeds], "numpy": made["numpy"]}
    drawn = MODELS[setting.model].init(np.random.RandomState(0), setting.hidden)
    shapes = [(len(seeds),) * (len(seeds) > 1) + weight.shape for weight in drawn]
    assert [weight.shape for weight in networks.load(name)] == shapes


@pytest.mark.golden
@pytest.mark.parametrize("name", ["trap", "few_wrong_39"])
def test_a_network_trained_again_comes_out_alike(name):
    for weight, again in zip(
        networks.load(name), networks.train(*networks.NETWORKS[name]), strict=True
    ):
        np.testing.assert_allclose(again, weight, rtol=1e-9)


def test_the_networks_are_what_they_are_named_for():
    """Told by other means than those that the tests of the package use."""
    x, _ = encode(np.array([511]), np.array([1]), 10)
    trap = networks.load("trap")
    assert count_right(rnn, trap) == 128**2
    assert from_bits(rnn.forward(trap, x).z[:, 0, 0] > 0) == 768
    assert from_bits(rnn.forward(networks.load("sources"), x).z[:, 0, 0] > 0) == 512
    assert sum(weight.size for weight in networks.load("smallest")) == 22
    for name in ("recipe", "smallest"):
        assert proof.prove(networks.load(name)) is not None
    assert networks.NETWORKS["sources"] == (SOURCES, [0])
