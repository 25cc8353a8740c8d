"""A block as HTML in which each line leads to its explanation."""

import pytest
from literate import highlight
from lxml import html

SOURCE = '''# a comment
def f(
    a,
    b=" < ",
):

    """What it returns."""
    return a < b
'''
LINES = [None, "f-L2", "f-L2", "f-L2", "f-L2", None, None, "f-L8"]


@pytest.fixture
def block():
    return html.fragment_fromstring(highlight.walk(SOURCE, "", "", {"section": "f"}))


def test_the_lines_of_a_statement_lead_to_one_explanation(block):
    spans = block.xpath('.//span[@class="line"]')
    assert [span.get("data-line") for span in spans] == LINES
    links = [span.xpath("./a") for span in spans]
    assert [link[0].get("href") if link else None for link in links] == [
        target and f"#{target}" for target in LINES
    ]
    assert [link[0].get("aria-label") for link in links if link] == ["2", "3", "4", "5", "8"]


def test_what_is_copied_is_the_code_alone(block):
    """Numbers of lines are drawn by the stylesheet, and are no text."""
    assert block.text_content() == SOURCE


def test_numbers_of_lines_stand_one_below_the_other():
    block = html.fragment_fromstring(highlight.walk("a\n" * 10, "", "", {"section": "f"}))
    numbers = [span.get("data-linenos") for span in block.xpath('.//span[@class="linenos"]')]
    assert numbers[0] == " 1 " and numbers[9] == "10 "


def test_a_block_is_a_walk_if_it_names_a_section_and_nothing_else():
    options = {}
    assert highlight.takes_section("walk", {"section": "f"}, options)
    assert options == {"section": "f"}
    assert not highlight.takes_section("walk", {}, {})
    assert not highlight.takes_section("walk", {"section": "f", "title": "t"}, {})
