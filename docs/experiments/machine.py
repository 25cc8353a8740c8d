"""What decides how a sum is rounded on this machine: Python, NumPy, BLAS kernel, processor."""

import ctypes
import platform
from pathlib import Path

import numpy as np


def describe() -> dict[str, str]:
    """Return the versions, the kernel of OpenBLAS, and the features that NumPy makes use of."""
    found: dict[str, bool] = np._core._multiarray_umath.__cpu_features__  # type: ignore
    used: list[str] = np._core._multiarray_umath.__cpu_dispatch__  # type: ignore
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "kernel": kernel(),
        "features": " ".join(name for name in used if found.get(name)),
    }


def kernel() -> str:
    """Return the name of OpenBLAS's kernel, or "unknown" where NumPy brings no OpenBLAS."""
    for path in Path(np.__file__).parents[1].glob("numpy.libs/*openblas*"):
        name = ctypes.CDLL(str(path)).scipy_openblas_get_corename64_
        name.restype = ctypes.c_char_p
        return str(name().decode())
    return "unknown"
