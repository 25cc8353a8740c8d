"""MkDocs' events, handed on to literate/ and figures/."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))

import experiments  # noqa: F401  what figures draw with: MkDocs takes the folder off the path
import figures
from literate import Unreadable, facts, glossary, highlight, language_rows, search, site
from literate.gate import described, placed
from literate.page import parse
from literate.translation import lacking
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs_static_i18n.config import I18nPluginLanguage
from mkdocs_static_i18n.reconfigure import LUNR_LANGUAGES

ROWS = language_rows()


@event_priority(100)  # before the plugins read what is set here
def on_config(config):
    for code, columns in lacking(ROWS).items():
        if columns:
            raise PluginError(f"docs/languages.toml: [{code}] has no {', '.join(columns)}")
    config.plugins["i18n"].config.languages = [_language(code) for code in ROWS]
    known = [code for code in ROWS if code in LUNR_LANGUAGES]
    config.plugins["material/search"].config.lang = known
    config.extra["languages"] = ROWS
    folders = [Path(folder, "partials", "languages") for folder in config.theme.dirs]
    config.extra["translated"] = [
        path.stem for folder in folders for path in folder.glob("*.html")
    ]
    config.mdx_configs["pymdownx.superfences"] = {"custom_fences": [highlight.FENCE]}
    return config


def _language(code):
    row = ROWS[code]
    toggles = [{"toggle": {"name": row[name]}} for name in ("dark", "light")]
    language = I18nPluginLanguage()
    language.load_dict(
        {
            "locale": code,
            "name": row["name"],
            "default": code == search.DEFAULT,
            "theme": {"palette": toggles},
        }
    )
    language.validate()
    return language


def on_page_markdown(markdown, page, **_):
    lang, _, name = page.file.src_uri.removesuffix(".md").partition("/")
    try:
        page.literate = parse(markdown, lang, name)
        texts = facts.recorded() | {"glossary": glossary.as_markdown(lang)}
        return figures.as_images(site.as_markdown(page.literate, texts))
    except (Unreadable, LookupError) as error:
        raise PluginError(f"{placed(page.file.src_uri, error)}: {described(error)}") from error


def on_page_content(html, page, **_):
    try:
        return figures.as_drawings(site.formulas(html), page.literate.lang)
    except Unreadable as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error


def on_page_context(context, page, config, **_):
    _switch(config, page.literate.name)
    return context


def on_template_context(context, config, **_):
    _switch(config, "index", urlsplit(config.site_url or "/").path)
    return context


def _switch(config, name, root=""):
    """Let the menu of languages lead to a page, not to what the theme did last."""
    config.extra.alternate = [
        row | {"lang": code, "link": root + site.address(code, name) or "./"}
        for code, row in ROWS.items()
    ]


def on_post_template(output, template_name, config):
    """Return the page for wrong addresses as the first language makes it, and no addresses
    where the site does not know its own."""
    if template_name == "404.html" and config.theme["language"] != search.DEFAULT:
        return ""  # what MkDocs does not write stays as it is
    if template_name == "sitemap.xml" and not config.site_url:
        return ""
    return output


def on_post_page(output, page, **_):
    return search.own_base(output, page.literate.lang)


@event_priority(-200)  # after the languages have been put together
def on_post_build(config):
    search.split_index(Path(config.site_dir))
