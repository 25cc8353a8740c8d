"""Every figure of every page can be drawn in each language, and says what the page needs."""

import re
import tomllib
from xml.etree import ElementTree

import figures
import pytest
from literate import LANGUAGES, ROOT, Unreadable

NAMES = sorted({name for _, _, name in figures.named()})


@pytest.mark.parametrize("name", NAMES)
def test_each_language_has_the_words_of_a_figure_and_no_others(name):
    tables = []
    for lang in LANGUAGES:
        words = figures.words_of(name, lang)
        drawing, table = figures.drawer(name)(words)
        assert set(words.words) == words.used, f"{words.where}: words that are not drawn"
        assert all(word.strip() for word in words.words.values())
        assert {len(row) for row in table} == {len(table[0])}
        root = ElementTree.fromstring(drawing.svg("alt"))
        tables.append([row[1:] for row in table[1:]])
        for text in root.iter("text"):
            assert -1 <= float(text.get("x")) <= drawing.width + 1
            assert 0 < float(text.get("y")) <= drawing.height
    assert all(len(table) == len(tables[0]) for table in tables)


def test_the_pages_of_all_languages_name_the_same_figures_each_once():
    pages = {}
    for page, _, name in figures.named():
        _, lang, file = page.split("/")
        pages.setdefault(lang, []).append((file, name))
    assert set(pages) == set(LANGUAGES)
    assert all(pages[lang] == pages[LANGUAGES[0]] for lang in LANGUAGES)
    assert len(set(pages["en"])) == len(pages["en"])


def test_every_table_of_words_belongs_to_a_figure_that_a_page_names():
    for lang in LANGUAGES:
        for path in (ROOT / "docs" / lang / "figures").glob("*.toml"):
            for figure in tomllib.loads(path.read_text("utf-8")):
                assert f"{path.stem}-{figure}" in NAMES, f"{path}: [{figure}]"


def test_a_figure_has_an_alternative_and_a_caption():
    for page, n, name in figures.named():
        line = (ROOT / page).read_text("utf-8").split("\n")[n - 1]
        parts = re.fullmatch(r"!\[(.+)\]\(figures/[^)]+\) (.+)", line)
        assert parts, (
            f"{page}:{n}: expected ![what {name} shows](figures/{name}.svg) A caption."
        )
        assert parts[1] != parts[2]


def test_a_page_gets_the_drawing_its_caption_and_its_numbers():
    marked = figures.as_images('![A "sum" & more](figures/bits-addition.svg) The *sum*.')
    html = figures.as_drawings(f"<p>{marked}</p>".replace("*sum*", "<em>sum</em>"), "en")
    figure = ElementTree.fromstring(html)
    assert figure.get("id") == "figure-bits-addition"
    assert figure.find("svg").get("aria-label") == 'A "sum" & more'
    assert figure.find("figcaption/em").text == "sum"
    assert len(figure.findall("details/table/tr")) == 9


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bits-none", "no function draws figures/bits-none.svg"),
        ("nowhere-none", "no function draws figures/nowhere-none.svg"),
        ("bits", "no function draws figures/bits.svg"),
    ],
)
def test_a_figure_that_nobody_draws_is_one_line(name, said):
    with pytest.raises(Unreadable, match=re.escape(said)):
        figures.drawer(name)


def test_a_word_that_is_missing_is_named(tmp_path):
    folder = tmp_path / "docs" / "ko" / "figures"
    folder.mkdir(parents=True)
    (folder / "bits.toml").write_text('[addition]\ncarry = "자리올림"\n', "utf-8")
    with pytest.raises(Unreadable, match=r"docs/ko/figures/bits.toml \[addition\]: .*no order"):
        figures.draw("bits-addition", "ko", tmp_path)
