"""Reading Python: logical lines, quotes and sections."""

import pytest
from literate.code import logical_lines, sections, tokens


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
