"""Reading pages: what editors put before, between and behind the lines."""

import pytest
from literate import Unreadable, check
from literate.page import load, parse


def test_a_block_that_is_never_closed_is_named_by_its_first_line():
    with pytest.raises(Unreadable, match="never closed") as caught:
        parse("# A { #a }\n\n```python\nx = 1\n", "en", "a")
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "edited",
    [lambda raw: raw.replace(b"\n", b"\r\n"), lambda raw: b"\xef\xbb\xbf" + raw],
    ids=["CRLF", "byte order mark"],
)
def test_what_other_editors_write_is_read_as_well(copy, edited):
    for path in ("docs/zh/bits.md", "rnn_addition/losses.py", "docs/glossary.toml"):
        file = copy / path
        file.write_bytes(edited(file.read_bytes()))
    page = load("bits", "zh", copy)
    assert page.headings == load("bits", "zh").headings
    assert page.lines == load("bits", "zh").lines
    for gate in (check.readable, check.markers, check.whole):
        assert list(gate(copy)) == []


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xff\xfe#", b"```", b"\xef\xbb\xbf", b"\x00"])
@pytest.mark.parametrize("gate", check.GATES, ids=lambda gate: gate.__name__)
def test_no_gate_ends_in_a_traceback_whatever_a_page_holds(copy, gate, raw):
    (copy / "docs" / "ko" / "bits.md").write_bytes(raw)
    complaints = list(gate(copy))
    if gate in (check.form, check.readable):
        said = [line for name in (check.form, check.readable) for line in name(copy)]
        assert any(line.startswith("docs/ko/bits.md:") for line in said), said
    assert all(": " in line or " is " in line for line in complaints), complaints


def test_a_broken_table_of_languages_is_one_complaint_a_gate(copy):
    (copy / "docs" / "languages.toml").write_text("[zh\n", encoding="utf-8")
    for gate in (check.form, check.languages, check.parity):
        (complaint,) = gate(copy)
        assert "docs/languages.toml: " in complaint
