"""What the site generator is given: addresses, walks through code, outputs, formulas."""

import pytest
from literate import Unreadable, site
from literate.page import parse
from lxml import html

WALK = """# A title { #title }

```python
--8<-- "rnn_addition/activations.py:sigmoid"
```

`def sigmoid(z: np.ndarray) -> np.ndarray:`
:   Why it takes an array.

`return 1 / (1 + np.exp(-z))`
:   Why {{ some.number }}.

    And a second paragraph.

What follows is no part of the walk.
"""


@pytest.mark.parametrize(
    ("page", "where"),
    [(("zh", "index"), ""), (("zh", "rnn"), "rnn/"), (("ko", "index"), "ko/"),
     (("ko", "rnn"), "ko/rnn/")],
)  # fmt: skip
def test_the_first_language_lies_at_the_root(page, where):
    assert site.address(*page) == where


def test_a_walk_ends_with_its_last_explanation_and_each_quote_has_a_link():
    text = site.as_markdown(parse(WALK, "en", "a"), {"some.number": "7"})
    before, opening, walk = text.partition(
        '<div class="walk" data-section="sigmoid" markdown="1">'
    )
    walk, closing, after = walk.partition("</div>")
    assert opening and closing and before.startswith("# A title")
    assert '```{ .walk section="sigmoid" }\ndef sigmoid(' in walk and "--8<--" not in walk
    assert "`def sigmoid(z: np.ndarray) -> np.ndarray:` { #sigmoid-L1 }\n:   Why it" in walk
    assert "`return 1 / (1 + np.exp(-z))` { #sigmoid-L3 }\n:   Why 7." in walk
    assert after.strip() == "What follows is no part of the walk."


def test_a_walk_with_a_line_unexplained_is_refused_where_it_stands():
    text = WALK.replace("`return 1 / (1 + np.exp(-z))`\n", "")
    with pytest.raises(Unreadable, match="sigmoid has 1 explanations for 2 lines") as refused:
        site.as_markdown(parse(text, "en", "a"), {"some.number": "7"})
    assert refused.value.line == 3


@pytest.mark.parametrize(
    ("lang", "title", "label"),
    [("zh", "输出", "误差"), ("en", "Output", "Error"), ("ko", "출력", "오차")],
)
def test_an_output_speaks_the_language_of_its_page(lang, title, label):
    text = (
        '```python\nprint("Error:[1]")\n```\n\n<!--pytest-codeblocks:expected-output-->\n\n'
        "```text\nError:[1]\n```\n"
    )
    shown = site.as_markdown(parse(text, lang, "a"), {})
    assert f'```{{ .text .output title="{title}" }}\n{label}:[1]\n```' in shown


def test_a_korean_particle_stays_on_the_line_of_its_formula():
    shown = site.formulas('<p><span class="arithmatex">\\(h\\)</span>는 수, 그리고</p>')
    (bound,) = html.fragment_fromstring(shown).xpath("//span[@class='bound']")
    assert bound[0].tag == "math" and bound.text_content().endswith("는")
    assert bound.tail == " 수, 그리고"


def test_formulas_become_mathml_and_nothing_else_changes():
    inline = '<p>if <span class="arithmatex">\\(a &lt; b\\)</span>, then</p>'
    block = '<div class="arithmatex">\\[\nh_{t+1}\n\\]</div><p>and $5</p>'
    shown = site.formulas(inline + block)
    assert shown.startswith("<p>if <math") and "</math>, then</p>" in shown
    assert html.fragment_fromstring(f"<div>{shown}</div>").findtext(".//mo") == "<"
    assert '<div class="formula"><math' in shown and shown.endswith(
        "</math></div><p>and $5</p>"
    )
    assert shown.count('display="block"') == 1 and "arithmatex" not in shown
