"""The programs of the pages: what fails is named by the line of the page."""

import re
import shutil

import pytest
from literate import LANGUAGES
from planting import damage, run_pages


def test_tanh_for_sigmoid_turns_pages_red_in_every_language(copy):
    damage(copy, "rnn_addition/activations.py", "1 / (1 + np.exp(-z))", "np.tanh(z)")
    _, failed = run_pages(copy, "docs")
    for lang in LANGUAGES:
        for name in ("index", "rnn", "training"):
            assert f"FAILED docs/{lang}/{name}.md" in failed


FAULTS = [
    # what is damaged in docs/ko/bits.md, by what, and what must be said below its name
    (
        "print(from_bits(to_bits(11, 8)))",
        "print(11 / 0)",
        r":\d+ \(block line 2\): ZeroDivisionError",
    ),
    (
        "print(from_bits(to_bits(11, 8)))",
        "eval('11 / 0')",
        r":\d+ \(block line 2\): ZeroDivisionError",
    ),
    ("np.array([3]), bits=4", "np.array([4]), bits=4", r":\d+: the block printed"),
    (
        "print(to_bits(11, 8))",
        "import sys; sys.exit(3)",
        r":\d+ \(block line 1\): the block leaves the program",
    ),
    (
        "print(to_bits(11, 8))",
        "print（to_bits(11, 8)）",
        r":\d+ \(block line 1\): SyntaxError: invalid character '（'",
    ),
    (
        "print(to_bits(11, 8))",
        "print(to_bits(11, 8)",
        r":\d+ \(block line 1\): SyntaxError: '\(' was never closed",
    ),
    (
        "bits.py:to_bits",
        "bits.py:to_bit",
        r":\d+: rnn_addition/bits.py:to_bit: there is no section",
    ),
    ("```python", "```", r":\d+: .*no previous code block"),
    ("```\n\n`", "\n\n`", r":\d+: this block is never"),
]


def test_wrong_pages_turn_red_and_name_the_block(copy):
    """Each fault in a copy of the page, all in one run: none hides another."""
    pages = [f"docs/ko/fault_{n}.md" for n in range(len(FAULTS))]
    for page, (old, new, _) in zip(pages, FAULTS, strict=True):
        shutil.copy(copy / "docs" / "ko" / "bits.md", copy / page)
        damage(copy, page, old, new)
    output, failed = run_pages(copy, *pages, "docs/ko/bits.md")
    assert failed == {f"FAILED {page}" for page in pages}
    for page, (*_, said) in zip(pages, FAULTS, strict=True):
        assert re.search(page + said, output), said


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (
            "docs/outputs/bits.txt",
            "[1. 1.] [0.]",
            "[1. 1.] [2.]",
            r"docs/ko/bits.md:\d+: the block printed",
        ),
        (
            "rnn_addition/bits.py",
            "digits = columns.astype(int)",
            "digits = columns.as_type(int)",
            r"\(rnn_addition/bits.py:from_bits line \d+\): AttributeError",
        ),
    ],
)
def test_a_page_turns_red_for_what_it_shows(copy, path, old, new, said):
    damage(copy, path, old, new)
    output, failed = run_pages(copy, "docs/ko/bits.md")
    assert failed == {"FAILED docs/ko/bits.md"}
    assert re.search(said, output)


def test_what_cannot_be_read_stops_no_other_page(copy):
    (copy / "docs" / "ko" / "bits.md").write_bytes(b"# \xb0 { #bits }\n")
    output, failed = run_pages(
        copy, "docs/ko/bits.md", "docs/ko/glossary.md", "docs/en/bits.md"
    )
    assert failed == {"FAILED docs/ko/bits.md"}
    assert "docs/ko/bits.md:1: byte 0xb0 is not UTF-8" in output
    assert " passed" in output


def test_output_under_the_wrong_block_turns_red(copy):
    """All that the page prints still stands on it, in another order."""
    damage(copy, "docs/ko/bits.md", "bits.txt:eleven", "bits.txt:swap")
    damage(copy, "docs/ko/bits.md", "bits.txt:columns", "bits.txt:eleven")
    damage(copy, "docs/ko/bits.md", "bits.txt:swap", "bits.txt:columns")
    assert run_pages(copy, "docs/ko/bits.md")[1] == {"FAILED docs/ko/bits.md"}
