"""What a model is, and the models that there are.

x    input            (T, ..., B, I)
z    output's pre-activation (T, ..., B, O); what makes an answer of it belongs to the loss
d_z  the loss gradient at z
T B I O   columns, sequences side by side, inputs, outputs
"""

# --8<-- [start:models-imports]
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from rnn_addition import biased, feedforward, lstm, rnn

# --8<-- [end:models-imports]


# --8<-- [start:Model]
class Trace(Protocol):
    """What forward saw: a NamedTuple of arrays, of which the first are x, h and z."""

    @property
    def z(self) -> np.ndarray: ...  # (T, ..., B, O)


ParamsT = TypeVar("ParamsT", bound=NamedTuple)
TraceT = TypeVar("TraceT", bound=Trace)


class Model(Protocol[ParamsT, TraceT]):
    """A module, or a NamedTuple of functions, that can be trained."""

    def init(
        self, rng: np.random.RandomState, hidden: int = 16, inputs: int = 2, outputs: int = 1
    ) -> ParamsT: ...
    def forward(self, params: ParamsT, x: np.ndarray) -> TraceT: ...
    def backward(self, params: ParamsT, trace: TraceT, d_z: np.ndarray) -> ParamsT: ...


# --8<-- [end:Model]


# --8<-- [start:MODELS]
MODELS: dict[str, Model[Any, Any]] = {
    "rnn": rnn,
    "biased": biased,
    "feedforward": feedforward,
    "lstm": lstm,
}
# --8<-- [end:MODELS]
