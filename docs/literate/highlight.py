"""Writes a taught block as HTML whose line numbers lead to the explanations of their lines."""

import html
from collections.abc import Iterator
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .code import logical_lines


class Walk(HtmlFormatter):
    """Puts each line into a span that names the logical line to which it belongs."""

    def __init__(self, section: str, source: str) -> None:
        super().__init__(cssclass="language-python highlight", wrapcode=True)
        self.width = len(str(source.count("\n")))
        self.targets = {
            number: f"{section}-L{line.first}"
            for line in logical_lines(source)
            for number in range(line.first, line.last + 1)
        }

    def wrap(self, source: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        wrapped: Iterator[tuple[int, str]] = super().wrap(self._linked(source))
        return wrapped

    def _linked(self, source: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        for number, (is_code, line) in enumerate(source, start=1):
            digits = f'<span class="linenos" data-linenos="{number:>{self.width}} "></span>'
            target = html.escape(self.targets.get(number, ""))
            if target:
                link = f'<a href="#{target}" aria-label="{number}">{digits}</a>'
                opening = f'<span class="line" data-line="{target}">{link}'
            else:
                opening = f'<span class="line">{digits}'
            yield is_code, opening + line.removesuffix("\n") + "</span>\n"


def walk(
    source: str, _language: str, _css: str, options: dict[str, Any], *_: Any, **__: Any
) -> str:
    """Return a block as HTML; a formatter of superfences."""
    section = options["section"]
    shown: str = highlight(source, PythonLexer(stripnl=False), Walk(section, source))
    return shown.strip()


def takes_section(
    _language: str, inputs: dict[str, str], options: dict[str, Any], *_: Any
) -> bool:
    """Return whether a block names its section; a validator of superfences."""
    options.update(inputs)
    return inputs.keys() == {"section"}


# What superfences needs to know of a block that begins ```{ .walk section="forward" }.
FENCE = {"name": "walk", "class": "walk", "format": walk, "validator": takes_section}
