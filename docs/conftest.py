"""pytest's events, handed on to literate/: every page of every language is a test."""

import re
from io import StringIO

import pytest
from literate.page import load
from literate.program import as_markdown, chains, explain
from pytest_codeblocks import extract_from_buffer
from pytest_codeblocks.plugin import TestBlock as Block

SKIP = re.compile(r"pytest\.mark\.skip\(reason=['\"](.+)['\"]\)")


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".md":
        return PageFile.from_parent(parent, path=file_path)
    return None


class PageFile(pytest.File):
    def collect(self):
        page = load(self.path.stem, self.path.parent.name)
        for chain in chains(page):
            (block,) = extract_from_buffer(StringIO(as_markdown(page, chain)))
            program = Program.from_parent(self, name=f"line {chain[0].first}")
            program.obj, program.page, program.chain = block, page, chain
            for mark in block.marks:
                program.add_marker(pytest.mark.skip(reason=SKIP.fullmatch(mark)[1]))
            yield program


class Program(Block):
    """The blocks of a page that continue each other, run by pytest-codeblocks."""

    def repr_failure(self, excinfo):
        return explain(self.page, self.chain, self.obj.expected_output, excinfo.value)
