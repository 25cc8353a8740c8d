"""Turns a page into what the site generator takes, and its formulas into MathML."""

import html
import re

import latex2mathml.converter

from . import Unreadable, language_rows
from .facts import fill
from .page import Fence, Page
from .program import localise
from .search import DEFAULT

FORMULA = re.compile(
    r'<(span|div) class="arithmatex">(?:\\\(|\\\[)(.*?)(?:\\\)|\\\])</\1>([가-힣]*)', re.S
)


def address(lang: str, name: str) -> str:
    """Return where a page lies, seen from the root of the site."""
    folder = "" if lang == DEFAULT else f"{lang}/"
    return folder + ("" if name == "index" else f"{name}/")


def as_markdown(page: Page, facts: dict[str, str]) -> str:
    """Return the page with code, outputs and numbers in it, and a div around each walk."""
    lines = {n: fill(line, facts) for n, line in page.prose()}
    for fence in page.fences:
        lines[fence.first] = _block(page, fence)
        if fence.terms:
            _open_walk(fence, lines)
    return "\n".join(lines[n] for n in sorted(lines)) + "\n"


def _block(page: Page, fence: Fence) -> str:
    info, body = fence.info, fence.body
    if fence.terms:
        info = f'{{ .walk section="{fence.section}" }}'
    elif fence.is_output:
        title = language_rows(page.root)[page.lang]["output"]
        info = f'{{ .text .output title="{title}" }}'
        body = localise(body, page.lang)
    return f"```{info}\n{body}```"


def _open_walk(fence: Fence, lines: dict[int, str]) -> None:
    """Give each quoted line its link, and put block and explanations into one div."""
    if len(fence.terms) != len(fence.code):
        found = f"{len(fence.terms)} explanations for {len(fence.code)} lines"
        raise Unreadable(f"{fence.section} has {found}, see the gate `coverage`", fence.first)
    for (n, quoted), line in zip(fence.terms, fence.code, strict=True):
        lines[n] = f"`{quoted}` {{ #{fence.section}-L{line.first} }}"
    last = fence.terms[-1][0] + 1
    while last in lines and (
        not lines[last].strip() or lines[last].startswith((":   ", "    "))
    ):
        last += 1
    walk = f'<div class="walk" data-section="{fence.section}" markdown="1">'
    lines[fence.first] = f"{walk}\n\n{lines[fence.first]}"
    lines[last - 1] += "\n\n</div>\n"


def formulas(page_html: str) -> str:
    """Return the HTML with every formula as MathML, on one line with its Korean particle."""

    def convert(formula: re.Match[str]) -> str:
        tex = html.unescape(formula[2])
        if formula[1] == "span":
            mathml = latex2mathml.converter.convert(tex) + formula[3]
            return f'<span class="bound">{mathml}</span>' if formula[3] else mathml
        mathml = latex2mathml.converter.convert(tex, display="block")
        return f'<div class="formula">{mathml}</div>{formula[3]}'

    return FORMULA.sub(convert, page_html)
