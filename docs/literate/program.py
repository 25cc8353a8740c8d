"""Turns a page into programs for pytest-codeblocks, and runs them to record what they print."""

import re
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO

from rnn_addition.app.messages import LABELS

from .page import Fence, Page

SEAM = "=" * 8 + " end of block " + "=" * 8


def chains(page: Page) -> list[list[Fence]]:
    """Return the blocks that run, a list for each program: the first, and those that go on."""
    found: list[list[Fence]] = []
    for fence in page.fences:
        if fence.runs and fence.continues and found:
            found[-1].append(fence)
        elif fence.runs:
            found.append([fence])
    return found


def output_of(page: Page, fence: Fence) -> Fence | None:
    """Return the block that shows what `fence` prints."""
    following = page.fences[page.fences.index(fence) + 1 :]
    return following[0] if following and following[0].is_output else None


def localise(output: str, lang: str) -> str:
    """Return recorded output with the labels of a language in place of the English ones."""
    for english, own in zip(LABELS["en"], LABELS[lang], strict=True):
        output = re.sub(rf"^{english}:", f"{own}:", output, flags=re.MULTILINE)
    return output


def shown_output(page: Page, fence: Fence) -> str:
    shown = output_of(page, fence)
    return localise(shown.body, page.lang) if shown else ""


def as_markdown(page: Page, chain: list[Fence]) -> str:
    """Return a program as pytest-codeblocks reads it.

    That tool compares one output a program. A seam printed after each block lets one comparison
    hold every output to the block above it.
    """
    text, expected = "", ""
    for fence in chain:
        marks = "".join(f"<!--{comment}-->\n" for comment in fence.comments)
        text += f'{marks}```python\n{fence.body}print("{SEAM}")\n```\n'
        expected += shown_output(page, fence) + SEAM + "\n"
    return f"{text}<!--pytest-codeblocks:expected-output-->\n```text\n{expected}```\n"


def run(page: Page, chain: list[Fence]) -> Iterator[tuple[Fence, str]]:
    """Run a program and yield what each of its blocks printed."""
    source = "".join(f'{fence.body}print("{SEAM}")\n' for fence in chain)
    with redirect_stdout(StringIO()) as printed:
        exec(compile(source, str(page), "exec"), {"__MODULE__": "__main__"})
    return zip(chain, printed.getvalue().split(f"{SEAM}\n"), strict=False)


def explain(page: Page, chain: list[Fence], expected: str, failure: BaseException) -> str:
    """Return where a program failed, as the line of the page and of the code shown there."""
    cause = failure.__context__
    if cause is not None:
        number = [frame.lineno for frame in traceback.extract_tb(cause.__traceback__)]
        where = _locate(page, chain, number[1] if len(number) > 1 else 1)
        return f"{where}: {type(cause).__name__}: {cause}"
    printed = str(failure).rpartition("but got\n```\n")[2].removesuffix("```")
    wants = expected.split(f"{SEAM}\n")
    for fence, wanted, got in zip(chain, wants, printed.split(f"{SEAM}\n"), strict=False):
        if wanted != got:
            shown = fence.include or "the block"
            return f"{page}:{fence.first}: {shown} printed\n{got}\nand the page shows\n{wanted}"
    return str(failure)


def _locate(page: Page, chain: list[Fence], number: int) -> str:
    for fence in chain:
        length = fence.body.count("\n")
        if number <= length:
            return f"{page}:{fence.first} ({fence.include or 'block'} line {number})"
        number -= length + 1
    return str(page)
