"""Turns a page into what the site generator takes, and its formulas into MathML."""

import html
import re

import latex2mathml.converter

from .code import logical_lines
from .facts import fill
from .page import Fence, Page
from .program import localise

OUTPUT_TITLE = {"zh": "输出", "en": "Output", "ko": "출력"}
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">(?:\\\(|\\\[)(.*?)(?:\\\)|\\\])</\1>', re.S
)
WALK = re.compile(r'<div class="walk" data-section="([\w-]+)">.*?<dl>', re.S)
CODE_LINE = re.compile(
    r'<span id="__span-\d+-(\d+)"><a id="[^"]*" name="[^"]*"></a><a href="#[^"]*">(.*?)</a>'
)

LINE_END = re.compile(r'\n</span>(<span class="line"|</code>)')


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
        info = '{ .python linenums="1" }'
    elif fence.is_output:
        info = f'{{ .text .output title="{OUTPUT_TITLE[page.lang]}" }}'
        body = localise(body, page.lang)
    return f"```{info}\n{body}```"


def _open_walk(fence: Fence, lines: dict[int, str]) -> None:
    """Give each quoted line its link, and put block and explanations into one div."""
    for (n, quoted), line in zip(fence.terms, logical_lines(fence.body), strict=True):
        lines[n] = f"`{quoted}` {{ #{fence.section}-L{line.first} }}"
    last = fence.terms[-1][0] + 1
    while last in lines and (
        not lines[last].strip() or lines[last].startswith((":   ", "    "))
    ):
        last += 1
    walk = f'<div class="walk" data-section="{fence.section}" markdown="1">'
    lines[fence.first] = f"{walk}\n\n{lines[fence.first]}"
    lines[last - 1] += "\n\n</div>\n"


def link_lines(page_html: str, page: Page) -> str:
    """Return the HTML with the number of each code line leading to that line's explanation."""
    walks = {fence.section: logical_lines(fence.body) for fence in page.fences if fence.terms}

    def link_walk(walk: re.Match[str]) -> str:
        starts = {
            n: line.first for line in walks[walk[1]] for n in range(line.first, line.last + 1)
        }

        def link(line: re.Match[str]) -> str:
            number, digits = line.groups()
            if int(number) not in starts:
                return f'<span class="line">{digits}'
            target = f"{walk[1]}-L{starts[int(number)]}"
            return (
                f'<span class="line" data-line="{target}">'
                f'<a href="#{target}" aria-label="{number}">{digits}</a>'
            )

        return LINE_END.sub(r"</span>\n\1", CODE_LINE.sub(link, walk[0]))

    return WALK.sub(link_walk, page_html)


def formulas(page_html: str) -> str:
    """Return the HTML with every formula as MathML."""

    def convert(formula: re.Match[str]) -> str:
        tex = html.unescape(formula[2])
        if formula[1] == "span":
            return latex2mathml.converter.convert(tex)
        mathml = latex2mathml.converter.convert(tex, display="block")
        return f'<div class="formula">{mathml}</div>'

    return FORMULA.sub(convert, page_html)
