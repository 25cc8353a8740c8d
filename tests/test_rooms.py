"""Arrows run one way: what each room may import, read from the code."""

import ast
import sys

import pytest
from literate import ROOT
from literate.check import modules

TAUGHT = {path.stem for path in modules()}
SITE = {"mkdocs", "mkdocs_static_i18n", "material"}
TESTS = {"pytest", "pytest_codeblocks", "_pytest"}


def imports(path):
    """Return the modules that a file imports, with the package of relative ones."""
    package = path.parent.relative_to(ROOT).parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{stem}.{alias.name}" for alias in node.names}
    return found


def room(name):
    """Return the room of a module, or its name if it is somebody else's."""
    first, _, rest = name.removeprefix("docs.").partition(".")
    if first == "rnn_addition":
        part = rest.partition(".")[0]
        if part in TAUGHT or not part:
            return "taught"
        return "app" if part == "app" else "taught"
    return "stdlib" if first in sys.stdlib_module_names else first


MAY_IMPORT = {
    "rnn_addition": {"taught", "numpy", "stdlib"},
    "rnn_addition/app": {"taught", "app", "numpy", "stdlib", "distributed", "dask"},
    "docs/literate": {
        *("taught", "app", "literate", "numpy", "stdlib"),
        *("markdown", "pymdownx", "pygments", "latex2mathml", "pytest_codeblocks"),
    }
    - TESTS,
    "docs/figures": {"taught", "figures", "literate", "experiments", "numpy", "stdlib"},
    "docs/experiments": {"taught", "app", "literate", "experiments", "numpy", "stdlib"},
}
OF_THE_APP = {  # all that they may use of it
    "docs/literate": {"errors", "languages", "parser"},  # the real parser, the real labels
    "docs/experiments": {"machine"},  # on what was measured
}
MEASURED = {"torch", "jax", "numba"}  # each in the one program that is named after it
FILES = [
    (folder, path)
    for folder in MAY_IMPORT
    for path in sorted((ROOT / folder).glob("*.py"))
    if path.parent.name != "rnn_addition" or path.stem != "__main__"
]


@pytest.mark.parametrize(
    ("folder", "path"), FILES, ids=[f"{folder}/{path.name}" for folder, path in FILES]
)
def test_a_room_imports_only_what_it_may(folder, path):
    program = path.stem.removesuffix("_program")
    own = {program} & MEASURED if program != path.stem else set()
    assert {room(name) for name in imports(path)} <= MAY_IMPORT[folder] | own


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs").rglob("*.py")), ids=lambda path: path.name
)
def test_only_the_adapters_know_mkdocs_and_pytest(path):
    known = {room(name) for name in imports(path)}
    assert path.name == "hooks.py" or not known & SITE
    assert path.name == "conftest.py" or not known & TESTS


@pytest.mark.parametrize("folder", OF_THE_APP)
def test_the_app_lends_the_site_no_more_than_it_needs(folder):
    names = {name for path in (ROOT / folder).glob("*.py") for name in imports(path)}
    parts = {
        name.removeprefix("rnn_addition.app.").partition(".")[0]
        for name in names
        if room(name) == "app"
    }
    assert parts == OF_THE_APP[folder]


def test_nothing_imports_the_tests_or_the_experiments_into_the_engine():
    for folder, path in FILES:
        if folder in ("docs/experiments", "docs/figures"):
            continue
        assert "experiments" not in {room(name) for name in imports(path)}, (folder, path)
