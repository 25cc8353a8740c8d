"""What computed a result."""

import json
import os
import platform

import numpy as np
import pytest
from running import run_code

from rnn_addition.app import machine


def test_it_can_be_written_down_and_names_no_host():
    told = machine.describe()
    assert [*told] == ["python", "numpy", "blas", "kernel", "features", "platform"]
    assert told["python"] == platform.python_version() and told["numpy"] == np.__version__
    assert json.loads(json.dumps(told)) == told
    assert platform.node() not in json.dumps(told)


@pytest.mark.parametrize("kernel", ["Nehalem", "Haswell"])
def test_the_kernel_is_the_one_that_blas_uses(kernel):
    """OpenBLAS takes the kernel that it is told to take, if the processor can."""
    if machine.kernel() == machine.UNKNOWN or platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("this NumPy has another BLAS, or another processor's kernels")
    code = "from rnn_addition.app import machine; print(machine.kernel())"
    done = run_code(code, env={**os.environ, "OPENBLAS_CORETYPE": kernel})
    assert done.stdout.strip() == kernel


def test_features_that_are_switched_off_are_not_told():
    on = machine.features()
    if not on:
        pytest.skip("this processor has no features beyond the least that NumPy needs")
    code = "from rnn_addition.app import machine; print(*machine.features())"
    done = run_code(code, env={**os.environ, "NPY_DISABLE_CPU_FEATURES": on[-1]})
    assert done.stdout.split() == on[:-1]


def test_without_openblas_the_kernel_is_unknown(monkeypatch):
    monkeypatch.setattr(machine, "_libraries", lambda: ["/no/such/library.so"])
    assert machine.kernel() == machine.UNKNOWN
