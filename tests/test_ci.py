"""The ways in (make, the commands behind it, CI) are alike, and name what exists."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from literate import ROOT

import rnn_addition

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
READMES = sorted(ROOT.glob("README*.md"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def plain(command):
    """Return a command without where its program lies, settings before it, and what is only
    about how much it says."""
    command = re.sub(
        r"^.*\$\(BIN\)/|^\.venv\\Scripts\\|^python -m (?!venv)", "", command.strip()
    )
    command = command.replace("$(PYTHON)", "python")
    return re.sub(r" --(?:quiet|disable-pip-version-check)\b", "", command)


def recipes():
    """Return the commands of each target of the Makefile."""
    found = {}
    for line in MAKEFILE.splitlines():
        if target := re.match(r"([a-z]+|\$\(READY\)): ", line):
            found[target[1]] = []
        elif line.startswith("\t"):
            found[list(found)[-1]].append(plain(line))
    return found


def steps(path):
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def ran(path):
    """Return the commands of a workflow that are a line each."""
    return [plain(step["run"]) for step in steps(path) if "\n" not in step.get("run", "\n")]


INSTALL = [command for command in recipes()["$(READY)"] if command.startswith("pip install")]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_way_without_make_is_what_make_does(path):
    blocks = re.findall(r"```powershell\n(.*?)```", path.read_text(encoding="utf-8"), re.S)
    work, publish = ([plain(line) for line in block.splitlines()] for block in blocks)
    make = recipes()
    assert work == [
        "python -m venv .venv",
        *INSTALL,
        *make["serve"],
        *make["test"],
    ]
    assert make["$(READY)"][1] == "python -m venv .venv"
    assert publish == ['$env:SITE_URL = "https://example.org/adder/"', *make["site"][:1]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_ci_installs_as_make_does(path):
    commands = [command for command in ran(path) if command.startswith("pip install")]
    rest = [command for command in commands if command not in INSTALL]
    assert rest in ([], ["pip install ${{ matrix.install }}"])
    assert commands[:2] == INSTALL


def test_ci_tests_and_builds_as_make_does():
    make, (ci, pages) = recipes(), map(ran, WORKFLOWS)
    assert [command for command in ci if command.startswith("pytest")] == [
        f'{make["test"][0]} -m "not slow"',
        f'{make["test"][0]} -m "not slow"',
        make["golden"][0],
    ]
    assert make["site"][0] in pages


def test_the_matrix_is_what_the_project_supports():
    jobs = yaml.safe_load(WORKFLOWS[0].read_text(encoding="utf-8"))["jobs"]
    pythons = jobs["test"]["strategy"]["matrix"]["python"]
    oldest = jobs["numpy"]["strategy"]["matrix"]["include"][0]
    assert f">={pythons[0]}" == PROJECT["project"]["requires-python"]
    assert oldest["python"] == pythons[0]
    (numpy,) = PROJECT["project"]["dependencies"]
    assert oldest["install"] == numpy.replace(">=", "~=") + ".0"


def test_every_mark_that_is_named_exists():
    known = {
        mark.partition(":")[0] for mark in PROJECT["tool"]["pytest"]["ini_options"]["markers"]
    }
    files = [*WORKFLOWS, ROOT / "Makefile", ROOT / "CONTRIBUTING.md"]
    named = {
        mark
        for path in files
        for mark in re.findall(r'pytest [^`\n]*-m "?(?:not )?(\w+)', path.read_text("utf-8"))
    }
    assert named == known


def test_every_target_that_is_named_exists_and_takes_what_it_is_given():
    files = [*READMES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / ".ci" / "run"]
    for path in files:
        text = path.read_text(encoding="utf-8")
        for target, setting in re.findall(
            r"(?:^|`|\$ )make ([a-z]+)(?: ([A-Z_]+)=)?", text, re.M
        ):
            assert target in recipes(), f"{path.name}: make {target}"
            used = MAKEFILE.partition(f"\n{target}: ")[2].partition("\n\n")[0]
            assert setting in used, f"{path.name}: make {target} {setting}="
    phony = re.search(r"\.PHONY: (.+)", MAKEFILE)[1].split()
    assert set(phony) == recipes().keys() - {"$(READY)"}


def test_every_file_that_ci_and_the_owners_name_exists():
    assert ".ci/run" in WORKFLOWS[0].read_text(encoding="utf-8")
    owners = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    paths = [line.split()[0] for line in owners if line and not line.startswith("#")]
    assert len(paths) == 4 * 3
    assert [path for path in paths if not (ROOT / path[1:]).exists()] == []
    forms = ROOT / ".github" / "ISSUE_TEMPLATE"
    for path in [ROOT / ".github" / "dependabot.yml", *forms.glob("*.yml"), *WORKFLOWS]:
        assert yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no bash of its own")
def test_what_ci_runs_is_a_script():
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)


def test_the_form_for_a_wrong_translation_knows_every_language():
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / "translation.yml").read_text(encoding="utf-8")
    languages = tomllib.loads((ROOT / "docs" / "languages.toml").read_text(encoding="utf-8"))
    assert yaml.safe_load(form)["body"][0]["attributes"]["options"] == [
        row["name"] for row in languages.values()
    ]


def test_the_version_has_one_source():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert "version" not in PROJECT["project"]
    source = ROOT / PROJECT["tool"]["hatch"]["version"]["path"]
    assert f'__version__ = "{rnn_addition.__version__}"' in source.read_text(encoding="utf-8")
    assert rnn_addition.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert "version" not in citation
    assert citation["license"] == PROJECT["project"]["license"]
