"""What the reader is told instead of a traceback: a key of the messages, and what fills it."""

from typing import Any


class Complaint(Exception):
    """A key of [errors] in messages/ and its values; only the command line makes it a text."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values


class InputError(Complaint):
    """Something given that cannot be used."""


class StudyError(Complaint):
    """A study that broke off, because its workers or its disk failed."""
