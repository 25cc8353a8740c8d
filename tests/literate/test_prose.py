"""The gates on prose, names, commands and READMEs; for each, faults that it must name."""

import functools
import re
from fractions import Fraction

import pytest
from literate import by_hand, named, prose, quantities, readmes
from planting import damage

GATES = (
    prose.in_parallel,
    by_hand.numbers_by_hand,
    prose.script,
    named.names,
    named.commands,
    prose.code_is_code,
    prose.look_alikes,
    readmes.readmes,
)


@functools.cache
def today(gate):
    return tuple(gate())


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
def test_the_sources_pass(gate):
    assert list(today(gate)) == []


UNFORESEEN = re.compile(r"\w+Error\b")  # an error that no gate was written for
EN_NEXT = "\nNext: [whose"
FAULTS = {
    # gate: [(what is damaged, by what, where and what the gate must say)]
    prose.in_parallel: [
        (
            "docs/zh/sources.md",
            "（A是用Python 2写的，页面上又丢了缩进。）",
            "",
            r"docs/zh/sources.md:\d+: the paragraph lacks the number 2 of",
        ),
        (
            "docs/en/sources.md",
            "the sources compute `y - o`",
            "the sources compute `o - y`",
            r"docs/en/sources.md:\d+: the paragraph lacks the code y - o of",
        ),
        (
            "docs/ko/rnn.md",
            r"$h_{t+1}$",
            r"$h_{t-1}$",
            r"docs/ko/rnn.md:\d+: the paragraph has the formula h_\{t-1\} that no other",
        ),
        (
            "docs/ko/sources.md",
            "(training.md#all-sums)",
            "(training.md#loss)",
            r"docs/ko/sources.md:\d+: the numbered item lacks the link training.md#all-sums",
        ),
        (
            "docs/en/sources.md",
            "{{ course.wrong_after.6000 }}",
            "{{ wrong_after_7500 }}",
            r"docs/en/sources.md:\d+: the numbered item lacks the fact course.wrong_after.6000",
        ),
        (
            "docs/en/sources.md",
            "count a hundred lines by hand; and what it says of line 72",
            "count a hundred lines by hand; and what it says of line 73",
            r"docs/en/sources.md:\d+: the numbered item lacks the number 72 of",
        ),
        (
            "docs/en/sources.md",
            "The minus signs are there",
            "A paragraph of one language.\n\nThe minus signs are there",
            r"docs/en/sources.md:\d+: the paragraph is not in docs/zh/sources.md",
        ),
        (
            "docs/ko/sources.md",
            "\n7. ",
            "\n\n",
            r"docs/ko/sources.md:\d+: the paragraph is not in docs/zh/sources.md",
        ),
        (
            "docs/glossary.toml",
            "Here there are 16.",
            "Here there are 15.",
            r"docs/glossary.toml:\d+: the definition lacks the number 16",
        ),
        (
            "docs/en/rnn.md",
            "the same three fields",
            "the same two fields",
            r"docs/en/rnn.md:\d+: the definition does not speak of 3, as the others do",
        ),
        (
            "docs/en/rnn.md",
            " Units with equal weights would get equal gradients and stay twins for ever.",
            "",
            r"docs/en/rnn.md:\d+: the definition is short, is a sentence missing",
        ),
    ],
    by_hand.numbers_by_hand: [
        (
            "docs/en/rnn.md",
            "it is 2 × 16,",
            "it is 2 × 15,",
            r"en/rnn.md:\d+: 2 × 15 comes to no",
        ),
        ("docs/zh/rnn.md", "1 + 1就只能答2", "1 + 1就只能答3", r"zh/rnn.md:\d+: 3 by hand"),
        ("docs/ko/backward.md", "0.25", "0.35", r"ko/backward.md:\d+: 0.35 by hand"),
        (
            "docs/en/training.md",
            "8 × ½ = 4",
            "8 × ½ = 5",
            r"en/training.md:\d+: 8 × ½ = 5 does not hold",
        ),
        (
            "docs/en/training.md",
            "128 × 128 = {{ course.sums }}",
            "127 × 128 = {{ course.sums }}",
            r"en/training.md:\d+: 127 × 128 = 16,384 does not hold",
        ),
        ("docs/en/bits.md", "00001011", "00001101", r"en/bits.md:\d+: 00001101 is 13, which"),
        ("docs/en/backward.md", "of equation (5)", "of equation (99)", "equation 99 is on no"),
        ("docs/en/index.md", "Python 3.11", "Python 3.10", r"en/index.md:\d+: 3.10 by hand"),
        ("docs/ko/sources.md", "2016", "2014", r"ko/sources.md:\d+: 2014 by hand"),
        (
            "docs/exceptions.toml",
            '"2015", "2016"',
            '"1999", "2015", "2016"',
            "numbers_by_hand, sources: no page needs '1999' any longer",
        ),
        ("docs/exceptions.toml", "[[numbers", "[numbers", r"docs/exceptions.toml: "),
    ],
    prose.script: [
        ("docs/zh/sources.md", "神经网络", "神經网络", r"zh/sources.md:\d+: 經, which gb2312"),
        (
            "docs/zh/index.md",
            "这个",
            "この这个",
            r"zh/index.md:\d+: U\+3053 HIRAGANA LETTER KO",
        ),
        ("docs/zh/rnn.md", "整个网络", "전체网络", r"zh/rnn.md:\d+: U\+C804 HANGUL SYLLABLE"),
        ("docs/zh/rnn.md", "告诉过它。", "告诉过它.", r"zh/rnn.md:\d+: half-width '它.'"),
        ("docs/ko/rnn.md", "역전파", "역傳파", r"ko/rnn.md:\d+: U\+50B3 CJK UNIFIED"),
        (
            "docs/ko/rnn.md",
            "\n다음 페이지: ",
            "\nThis sentence was never translated. ",
            r"ko/rnn.md:\d+: English: This sentence was never translated",
        ),
        ("docs/en/rnn.md", EN_NEXT, f"\n下一页。\n{EN_NEXT}", r"en/rnn.md:\d+: U\+4E0B CJK"),
        (
            "docs/ko/sources.md",
            "\n## ",
            "\nRNN, LSTM.\n\n## ",
            r"ko/sources.md:\d+: no word of its own: RNN, LSTM",
        ),
        (
            "docs/ko/rnn.md",
            "다음 페이지:",
            "<summary>Answer 1</summary>\n\n다음 페이지:",
            r"ko/rnn.md:\d+: no word of its own: <summary>Answer 1</summary>",
        ),
        ("docs/ko/rnn.md", "## 순전파 {", "## Backward {", "no word of its own: Backward"),
        ("docs/zh/rnn.md", "后", "後", r"zh/rnn.md:\d+: U\+5F8C CJK"),
        ("docs/en/rnn.md", "The network", "The， network", "full-width '，' in en"),
        ("docs/en/sources.md", "error?**", "error?", r"\*\* without its partner"),
        ("docs/en/rnn.md", "The network", "The the network", "'The the', twice"),
        ("docs/en/rnn.md", "what a carry is.\n", "what a carry is\n", "no stop at the end"),
        (
            "docs/glossary.toml",
            'ko = "은닉층"',
            'ko = "隐藏层"',
            r"\[hidden-layer\]: not in ko",
        ),
        ("docs/languages.toml", 'output = "출력"', 'output = "Output"', "not in ko: Output"),
        (
            "rnn_addition/app/messages/ko.toml",
            'saved = "가중치를 저장했습니다: {path}"',
            'saved = "saved: {path}"',
            r"messages/ko.toml: \[messages\] saved: not in ko",
        ),
    ],
    named.names: [
        (
            "docs/en/backward.md",
            "`d_z` and `d_h`",
            "`d_zz` and `d_h`",
            r"en/backward.md:\d+: d_zz in d_zz",
        ),
        (
            "docs/ko/sources.md",
            "`synapse_1`",
            "`synapse_2`",
            r"ko/sources.md:\d+: synapse_2 in",
        ),
        ("docs/zh/sources.md", "`absolute_error`", "`absolute_eror`", "absolute_eror in"),
        (
            "docs/en/training.md",
            "`--weights`",
            "`--weight`",
            r"en/training.md:\d+: --weight in",
        ),
        ("docs/en/rnn.md", "`np.exp(-z)`", "`np.expo(-z)`", r"en/rnn.md:\d+: expo in np.expo"),
        (
            "docs/ko/index.md",
            "\n## ",
            "\n`rnn_addition/rn.py`를 봅니다.\n\n## ",
            r"ko/index.md:\d+: rnn_addition/rn.py: no such file",
        ),
    ],
    named.commands: [
        (
            "docs/zh/training.md",
            "$ rnn-addition check --weights",
            "$ rnn-addition check --weight-file",
            r"zh/training.md:\d+: .*: unrecognized|zh/training.md:\d+: .*--weight-file",
        ),
        (
            "docs/en/index.md",
            "add 81 113",
            "ad 81 113",
            r"en/index.md:\d+: .*expected one of the commands",
        ),
        ("docs/ko/index.md", "add 81 113", "add 81", r"ko/index.md:\d+: .*is missing"),
        ("docs/en/index.md", "$ pip install .", "$ pip instal .", "expected pip install"),
        ("docs/en/index.md", "$ pip install .", "$ make instal", "the Makefile has no such"),
        (
            "docs/en/index.md",
            "$ pip install .",
            "$ sudo pip install .",
            "sudo: expected one of",
        ),
        ("docs/en/index.md", "$ pip install .", "pip install .", r"expected \$ and a command"),
        ("docs/en/index.md", "$ pip install .", "$ pip 'install .", "No closing quotation"),
    ],
    prose.code_is_code: [
        (
            "docs/en/rnn.md",
            EN_NEXT,
            f"\nRun this.\n\n    import numpy as np\n{EN_NEXT}",
            r"en/rnn.md:\d+: indented code, expected a block: import numpy as np",
        ),
        ("docs/en/rnn.md", EN_NEXT, f"\n<pre>x = 1</pre>\n{EN_NEXT}", r"HTML, .*: <pre>"),
        ("docs/ko/rnn.md", "역전파", "<code>역전파</code>", r"ko/rnn.md:\d+: HTML, .*: <code>"),
        ("docs/en/rnn.md", EN_NEXT, f"\n```text\nx\n```\n{EN_NEXT}", "no expected output"),
        (
            "docs/en/rnn.md",
            EN_NEXT,
            f"\n<!-- one\ntwo -->\n{EN_NEXT}",
            "alone on one line: <!-- o",
        ),
        ("docs/en/rnn.md", EN_NEXT, f"\n\tx = 1\n{EN_NEXT}", "indented code"),
        ("docs/en/rnn.md", EN_NEXT, f"\n>     x = 1\n{EN_NEXT}", "indented code.*: >     x"),
        ("docs/en/rnn.md", EN_NEXT, f"\nterm\n:       x = 1\n{EN_NEXT}", "indented code"),
        ("docs/en/rnn.md", EN_NEXT, f"\n-     x = 1\n{EN_NEXT}", "indented code"),
        ("docs/en/rnn.md", EN_NEXT, f"\n- so\n\n    -     x = 1\n{EN_NEXT}", "indented code"),
        ("docs/en/rnn.md", EN_NEXT, f"\n`x = 1\ny = 2`\n{EN_NEXT}", "partner.*: `x = 1"),
        ("docs/en/rnn.md", EN_NEXT, f"\n``x = 1\ny = 2``\n{EN_NEXT}", "partner.*: y = 2``"),
    ],
    prose.look_alikes: [
        ("docs/zh/rnn.md", "整个", "整\u200b个", r"zh/rnn.md:\d+: .*U\+200B ZERO WIDTH SPACE"),
        (
            "docs/en/rnn.md",
            "# The plain",
            "\ufeff# The plain",
            r"en/rnn.md:1: .*BYTE ORDER MARK",
        ),
        ("docs/en/rnn.md", "The network", "The\u00a0network", r"U\+00A0 NO-BREAK SPACE"),
        ("docs/en/rnn.md", "The network", "The netw\u043erk", r"CYRILLIC SMALL LETTER O"),
        ("docs/en/rnn.md", "The network", "The netw\u03bfrk", r"GREEK SMALL LETTER OMICRON in"),
        (
            "docs/en/backward.md",
            "`d_z` and",
            "`\uff08d_z)` and",
            r"FULLWIDTH LEFT PARENTHESIS in code",
        ),
        ("docs/ko/rnn.md", "역전파", "\u1112\u1161\u11ab", r"ko/rnn.md:\d+: U\+1112 .*NFC"),
        (
            "rnn_addition/app/messages/ko.toml",
            "오차",
            "\u110b\u1169\u110e\u1161",
            r"messages/ko.toml:\d+: U\+110B .*NFC",
        ),
        ("rnn_addition/texts/zh.toml", "。", "。\u200b", r"zh.toml:\d+: .*ZERO WIDTH SPACE"),
        (
            "rnn_addition/rnn.py",
            "a",
            "\u0430",
            r"rnn_addition/rnn.py:\d+: U\+0430 CYRILLIC SMALL LETTER A",
        ),
        (
            "rnn_addition/bits.py",
            "numbers >> t & 1",
            "numbers >> t & 1 \u2212 0",
            r"rnn_addition/bits.py:\d+: U\+2212 MINUS SIGN in code",
        ),
    ],
    readmes.readmes: [
        (
            "README.md",
            "with 304 weights",
            "with 305 weights",
            r"README.md:\d+: 305: expected a",
        ),
        ("README.zh.md", "16,384道", "16,385道", r"README.zh.md:\d+: 16,385: expected"),
        ("README.ko.md", "[MIT](LICENSE)", "[MIT](LICENCE)", r"README.ko.md:\d+: LICENCE: no"),
        ("README.md", "$ make serve", "$ make server", r"README.md:\d+: .*make server: the"),
        ("README.zh.md", "`rnn_addition/`", "`rnn_additon/`", "rnn_additon/: no such file"),
        ("README.ko.md", "Python 3.11", "Python 3.10", r"README.ko.md:\d+: 3.10: expected"),
        (
            "README.zh.md",
            "readme-zh.png",
            "readme-en.png",
            "a picture or its text is not in zh",
        ),
        (
            "README.ko.md",
            "사이트의 한 페이지: 왼쪽은 코드, 오른쪽은 한 줄씩 설명",
            "",
            "README.ko.md:7: a picture or its",
        ),
        ("CONTRIBUTING.md", "(#record-a-new-number)", "(#record)", "#record: no such heading"),
        ("README.md", "\n- Every page", "\n\nEvery page", r"README.md:\d+: expected the list"),
        ("CONTRIBUTING.md", "`make record`", "`make records`", "make records: the Makefile"),
    ],
}
CASES = [(gate, *f) for gate, faults in FAULTS.items() for f in faults]


@pytest.mark.parametrize(
    ("gate", "path", "old", "new", "said"),
    CASES,
    ids=[f"{gate.__name__}: {said}" for gate, *_, said in CASES],
)
def test_a_planted_fault_is_named(copy, gate, path, old, new, said):
    damage(copy, path, old, new)
    complaints = [complaint for complaint in gate(copy) if complaint not in today(gate)]
    assert any(re.search(said, complaint) for complaint in complaints), complaints


def test_every_gate_has_four_planted_faults():
    assert set(FAULTS) == set(GATES)
    assert all(len(faults) >= 4 for faults in FAULTS.values())


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
@pytest.mark.parametrize("harm", ["unclosed", "no UTF-8", "empty", "no section"])
def test_a_page_that_cannot_be_read_is_named_and_stops_nothing(copy, gate, harm):
    for name in ("docs/ko/rnn.md", "README.ko.md"):
        file = copy / name
        text = file.read_bytes()
        gone = b'\n```python\n--8<-- "rnn_addition/rnn.py:gone"\n```\n'
        harmed = {"unclosed": text + b"\n```python\n", "no UTF-8": text + b"\xff", "empty": b""}
        file.write_bytes((harmed | {"no section": text + gone})[harm])
    complaints = list(gate(copy))
    assert [line for line in complaints if UNFORESEEN.search(line)] == []
    if harm == "no UTF-8" or (harm == "unclosed" and gate is not prose.look_alikes):
        assert any(re.search(r"rnn.md|README.ko.md", complaint) for complaint in complaints)


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
def test_a_byte_order_mark_is_named_and_changes_nothing_else(copy, gate):
    """In every file that a gate reads: Python and MkDocs skip it."""
    before = list(gate(copy))
    folders = "docs", "rnn_addition"
    files = [path for folder in folders for path in (copy / folder).rglob("*.*")]
    kinds = {".md", ".toml", ".py", ".json", ".csv", ".txt"}
    marked = [path for path in [*files, *copy.glob("*.*")] if path.suffix in kinds]
    for path in marked:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    new = [complaint for complaint in gate(copy) if complaint not in before]
    assert (gate is prose.look_alikes) == bool(new)
    assert all(complaint.endswith("BYTE ORDER MARK") for complaint in new), new


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
def test_a_term_that_a_language_lacks_stops_nothing(copy, gate):
    damage(copy, "docs/glossary.toml", '\nko = "순환 신경망"', "")
    file = copy / "docs" / "glossary.toml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.remove(next(line for line in lines if line.startswith('ko = "시퀀스를')))
    file.write_text("".join(lines), encoding="utf-8")
    assert [line for line in gate(copy) if UNFORESEEN.search(line)] == []


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("81 + 113 = 194", True),
        ("81 + 113 = 195", False),
        ("8 × ½ = 4", True),
        ("2^10 = 1,024", True),
        ("2 × (3 + 4) = 14", True),
        ("7 − 9 = −2", True),
        ("1 ÷ 0 = 1", False),
        ("1 ÷ 4 = 0.25 = ¼", True),
    ],
)
def test_equations_are_computed_exactly(text, holds):
    assert by_hand.holds(text) is holds


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("en", "ten thousand sums", 10_000),
        ("en", "twenty-five of them", 25),
        ("en", "2 million", 2_000_000),
        ("zh", "一万道加法", 10_000),
        ("zh", "三百二十步", 320),
        ("ko", "신경망 백 개", 100),
        ("ko", "10만 비트", 100_000),
        ("ko", "절반", Fraction(1, 2)),
    ],
)
def test_numbers_are_read_in_words(lang, text, number):
    assert quantities.in_words(text, quantities.words()[lang]["numbers"])[number]


def test_often_holds_no_ten():
    assert not quantities.in_words("often none", quantities.words()["en"]["numbers"])
