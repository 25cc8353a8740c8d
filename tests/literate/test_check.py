"""The gates on the pages' sources; for each, a planted fault that it must name."""

import os
import re
import subprocess
import sys

import pytest
from literate import RESULTS, ROOT, check
from literate.code import logical_lines, sections, tokens

GATES = (
    check.markers,
    check.form,
    check.includes,
    check.coverage,
    check.shown,
    check.whole,
    check.pasted,
    check.parity,
    check.outputs,
    check.places,
    check.terms,
)


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
def test_the_sources_pass(gate):
    assert list(gate()) == []


def damage(copy, path, old, new):
    file = copy / path
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{path} no longer holds {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


FIRST_INCLUDE = '```python\n--8<-- "rnn_addition/rnn.py:rnn-imports"\n```'
EXPLAINED = "`U, V, W = params`\n:   "
FAULTS = {
    # gate: [(what is damaged, by what, and what the gate must say)]
    check.markers: [
        (
            "rnn_addition/rnn.py",
            "# --8<-- [end:forward]\n",
            "",
            "[start:backward] has no partner",
        ),
        (
            "rnn_addition/rnn.py",
            "# --8<-- [start:forward]\n",
            "",
            "[end:forward] has no partner",
        ),
        (
            "rnn_addition/rnn.py",
            "[start:init]",
            "[start:Trace]",
            "[start:Trace] has no partner",
        ),
        ("rnn_addition/rnn.py", "# --8<-- [end:backward]\n", "", "backward has no end"),
        (
            "rnn_addition/rnn.py",
            "--8<-- [start:init]",
            "--8<--[start:init]",
            "not a section mark",
        ),
        (
            "rnn_addition/bits.py",
            "# --8<-- [end:stream]",
            "# --8<-- [end:stream]\n# --8<-- [start:x]\n# --8<-- [end:x]",
            "section x is empty",
        ),
    ],
    check.form: [
        ("docs/ko/rnn.md", "```python\nfrom rnn", "```py\nfrom rnn", "expected a block of"),
        (
            "docs/ko/rnn.md",
            "```python\nfrom rnn",
            "``` python\nfrom rnn",
            "expected a block of",
        ),
        ("docs/en/index.md", "```console", "```sh", "expected a block of"),
        ("docs/en/index.md", "## The pages { #pages }", "## The pages", "without an id"),
        (
            "docs/en/index.md",
            "## The pages { #pages }",
            "## The pages{ #pages }",
            "without an id",
        ),
        (
            "docs/zh/rnn.md",
            "整个网络就是四个式子。",
            "整个网络就是\n四个式子。",
            "one line a paragraph",
        ),
        ("docs/zh/rnn.md", "你笔算一样", "你 paper 一样", "a space between Chinese and Latin"),
        ("docs/en/rnn.md", "blocks:cont-->", "blocks:cnt-->", "unknown comment"),
        (
            "docs/en/rnn.md",
            FIRST_INCLUDE,
            f"<!--pytest.mark.skip-->\n\n{FIRST_INCLUDE}",
            "a skip needs a reason",
        ),
        (
            "docs/en/rnn.md",
            "<!--pytest-codeblocks:cont-->\n\n```python\nfrom rnn_addition.bits",
            "<!--pytest-codeblocks:cont-->\n<!--pytest.mark.skip(reason='x')-->\n\n"
            "```python\nfrom rnn_addition.bits",
            "a mark on a continued block",
        ),
        (
            "docs/en/rnn.md",
            "<!--pytest-codeblocks:expected-output-->",
            "```text\nbetween\n```\n\n<!--pytest-codeblocks:expected-output-->",
            "does not follow a block that runs",
        ),
        ("docs/en/rnn.md", "py:forward", "py:14:20", "expected a named section"),
        ("docs/en/rnn.md", '--8<-- "rnn', "--8<-- rnn", "alone in its block"),
        ("docs/en/rnn.md", "Before any", '--8<-- "README.md"\n\nBefore any', "outside a block"),
        ("docs/en/rnn.md", "py:forward", "py:init", "is shown twice"),
    ],
    check.includes: [
        (
            "docs/en/rnn.md",
            "rnn.py:forward",
            "rnn.py:forwards",
            "'forwards' could not be located",
        ),
        ("docs/en/rnn.md", "/rnn.py:forward", "/nn.py:forward", "nn.py:forward"),
        ("docs/ko/rnn.md", "rnn.txt:nudge", "rnn.txt:nudges", "'nudges' could not be located"),
    ],
    check.coverage: [
        ("docs/ko/rnn.md", EXPLAINED, "`U, V = params`\n:   ", "docs/ko/rnn.md"),
        ("docs/zh/rnn.md", EXPLAINED, "U, V, W\n\n", "docs/zh/rnn.md"),
        ("docs/en/rnn.md", EXPLAINED, f"{EXPLAINED}x\n\n{EXPLAINED}", "docs/en/rnn.md"),
        ("docs/en/rnn.md", EXPLAINED, EXPLAINED.replace("params", "(params"), "docs/en/rnn.md"),
    ],
    check.shown: [
        ("docs/ko/rnn.md", "rnn.py:Trace", "rnn.py:Params", "Trace is on no page in ko"),
        (
            "rnn_addition/feedforward.py",
            (ROOT / "rnn_addition" / "feedforward.py").read_text(encoding="utf-8"),
            "",
            "feedforward.py is on a page in zh: take it off WITHOUT_PAGE",
        ),
    ],
    check.whole: [
        (
            "rnn_addition/bits.py",
            "# --8<-- [start:to_bits]",
            "EPS = 1\n\n\n# --8<-- [start:to_bits]",
            "in no section: EPS = 1",
        ),
    ],
    check.pasted: [
        (
            "docs/en/rnn.md",
            "trace = forward(params, x)\n",
            "trace = forward(params, x)\nu = np.einsum('t', x)\n"
            "h = np.zeros((len(x) + 1, *u.shape[1:]), u.dtype)\n",
            "pasted: h = np . zeros",
        ),
    ],
    check.parity: [
        ("docs/ko/rnn.md", "{ #backward }", "{ #back }", "page rnn: headings differ"),
        ("docs/ko/rnn.md", "## 역전파", "### 역전파", "page rnn: headings differ"),
        (
            "docs/zh/rnn.md",
            "W=params.W + nudge",
            "W=params.W - nudge",
            "page rnn: blocks differ",
        ),
        ("docs/zh/rnn.md", "rnn.py:Params", "rnn.py:Trace", "page rnn: blocks differ"),
        ("docs/zh/rnn.md", "x_t U + h_t W", "x_t U + h_t V", "page rnn: formulas differ"),
        ("docs/zh/rnn.md", "(training.md)", "(bits.md)", "page rnn: links differ"),
        ("docs/ko/rnn.md", "{{ course.weights.v }}", "16", "page rnn: facts differ"),
        ("docs/ko/index.md", "\n6. ", "\n\n여섯째로 ", "page index: tables and lists differ"),
        ("docs/ko/training.md", 'report(step, "ko")', 'report(step, "en")', "blocks differ"),
    ],
    check.outputs: [
        (
            "docs/outputs/bits.txt",
            "[1 1 0 1",
            "[1 1 0 0",
            "bits.txt is not what the page prints",
        ),
        (
            "docs/en/rnn.md",
            "params = init(np.random.RandomState(0))",
            "params = init(np.random.RandomState(0))\n```\n\n"
            "<!--pytest-codeblocks:cont-->\n\n```python\nprint('unseen')\n```\n\n"
            "<!--pytest-codeblocks:cont-->\n\n```python",
            "prints 'unseen",
        ),
        ("docs/en/bits.md", "print(from_bits(to_bits(11, 8)))\n", "", "bits.txt is not"),
    ],
    check.places: [
        (
            "docs/en/rnn.md",
            "{{ course.weights.all }}",
            "{{ course.weight }}",
            "fact course.weight is used and not recorded",
        ),
        (
            f"{RESULTS}/course.json",
            '"sums"',
            '"unused": 1,\n"sums"',
            "fact course.unused is on no page",
        ),
    ],
    check.terms: [
        (
            "docs/zh/rnn.md",
            "循环神经网络",
            "递归神经网络",
            "递归神经网络, expected 循环神经网络",
        ),
        ("docs/ko/rnn.md", "순환 신경망", "재귀 신경망", "재귀 신경망, expected 순환 신경망"),
        (
            "docs/en/rnn.md",
            "# The plain recurrent",
            "# The recursive",
            "recursive network, expected",
        ),
    ],
}
CASES = [(gate, *fault) for gate, faults in FAULTS.items() for fault in faults]


@pytest.mark.parametrize(
    ("gate", "path", "old", "new", "said"),
    CASES,
    ids=[f"{gate.__name__}: {said}" for gate, *_, said in CASES],
)
def test_a_planted_fault_is_named(copy, monkeypatch, gate, path, old, new, said):
    if gate is check.outputs:
        for slow_page in copy.glob("docs/*/training.md"):
            slow_page.unlink()
    damage(copy, path, old, new)
    complaints = list(gate(copy))
    assert any(said in complaint for complaint in complaints), complaints


def test_the_list_of_modules_without_a_page_only_shrinks():
    first = {
        "ablation",
        "automaton",
        "biased",
        "carries",
        "ceiling",
        "chars",
        "cross_entropy",
        "feedforward",
        "gradients",
        "intervals",
        "lstm",
        "proof",
        "trials",
        "verdict",
    }
    assert first >= check.WITHOUT_PAGE


def test_every_gate_has_a_planted_fault():
    assert set(FAULTS) == set(GATES)
    assert all(FAULTS.values())


@pytest.mark.parametrize("lang", ["zh", "en", "ko"])
@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("activations", "1 / (1 + np.exp(-z))", "np.tanh(z)"),
        ("rnn", "u[t] + h[t] @ W", "u[t] - h[t] @ W"),
        ("rnn", "h[:-1], d_a)", "h[1:], d_a)"),
        ("bits", "n >> t & 1", "n >> t & 3"),
        ("training", "p - alpha * g", "p + alpha * g"),
        ("losses", "error = o - y", "error = y - o"),
        ("evaluation", "o > 0.5", "o > 0.4"),
        ("sources", ".8f", ".7f"),
    ],
)
def test_a_changed_line_of_code_names_its_explanation(copy, module, old, new, lang):
    damage(copy, f"rnn_addition/{module}.py", old, new)
    named = [complaint for complaint in check.coverage(copy) if f"docs/{lang}/" in complaint]
    assert len(named) == 1
    assert f"rnn_addition/{module}.py" in named[0]


def run_pages(copy, pages="docs"):
    """Run pages of the copy with the copy's package; return the output, and what failed."""
    (copy / "tests").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", pages, "-q", "-p", "no:cacheprovider"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    return done.stdout, {line.split(":")[0] for line in lines if line.startswith("FAILED")}


def test_tanh_for_sigmoid_turns_pages_red_in_every_language(copy):
    damage(copy, "rnn_addition/activations.py", "1 / (1 + np.exp(-z))", "np.tanh(z)")
    _, failed = run_pages(copy)
    for lang in ("zh", "en", "ko"):
        for name in ("index", "rnn", "training"):
            assert f"FAILED docs/{lang}/{name}.md" in failed


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (
            "docs/ko/bits.md",
            "print(from_bits(to_bits(11, 8)))",
            "print(11 / 0)",
            r"docs/ko/bits.md:\d+ \(block line 2\): ZeroDivisionError",
        ),
        (
            "docs/ko/bits.md",
            "np.array([3]), bits=4",
            "np.array([4]), bits=4",
            r"docs/ko/bits.md:\d+: the block printed",
        ),
        (
            "docs/outputs/bits.txt",
            "[1. 1.] [0.]",
            "[1. 1.] [2.]",
            r"docs/ko/bits.md:\d+: the block printed",
        ),
    ],
)
def test_a_wrong_page_turns_red_and_names_the_block(copy, path, old, new, said):
    damage(copy, path, old, new)
    output, failed = run_pages(copy, "docs/ko/bits.md")
    assert failed == {"FAILED docs/ko/bits.md"}
    assert re.search(said, output)


def test_output_under_the_wrong_block_turns_red(copy):
    """All that the page prints still stands on it, in another order."""
    damage(copy, "docs/ko/bits.md", "bits.txt:eleven", "bits.txt:swap")
    damage(copy, "docs/ko/bits.md", "bits.txt:columns", "bits.txt:eleven")
    damage(copy, "docs/ko/bits.md", "bits.txt:swap", "bits.txt:columns")
    assert run_pages(copy, "docs/ko/bits.md")[1] == {"FAILED docs/ko/bits.md"}


def test_logical_lines_are_what_python_runs():
    source = '''def f(
    a,  # (T,)
    b=(1,),
):
    """Not code."""
    # not code
    x = [
        a, "#",
    ]

    return x
'''
    found = [(line.first, line.last, " ".join(line.tokens)) for line in logical_lines(source)]
    assert found == [
        (1, 4, "def f ( a , b = ( 1 , ) ) :"),
        (7, 9, 'x = [ a , "#" ]'),
        (11, 11, "return x"),
    ]


@pytest.mark.parametrize(
    ("quoted", "same"),
    [
        ("return x", True),
        ("return  x  # (T,)", True),
        ("return y", False),
        ("return x,", False),
        ("return 'x'", False),
        ("return x(", False),
    ],
)
def test_a_quote_is_compared_token_by_token(quoted, same):
    assert (tokens(quoted) == tokens("return x")) is same


def test_sections_of_a_module():
    source = "# --8<-- [start:a]\nx = 1\n\n\n# --8<-- [end:a]\ny = 2\n"
    assert sections(source) == {"a": "x = 1\n"}
