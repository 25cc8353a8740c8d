"""MkDocs' events, handed on to literate/."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from literate import facts, glossary, search, site
from literate.page import parse
from mkdocs.plugins import event_priority


def on_page_markdown(markdown, page, **_):
    lang, _, name = page.file.src_uri.removesuffix(".md").partition("/")
    page.literate = parse(markdown, lang, name)
    texts = facts.recorded() | {"glossary": glossary.as_markdown(lang)}
    return site.as_markdown(page.literate, texts)


def on_page_content(html, page, **_):
    return site.formulas(site.link_lines(html, page.literate))


def on_post_page(output, page, **_):
    return search.own_base(output, page.literate.lang)


@event_priority(-200)  # after the languages have been put together
def on_post_build(config):
    search.split_index(Path(config.site_dir))
