"""Says which recorded values hang on the last bit: finds them anew with other BLAS kernels.

python -m experiments.robust course memory names each value that another kernel, or a processor
with fewer features, finds otherwise. What moves is published as a distribution or not at all.
The tests do the same with weights nudged by their last bit.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from literate import RESULTS, ROOT, read
from literate.facts import flat

KERNELS = ("SkylakeX", "Haswell", "Sandybridge", "Nehalem", "Prescott")
FEWER = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"  # features that NumPy can do without
ELSEWHERE = [{"OPENBLAS_CORETYPE": kernel} for kernel in KERNELS] + [
    {"NPY_DISABLE_CPU_FEATURES": FEWER},
    {"NPY_DISABLE_CPU_FEATURES": FEWER, "OPENBLAS_CORETYPE": "Nehalem"},
]
FIND = "import json, sys, experiments.{0} as m; json.dump(m.values(), sys.stdout)"


def record_of(name: str) -> dict[str, Any]:
    """Return the values of results/NAME.json, without how they were made."""
    found: dict[str, Any] = json.loads(read(ROOT / RESULTS / f"{name}.json"))
    return {path: value for path, value in found.items() if path != "made"}


def found_again(name: str, environment: dict[str, str]) -> dict[str, Any]:
    """Return the values of a result as a process with such an environment finds them."""
    done = subprocess.run(
        [sys.executable, "-c", FIND.format(name)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    values: dict[str, Any] = json.loads(done.stdout)
    return values


def moving(name: str, values: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each value that differs from the record."""
    then, now = dict(flat(name, record_of(name))), dict(flat(name, values))
    for path in sorted(then.keys() | now.keys()):
        if then.get(path) != now.get(path):
            yield f"{path}: {now.get(path)}, recorded {then.get(path)}"


def main() -> None:
    """Print what moves, for each of the results named on the command line."""
    for name in sys.argv[1:]:
        for environment in ELSEWHERE:
            lines = [*moving(name, found_again(name, environment))]
            print(name, environment, "moves" if lines else "steady", *lines, sep="\n  ")


if __name__ == "__main__":
    main()
