"""pytest's events, handed on to literate/: every page of every language is a test."""

import re
from io import StringIO

import pytest
from literate import Unreadable
from literate.gate import described, placed
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
        """Yield the programs of a page; what cannot be read is one that fails."""
        try:
            page = load(self.path.stem, self.path.parent.name)
        except Exception as error:
            where = self.path.relative_to(self.config.rootpath).as_posix()
            yield Broken.of(self, "page", f"{placed(where, error)}: {described(error)}")
            return
        for chain in chains(page):
            name = f"line {chain[0].first}"
            try:
                yield self._program(page, chain, name)
            except Exception as error:
                where = placed(page, error)
                if not isinstance(error, Unreadable):
                    where = f"{page}:{chain[0].first}"
                yield Broken.of(self, name, f"{where}: {described(error)}")

    def _program(self, page, chain, name):
        (block,) = extract_from_buffer(StringIO(as_markdown(page, chain)))
        program = Program.from_parent(self, name=name)
        program.obj, program.page, program.chain = block, page, chain
        for mark in block.marks:
            program.add_marker(pytest.mark.skip(reason=SKIP.fullmatch(mark)[1]))
        return program


class Program(Block):
    """The blocks of a page that continue each other, run by pytest-codeblocks."""

    def repr_failure(self, excinfo):
        return explain(self.page, self.chain, self.obj.expected_output, excinfo.value)


class Broken(pytest.Item):
    """What stands in for a page, or a program of it, that cannot be read."""

    @classmethod
    def of(cls, parent, name, complaint):
        item = cls.from_parent(parent, name=name)
        item.complaint = complaint
        return item

    def runtest(self):
        raise Unreadable(self.complaint)

    def repr_failure(self, excinfo):
        return str(excinfo.value)
