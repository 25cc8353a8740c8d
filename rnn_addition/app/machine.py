"""What computed a result: the last bits of a number hang on all of it."""

import ctypes
import platform
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

UNKNOWN = "unknown"
# the names that OpenBLAS has in NumPy's wheels, and in the system's packages
CORENAMES = (
    "scipy_openblas_get_corename64_",
    "scipy_openblas_get_corename",
    "openblas_get_corename64_",
    "openblas_get_corename",
)


@cache
def describe() -> dict[str, Any]:
    """Return Python, NumPy, its BLAS and the kernel that it chose, CPU features, platform."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas.get('name', UNKNOWN)} {blas.get('version', '')}".strip(),
        "kernel": kernel(),
        "features": features(),
        "platform": f"{sys.platform} {platform.machine()}",
    }


def kernel() -> str:
    """Return the kernel that OpenBLAS chose, such as Haswell."""
    for path in _libraries():
        try:
            library = ctypes.CDLL(path)
        except OSError:  # gone, or for another processor
            continue
        for name in CORENAMES:
            corename = getattr(library, name, None)
            if corename is not None:
                corename.argtypes, corename.restype = [], ctypes.c_char_p
                return bytes(corename() or b"").decode("ascii", "replace") or UNKNOWN
    return UNKNOWN


def _libraries() -> list[str]:
    """Return where OpenBLAS may be: in the wheel, else wherever this process has it from."""
    package = Path(np.__file__).parent
    folders = package.with_name("numpy.libs"), package / ".dylibs"
    found = [str(path) for folder in folders for path in sorted(folder.glob("*openblas*"))]
    maps = Path("/proc/self/maps")  # Linux lists there what a process has loaded
    if not found and maps.exists():
        words = {line.split()[-1] for line in maps.read_text(errors="replace").splitlines()}
        found = sorted(word for word in words if "blas" in Path(word).name)
    return found


def features() -> list[str]:
    """Return the CPU features for which NumPy has loops of their own, and that are on."""
    try:
        core = import_module("numpy._core._multiarray_umath")
        names, on = core.__cpu_dispatch__, core.__cpu_features__
    except (ImportError, AttributeError):  # no public part of NumPy
        return []
    return [name for name in names if on.get(name)]
