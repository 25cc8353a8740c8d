"""The built site: strict, complete, the same in three languages, asking no other host."""

import json
import re
import shutil
from urllib.parse import urljoin

import pytest
from literate import LANGUAGES, ROOT, facts, language_rows
from literate.code import logical_lines
from literate.page import load, page_names
from literate.program import chains, output_of, shown_output
from lxml import html
from planting import damage
from site_build import build, path_of

NAMES = page_names(ROOT, "en")
ORDER = re.findall(r"^  - (\w+)\.md$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M)
PAGES = [(lang, name) for lang in LANGUAGES for name in NAMES]
CODE_CLASSES = re.compile(r"language-(?!text|console)\w+")


@pytest.fixture(scope="session")
def trees(site):
    return {page: html.parse(str(site / path_of(*page))).getroot() for page in PAGES}


def blocks(tree):
    """Return the text of each block that looks like code, with its language if it has one."""
    found = []
    for block in tree.xpath("//article//pre"):
        classes = block.getparent().get("class", "").split()
        language = next((name for name in classes if name.startswith("language-")), "")
        found.append((language, block.text_content()))
    return found


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_whatever_looks_like_code_is_a_block_of_the_page(trees, lang, name):
    page = load(name, lang)
    shown = [shown_output(page, above) for above in page.fences if output_of(page, above)]
    written = [fence.body for fence in page.fences if not fence.is_output]
    found = blocks(trees[lang, name])
    assert all(language for language, _ in found)
    assert sorted(text for _, text in found) == sorted(written + shown)


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_every_block_that_looks_like_code_runs_or_is_skipped_with_a_reason(trees, lang, name):
    page = load(name, lang)
    runs_or_skips = [fence for chain in chains(page) for fence in chain]
    in_html = [
        text for language, text in blocks(trees[lang, name]) if CODE_CLASSES.match(language)
    ]
    assert len(in_html) == len(runs_or_skips)
    assert in_html == [fence.body for fence in runs_or_skips]


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_every_explained_line_has_a_link_that_lands(trees, lang, name):
    page, tree = load(name, lang), trees[lang, name]
    expected = [
        (fence.section, line)
        for fence in page.fences
        if fence.terms
        for line in logical_lines(fence.body)
    ]
    quoted = tree.xpath("//div[@class='walk']//dt")
    assert [term.get("id") for term in quoted] == [
        f"{name}-L{line.first}" for name, line in expected
    ]
    numbers = tree.xpath("//div[@class='walk']//span[@data-line]/a")
    assert [link.get("href") for link in numbers] == [
        f"#{name}-L{line.first}"
        for name, line in expected
        for _ in range(line.first, line.last + 1)
    ]


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_ids_are_unique(trees, lang, name):
    ids = trees[lang, name].xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_sections_and_lines_have_the_same_ids_in_three_languages(trees, name):
    ids = {lang: trees[lang, name].xpath("//article//@id") for lang in LANGUAGES}
    assert all(found == ids["en"] for found in ids.values())


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_nothing_of_the_workshop_is_left(trees, lang, name):
    (article,) = trees[lang, name].xpath("//article")
    text = article.text_content()
    for leftover in ("--8<--", "{{", "}}", r"\(", r"\[", "{ #", "\\frac"):
        assert leftover not in text


def test_formulas_are_mathml(trees):
    for (lang, name), tree in trees.items():
        written = [line for _, line in load(name, lang).prose() if line == "$$"]
        assert len(tree.xpath("//math[@display='block']")) == len(written) // 2
    assert len(trees["ko", "backward"].xpath("//math[@display='block']")) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_facts_stand_in_the_text(trees, lang):
    text = trees[lang, "training"].text_content()
    for fact in ("course.sums", "course.right_after.5000", "bench.one", "bench.hundred"):
        assert facts.recorded()[fact] in text


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_the_page_asks_no_other_host(trees, lang, name):
    tree = trees[lang, name]
    own = ("stylesheet", "icon", "preconnect", "preload")
    loaded = tree.xpath("//script/@src | //img/@src | //iframe/@src | //source/@src")
    loaded += [link.get("href") for link in tree.xpath("//link") if link.get("rel") in own]
    assert loaded and all("//" not in url for url in loaded)


def test_no_stylesheet_asks_another_host(site):
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", sheet.read_text("utf-8"))


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_language_and_its_siblings(trees, lang, name):
    tree = trees[lang, name]
    assert tree.get("lang") == language_rows()[lang]["html"]
    switch = tree.xpath("//div[@class='md-select']//a[@hreflang]")
    assert [link.get("hreflang") for link in switch] == list(LANGUAGES)
    here = path_of(lang, name)
    for link in switch:
        there = urljoin(f"https://host/{here}", link.get("href")).removeprefix("https://host/")
        assert there + "index.html" == path_of(link.get("hreflang"), name)


def test_a_wrong_address_leads_to_a_page_of_the_first_language(site):
    """What is made once after all languages must not keep the state of the last."""
    tree = html.parse(str(site / "404.html")).getroot()
    rows = language_rows()
    assert tree.get("lang") == rows[LANGUAGES[0]]["html"]
    tabs = [tab.text_content().strip() for tab in tree.xpath("//a[@class='md-tabs__link']")]
    assert tabs == [load(name, LANGUAGES[0]).headings[0].text for name in ORDER]
    starts = [f"/adder/{path_of(lang, 'index').removesuffix('index.html')}" for lang in rows]
    switch = tree.xpath("//div[@class='md-select']//a[@hreflang]")
    assert [link.get("href") for link in switch] == starts
    home = tree.xpath("//article//p")
    assert [line.get("lang") for line in home] == [row["html"] for row in rows.values()]
    assert [line.find("a").get("href") for line in home] == starts


def test_the_site_knows_its_address(site):
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    for page in PAGES:
        path = path_of(*page).removesuffix("index.html")
        assert f"<loc>https://example.org/adder/{path}</loc>" in sitemap


def test_without_an_address_the_site_names_none(tmp_path):
    done = build(ROOT, tmp_path, SITE_URL="")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "sitemap.xml").exists()
    for path in tmp_path.rglob("*.html"):
        tree = html.parse(str(path)).getroot()
        assert not tree.xpath("//link[@rel='canonical']")
        named = tree.xpath("//link[@rel='alternate']/@href | //a[@hreflang]/@href")
        assert named
        assert all(url and "//" not in url and "None" not in url for url in named)


def search_index(site, lang):
    folder = site if lang == LANGUAGES[0] else site / lang
    return json.loads((folder / "search" / "search_index.json").read_text("utf-8"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_a_search_index_of_its_own(site, trees, lang):
    pages = {entry["location"].partition("#")[0] for entry in search_index(site, lang)["docs"]}
    assert pages == {"" if name == "index" else f"{name}/" for name in NAMES}
    for name in NAMES:
        (config,) = trees[lang, name].xpath("//script[@id='__config']")
        assert json.loads(config.text)["base"] == ("." if name == "index" else "..")


def test_chinese_is_cut_into_words_for_the_search(site):
    """Without U+200B in index and separator, the search finds nothing in Chinese."""
    index = search_index(site, "zh")
    assert r"\u200b" in index["config"]["separator"]
    titles = {entry["location"]: entry["title"] for entry in index["docs"]}
    assert "\u200b" in titles["rnn/"]
    assert titles["rnn/"].replace("\u200b", "") == load("rnn", "zh").headings[0].text


def test_only_what_the_reader_needs_is_published(site):
    published = {path.suffix for path in site.rglob("*") if path.is_file()}
    assert not published & {".py", ".toml", ".md", ".pyc", ".txt"}


def test_a_language_that_the_theme_does_not_speak_gets_its_english_words(copy, tmp_path):
    """Qwertian is English under another name."""
    rows, terms = (copy / "docs" / name for name in ("languages.toml", "glossary.toml"))
    english = rows.read_text("utf-8").partition("[en]\n")[2].partition("[ko]\n")[0]
    own = english.replace('html = "en"', 'html = "qq"').replace("English", "Qwertian")
    rows.write_text(rows.read_text("utf-8") + f"\n[qq]\n{own}", encoding="utf-8")
    text = re.sub(r"^en = (.*)", r"\g<0>\nqq = \1", terms.read_text("utf-8"), flags=re.M)
    terms.write_text(text, encoding="utf-8")
    shutil.copytree(copy / "docs" / "en", copy / "docs" / "qq")
    messages = copy / "rnn_addition" / "app" / "messages"
    shutil.copy(messages / "en.toml", messages / "qq.toml")
    done = build(copy, tmp_path / "site", PYTHONPATH=str(copy))
    assert done.returncode == 0, done.stderr
    page = html.parse(str(tmp_path / "site" / "qq" / "index.html")).getroot()
    assert page.get("lang") == "qq"
    assert "Skip to content" in page.text_content()


LINKS = [
    ("docs/ko/training.md", "(rnn.md#equations)", "(rnn.md#lost)", "#lost"),
    ("docs/ko/index.md", "(bits.md)", "(bytes.md)", "bytes.md"),
]
PLACES = [
    ("docs/zh/rnn.md", "rnn.py:forward", "rnn.py:fordward", "fordward"),
    ("docs/zh/index.md", "{{ course.weights.all }}", "{{ course.wights }}", "course.wights"),
    (
        "docs/languages.toml",
        "[ko]\n",
        '[ja]\nname = "日本語"\n\n[ko]\n',
        "docs/languages.toml: [ja] has no html, output, ",
    ),
]


@pytest.mark.parametrize(
    "faults", [LINKS, PLACES[:1], PLACES[1:2], PLACES[2:]], ids=["links", "code", "fact", "row"]
)
def test_a_strict_build_fails_on(copy, tmp_path_factory, faults):
    """Each wrong link of a language is a warning of its own; all else ends the build."""
    for path, old, new, _ in faults:
        damage(copy, path, old, new)
    done = build(copy, tmp_path_factory.mktemp("broken"), PYTHONPATH=str(copy))
    assert done.returncode != 0
    named = [line for line in done.stderr.splitlines() if re.match("WARNING|ERROR", line)]
    for *_, said in faults:
        assert any(said in line for line in named), done.stderr
