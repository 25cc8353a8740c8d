"""Turns a page into programs for pytest-codeblocks, and runs them to record what they print."""

import functools
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from io import StringIO
from types import CodeType

from rnn_addition.app import languages

from . import Unreadable
from .page import Fence, Page

RECORDED = "en"  # the language of the recorded outputs
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


def labels(lang: str) -> list[tuple[str, str]]:
    """Return the labels of the report, each in English and in a language."""
    return list(zip(languages.labels(RECORDED), languages.labels(lang), strict=True))


def localise(output: str, lang: str) -> str:
    """Return recorded output with the labels of a language in place of the English ones."""
    for english, own in labels(lang):
        output = re.sub(rf"^{english}:", f"{own}:", output, flags=re.MULTILINE)
    return output


def neutral(code: str, lang: str) -> str:
    """Return code without what may differ by language: its own code, and its labels."""
    for english, own in labels(lang):
        code = code.replace(f'"{own}"', f'"LABEL {english}"')
    return code.replace(f'"{lang}"', '"LANG"')


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


def source_of(chain: list[Fence]) -> str:
    return "".join(f'{fence.body}print("{SEAM}")\n' for fence in chain)


def execute(source: str | CodeType, names: Mapping[str, object] | None = None) -> str:
    """Run a program as pytest-codeblocks does, and return what it printed."""
    with redirect_stdout(StringIO()) as printed:
        exec(source, {"__MODULE__": "__main__"} | dict(names or {}))
    return printed.getvalue()


@functools.cache
def printed(source: str) -> str:
    """Return what a program prints; the package does not change while this process runs."""
    return execute(source)


def run(page: Page, chain: list[Fence]) -> Iterator[tuple[Fence, str]]:
    """Return each block of a program with what it printed."""
    return zip(chain, printed(source_of(chain)).split(f"{SEAM}\n"), strict=False)


def explain(page: Page, chain: list[Fence], expected: str, failure: BaseException) -> str:
    """Return where a program failed, as the line of the page and of the code shown there."""
    cause = failure.__context__ if isinstance(failure, RuntimeError) else failure
    if cause is not None:
        return failed(page, chain, cause)
    printed = str(failure).rpartition("but got\n```\n")[2].removesuffix("```")
    wants = expected.split(f"{SEAM}\n")
    for fence, wanted, got in zip(chain, wants, printed.split(f"{SEAM}\n"), strict=False):
        if wanted != got:
            shown = fence.include or "the block"
            return f"{page}:{fence.first}: {shown} printed\n{got}\nand the page shows\n{wanted}"
    return str(failure)


def failed(page: Page, chain: list[Fence], cause: BaseException) -> str:
    """Return what stopped a program, at the innermost line of it that was running."""
    if isinstance(cause, Unreadable):
        return f"{page}:{cause.line}: {cause}"
    frames = traceback.extract_tb(cause.__traceback__)
    inside = [frame for frame in frames if frame.filename == "<string>"]
    # the first module is the program; what it gives to eval and exec is one, too
    running = [
        frame.lineno for frame in inside if frame.name != "<module>" or frame is inside[0]
    ]
    if not running and isinstance(cause, SyntaxError):
        running = [cause.lineno]
    where = locate(page, chain, (running[-1] if running else None) or 1)
    if isinstance(cause, SystemExit):
        return f"{where}: the block leaves the program, sys.exit({cause.code!r})"
    said = cause.msg if isinstance(cause, SyntaxError) else cause  # without a line of no file
    return f"{where}: {type(cause).__name__}: {said}"


def locate(page: Page, chain: list[Fence], number: int) -> str:
    """Return the place of a line of a program, counted from 1, on the page and in its block."""
    for fence in chain:
        length = fence.body.count("\n")
        if number <= length + 1:  # the seam belongs to its block
            line = min(number, length)
            if fence.include:
                return f"{page}:{fence.first} ({fence.include} line {line})"
            return f"{page}:{fence.first + line} (block line {line})"
        number -= length + 1
    return str(page)
