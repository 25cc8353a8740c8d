"""The gates on the pages' sources; for each, a planted fault that it must name."""

import pytest
from literate import LANGUAGES, RESULTS, check
from planting import damage

from rnn_addition.app.languages import labels

pytestmark = pytest.mark.xdist_group("copy")  # run the programs where the copy's are run


@pytest.mark.parametrize("gate", check.GATES, ids=lambda gate: gate.__name__)
def test_the_sources_pass(gate):
    assert list(gate()) == []


FIRST_INCLUDE = '```python\n--8<-- "rnn_addition/rnn.py:rnn-imports"\n```'
EXPLAINED = "`U, V, W = params`\n:   "
FAULTS = {
    # gate: [(what is damaged, by what, and what the gate must say)]
    check.readable: [
        (
            "docs/ko/bits.md",
            "\n\n",
            "\u200b\n\n",
            "docs/ko/bits.md:1: invisible: ZERO WIDTH SPACE",
        ),
        ("docs/zh/rnn.md", "# ", "\u2060# ", "docs/zh/rnn.md:1: invisible: WORD JOINER"),
        ("rnn_addition/rnn.py", "import numpy", "import\xa0numpy", "invisible: NO-BREAK SPACE"),
        (
            "docs/en/rnn.md",
            "```\n\n`from",
            "\n\n`from",
            "this block is never closed",
        ),
        ("docs/glossary.toml", "[", "[[", "docs/glossary.toml: "),
        (f"{RESULTS}/course.json", "{", "{,", "course.json: Expecting"),
    ],
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
        (
            "rnn_addition/rnn.py",
            "# --8<-- [start:Params]",
            "# --8<-- [start:Params!]",
            "not a section mark: # --8<-- [start:Params!]",
        ),
    ],
    check.form: [
        ("docs/en/bits.md", "print(to_bits(11, 8))", "print（to_bits(11, 8)）", "(U+FF08)"),
        (
            "docs/en/bits.md",
            "print(to_bits(11, 8))",
            "print(to_bits(11, 8)",
            "'(' was never closed",
        ),
        (
            "docs/en/rnn.md",
            "trace = forward(",
            "trаce = forward(",
            "CYRILLIC SMALL LETTER A (U+0430)",
        ),
        ("docs/en/rnn.md", "```python", "```", "nothing to continue"),
        ("docs/en/rnn.md", "# The plain", "The plain", "begins with its title"),
        ("docs/ko/rnn.md", "```python\nfrom rnn", "```py\nfrom rnn", "expected a block of"),
        (
            "docs/ko/rnn.md",
            "```python\nfrom rnn",
            "``` python\nfrom rnn",
            "expected a block of",
        ),
        ("docs/en/index.md", "```console", "```sh", "expected a block of"),
        ("docs/en/index.md", "## The pages { #pages }", "## The pages", "without an id"),
        ("docs/en/index.md", "## The pages { #pages }", "The pages\n---", "begins with #"),
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
        ("docs/en/rnn.md", "\n## ", "\n<!--draft-->\n\n## ", "unknown comment draft"),
        (
            "docs/en/rnn.md",
            "a carry is.",
            "a carry is.  ",
            "spaces at the end of a line",
        ),
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
            "there is no section 'forwards'",
        ),
        ("docs/en/rnn.md", "/rnn.py:forward", "/nn.py:forward", "no file rnn_addition/nn.py"),
        ("rnn_addition/rnn.py", "# --8<-- [end:forward]\n", "", "backward] has no partner"),
        ("docs/ko/rnn.md", "rnn.txt:twice", "rnn.txt:twices", "there is no section 'twices'"),
    ],
    check.coverage: [
        ("docs/ko/rnn.md", EXPLAINED, "`U, V = params`\n:   ", "docs/ko/rnn.md"),
        ("docs/zh/rnn.md", EXPLAINED, "U, V, W\n\n", "docs/zh/rnn.md"),
        ("docs/en/rnn.md", EXPLAINED, f"{EXPLAINED}x\n\n{EXPLAINED}", "docs/en/rnn.md"),
        ("docs/en/rnn.md", EXPLAINED, EXPLAINED.replace("params", "(params"), "docs/en/rnn.md"),
    ],
    check.shown: [
        ("docs/ko/rnn.md", "rnn.py:Trace", "rnn.py:Params", "Trace is on no page in ko"),
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
            "h = np.empty((len(x) + 1, *u.shape[1:]), u.dtype)\n",
            "pasted: h = np . empty",
        ),
    ],
    check.languages: [
        ("docs/languages.toml", 'dark = "Switch', 'dull = "Switch', "[en] has no dark"),
        (
            "docs/glossary.toml",
            'ko = "순환 신경망"',
            "",
            "[recurrent-neural-network] has no ko",
        ),
    ],
    check.parity: [
        ("docs/ko/rnn.md", "{ #init }", "{ #in }", "page rnn: headings differ"),
        ("docs/ko/rnn.md", "## 순전파", "### 순전파", "page rnn: headings differ"),
        (
            "docs/zh/rnn.md",
            "W=0 * params.W",
            "W=1 * params.W",
            "page rnn: blocks differ",
        ),
        ("docs/zh/rnn.md", "rnn.py:Params", "rnn.py:Trace", "page rnn: blocks differ"),
        ("docs/zh/rnn.md", "x_t U + h_t W", "x_t U + h_t V", "page rnn: formulas differ"),
        ("docs/zh/rnn.md", "(training.md#change)", "(bits.md)", "page rnn: links differ"),
        ("docs/ko/rnn.md", "{{ course.weights.v }}", "16", "page rnn: facts differ"),
        ("docs/ko/index.md", "\n6. ", "\n\n여섯째로 ", "page index: tables and lists differ"),
        (
            "docs/ko/training.md",
            f'"{labels("ko")[1]}", "',
            '"", "',
            "own: 'print(report(step, (",
        ),
        (
            "docs/ko/training.md",
            f'"{labels("ko")[1]}", "',
            f'"{labels("en")[1]}", "',
            "own: 'print(report(step, (",
        ),
    ],
    check.outputs: [
        ("docs/en/bits.md", "print(to_bits(11, 8))", "import sys; sys.exit(3)", "sys.exit(3)"),
        ("docs/en/bits.md", "print(to_bits(11, 8))", "print（to_bits(11, 8)", "SyntaxError"),
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
    check.shapes: [
        (
            "rnn_addition/rnn.py",
            "u = x @ U  # (T, ..., B, H)",
            "u = x @ U  # (T, ..., H, B)",
            "rnn_addition/rnn.py:forward line 5): (T + 1, ..., B, H) is (5, 1, 16) where",
        ),
        (
            "rnn_addition/rnn.py",
            "d_U = stacked(x).mT @ d_u  # (..., I, H)",
            "d_U = stacked(x).mT @ d_u  # (..., H, I)",
            "rnn_addition/rnn.py:backward line",
        ),
        (
            "rnn_addition/rnn.py",
            "W: np.ndarray  # (..., H, H)",
            "W: np.ndarray  # (..., I, H)",
            "Params line 6",
        ),
        (
            "rnn_addition/rnn.py",
            "h[0] = start  # (..., B, H)",
            "h[0] = start  # (..., H)",
            "forward line",
        ),
        (
            "rnn_addition/rnn.py",
            "V.mT * slope  # (T, ..., B, H)",
            "V.mT * slope  # (..., B, H)",
            "backward",
        ),
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
def test_a_planted_fault_is_named(copy, gate, path, old, new, said):
    damage(copy, path, old, new)
    complaints = list(gate(copy))
    assert any(said in complaint for complaint in complaints), complaints


def test_a_module_with_a_page_leaves_the_list_of_those_without(monkeypatch):
    monkeypatch.setattr(check, "WITHOUT_PAGE", {*check.WITHOUT_PAGE, "rnn"})
    assert list(check.shown()) == [
        f"rnn_addition/rnn.py is on a page in {lang}: take it off WITHOUT_PAGE"
        for lang in LANGUAGES
    ]


def test_the_list_of_modules_without_a_page_only_shrinks():
    assert len(check.WITHOUT_PAGE) <= 8
    assert {path.stem for path in check.modules()} >= check.WITHOUT_PAGE


def test_every_gate_has_a_planted_fault():
    assert set(FAULTS) == set(check.GATES)
    assert all(FAULTS.values())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("activations", "1 / (1 + np.exp(-z))", "np.tanh(z)"),
        ("rnn", "u[t] += h[t] @ W", "u[t] -= h[t] @ W"),
        ("rnn", "stacked(h[:-1])", "stacked(h[1:])"),
        ("bits", "numbers >> t & 1", "numbers >> t & 3"),
        ("training", "weight - alpha * grad", "weight + alpha * grad"),
        ("losses", "error = o - y", "error = y - o"),
        ("evaluation", "z > 0", "z > 1"),
        ("sources", ".8f", ".7f"),
    ],
)
def test_a_changed_line_of_code_names_its_explanation(copy, module, old, new, lang):
    damage(copy, f"rnn_addition/{module}.py", old, new)
    named = [complaint for complaint in check.coverage(copy) if f"docs/{lang}/" in complaint]
    assert len(named) == 1
    assert f"rnn_addition/{module}.py" in named[0]
