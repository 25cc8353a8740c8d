"""The site in a real browser: search, languages, links, copying, phones, no JavaScript."""

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import figures
import pytest
from literate import LANGUAGES, ROOT
from literate.page import load, page_names
from playwright.sync_api import sync_playwright
from site_build import path_of

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        """Say nothing when the browser leaves a page before it has loaded."""


@pytest.fixture(scope="session")
def address(site):
    server = Server(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    """Open a page; afterwards no request may have gone to another host."""
    contexts, foreign = [], []

    def open_page(lang, name, anchor="", **options):
        context = chromium.new_context(**({"viewport": WIDE} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: foreign.append(request.url))
        page.goto(address + path_of(lang, name).removesuffix("index.html") + anchor)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in foreign if not url.startswith((address, "data:"))] == []


QUERIES = [
    ("zh", "进位", "bits/"),
    ("zh", "循环神经网络", "rnn/"),
    ("zh", "神经网络", "rnn/"),
    ("zh", "反向传播", "backward/"),
    ("zh", "隐藏状态", "rnn/"),
    ("zh", "损失", "training/"),
    ("zh", "sigmoid", "rnn/"),
    ("zh", "递归", "sources/"),
    ("ko", "자리올림", "bits/"),
    ("ko", "순환 신경망", "rnn/"),
    ("ko", "역전파", "backward/"),
    ("ko", "은닉 상태", "rnn/"),
    ("ko", "재귀", "sources/"),
    ("en", "carry", "bits/"),
    ("en", "backpropagation", "backward/"),
    ("en", "hidden state", "rnn/"),
    ("en", "synapse_0", "sources/"),
]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_search_finds_the_page_in_the_readers_language(visit, lang):
    page = visit(lang, "index")
    root = "/" if lang == "zh" else f"/{lang}/"
    pages = {"" if name == "index" else f"{name}/" for name in page_names(ROOT, lang)}
    box = page.locator(".md-search__input")
    box.click()
    for _, query, expected in [row for row in QUERIES if row[0] == lang]:
        box.fill("")
        box.press("Shift")
        page.wait_for_selector(".md-search-result__item", state="detached")
        box.fill(query)
        box.press("Shift")
        page.wait_for_selector(".md-search-result__item")
        found = page.eval_on_selector_all(
            ".md-search-result__item > a", "all => all.map(a => a.pathname)"
        )
        own = [path.removeprefix(root) for path in found]
        assert expected in own, query
        assert set(own) <= pages, query


@pytest.mark.parametrize("anchor", ["", "#mixing", "#forward-L7"])
def test_another_language_keeps_page_and_section(visit, address, anchor):
    page = visit("zh", "rnn", anchor)
    for lang, path in [("ko", "ko/rnn/"), ("en", "en/rnn/"), ("zh", "rnn/")]:
        page.locator("header .md-select button").hover()
        page.locator(f"header .md-select a[hreflang={lang}]").click()
        page.wait_for_url(f"{address}{path}{anchor}")


def test_copied_code_is_the_source(visit):
    page = visit("ko", "rnn", permissions=["clipboard-read", "clipboard-write"])
    (forward,) = [fence for fence in load("rnn", "ko").fences if fence.section == "forward"]
    walk = page.locator(".walk[data-section=forward]")
    walk.locator(".highlight").hover()
    walk.locator("button.md-code__button[data-md-type=copy], button.md-clipboard").first.click()
    page.wait_for_timeout(200)
    assert page.evaluate("navigator.clipboard.readText()").rstrip("\n") == forward.body.rstrip(
        "\n"
    )


def lit(page):
    return page.eval_on_selector_all(
        ".walk .lit", "all => all.map(e => e.dataset.line ?? e.id).filter(Boolean)"
    )


def test_a_line_link_lights_code_and_explanation(visit):
    page = visit("en", "rnn", "#forward-L7")
    assert lit(page).count("forward-L7") == 2
    box = page.locator("#forward-L7").bounding_box()
    assert 0 < box["y"] < WIDE["height"]


def test_hover_and_focus_light_the_pair(visit):
    page = visit("zh", "rnn", "#forward")
    page.wait_for_timeout(300)  # the page has scrolled to its place
    page.locator('[data-line="forward-L6"]').hover()
    assert lit(page).count("forward-L6") == 2
    page.locator("#forward-L5").hover()
    assert lit(page).count("forward-L5") == 2 and "forward-L6" not in lit(page)
    page.locator('[data-line="forward-L7"] a').focus()
    assert lit(page).count("forward-L7") == 2


def test_reading_on_lights_the_line_that_is_read(visit):
    page = visit("en", "backward", "#lines")
    top = page.locator("#backward-L9").evaluate("e => e.getBoundingClientRect().top + scrollY")
    page.mouse.move(5, 5)
    page.mouse.wheel(0, 1)
    page.evaluate("y => scrollTo(0, y)", top - 0.31 * WIDE["height"])
    page.wait_for_function("document.querySelector('#backward-L9.lit')")
    assert lit(page).count("backward-L9") == 2


def boxes(page):
    walk = page.locator(".walk[data-section=forward]")
    return walk.locator(".highlight").bounding_box(), walk.locator("dl").bounding_box()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_side_by_side_on_wide_screens_and_below_on_phones(visit, lang, javascript):
    code, text = boxes(visit(lang, "rnn", java_script_enabled=javascript))
    assert code["x"] + code["width"] <= text["x"] and abs(code["y"] - text["y"]) < 20
    code, text = boxes(visit(lang, "rnn", viewport=PHONE, java_script_enabled=javascript))
    assert abs(code["x"] - text["x"]) < 2 and code["y"] + code["height"] <= text["y"] + 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_scrolls_sideways_on_a_phone(visit, address, lang):
    page = visit(lang, "index", viewport={"width": 320, "height": 640})
    for name in page_names(ROOT, lang):
        page.goto(address + path_of(lang, name))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


OVERLAPS = """figures => figures.flatMap(figure => {
  const sheet = figure.viewBox.baseVal
  const texts = [...figure.querySelectorAll('text')]
  const boxes = texts.map(text => [text.textContent, text.getBBox()])
  const outside = boxes.filter(([, box]) => box.x < -1 || box.y < -1
    || box.x + box.width > sheet.width + 1 || box.y + box.height > sheet.height + 1)
  const crossed = boxes.flatMap(([one, a], k) => boxes.slice(k + 1)
    .filter(([, b]) => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1
      && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 4)
    .map(([other]) => `${one} on ${other}`))
  return [...outside.map(([text]) => `${text} outside`), ...crossed]
    .map(found => `${figure.closest('figure').id}: ${found}`)
})"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_a_figure_stay_on_its_sheet_and_apart(visit, lang):
    drawn = sorted({page.split("/")[2].removesuffix(".md") for page, _, _ in figures.named()})
    found = []
    page = visit(lang, drawn[0])
    for name in drawn:
        page = page if name == drawn[0] else visit(lang, name)
        found += page.locator("figure.figure > svg").evaluate_all(OVERLAPS)
    assert found == []
