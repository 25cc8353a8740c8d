"""The gate on numbers that prose writes by hand: each must stand for itself, or be listed."""

import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from rnn_addition.trials import SOURCES

from . import Unreadable, facts, read
from .exceptions import Exceptions
from .gate import gate
from .quantities import ADDITION, EQUATION, PRODUCT, digits, value, words
from .units import FACT, FOLDED, GAP, Text, Unit, pages

LABEL = re.compile(r"\\qquad \((\d+)\)")
BITS = re.compile(r"(?<!\d)[01]{4,}(?!\d)")

JOINED = "and|to|–|、|和|与|到|과|와|에서"
BIT = {Fraction(0), Fraction(1)}
SETTINGS = {Fraction(str(number)) for number in SOURCES if not isinstance(number, str)}
FREE = BIT | SETTINGS  # bits, and how the sources train: they stand in the package by name


@gate
def numbers_by_hand(root: Path) -> Iterator[str]:
    """A number in digits is a fact, part of an equation that holds, the number of an equation
    of some page, a version that pyproject.toml asks for, one that the code or the output in
    its section shows, a setting of the sources, a bit, the number of a folded answer, or
    listed with its reason."""
    found, complaints = pages(root)
    yield from complaints
    exceptions = Exceptions(root, "numbers_by_hand")
    try:
        known, recorded = words(root), facts.recorded(root)
        wanted = versions(root)
    except (ValueError, KeyError, OSError) as error:
        yield f"numbers_by_hand: {error!r}"
        return
    labels = {n for text in found for unit in text.units for n in LABEL.findall(unit.text)}
    for text in found:
        check = Numbers(text, recorded, wanted, known.get(text.lang, {}), labels)
        for unit in (unit for unit in text.units if not FOLDED.fullmatch(unit.text)):
            for item, complaint in check.unexplained(unit):
                if not exceptions.allow(text.name, item):
                    yield f"{text.at(unit)}: {complaint}"
    yield from exceptions.complaints()


def versions(root: Path) -> dict[str, str]:
    """Return the oldest version of Python and NumPy that the project asks for."""
    project = tomllib.loads(read(root / "pyproject.toml"))["project"]
    wanted = [f"Python{project['requires-python']}", *project["dependencies"]]
    found = (re.fullmatch(r"(\w+)>=([\d.]+)", each) for each in wanted)
    names = {"python": "Python", "numpy": "NumPy"}
    return {names[each[1].lower()]: each[2] for each in found if each}


class Numbers:
    """What explains the numbers of one text."""

    def __init__(
        self,
        text: Text,
        recorded: dict[str, str],
        wanted: dict[str, str],
        known: dict[str, Any],
        labels: set[str],
    ) -> None:
        self.recorded = recorded
        self.wanted = wanted
        label = r"[(（]?\d+[)）]?"
        more = rf"(?:\s*(?:{JOINED})\s*{label})*"
        self.equation = re.compile(rf"{known.get('equation', 'equation ')}{label}{more}")
        self.labels = labels
        self.shown = dict.fromkeys((unit.section for unit in text.units), "")
        for unit in text.units:  # what the section's programs hold and print, and quotes of it
            names = [part for name in unit.facts for part in (name, name.replace("_", "."))]
            self.shown[unit.section] += "\n".join([*unit.code, *unit.formulas, *names, ""])
        sections = {unit.line: unit.section for unit in text.units}
        for fence in text.page.fences:
            self.shown[sections[fence.first]] += _body(fence)

    def unexplained(self, unit: Unit) -> Iterator[tuple[str, str]]:
        """Return the numbers of a unit that nothing explains, as (number, complaint)."""
        rest = unit.words
        beside: set[Fraction] = set()  # numbers of the unit's equations and additions
        for place in EQUATION.findall(rest):
            equation = FACT.sub(lambda fact: self.recorded.get(fact[1], fact[1]), place)
            beside |= {value(number) for number in digits(equation)}
            if not holds(equation) and not any(
                equation in part for part in self.shown.values()
            ):
                yield equation, f"{equation} does not hold"
        rest = FACT.sub(GAP, EQUATION.sub(GAP, rest))
        beside |= {value(number) for name, number in self.wanted.items() if name in rest}
        for reference in self.equation.findall(rest):
            for n in digits(reference):
                if n not in self.labels:
                    yield n, f"equation {n} is on no page"
        rest = self.equation.sub(GAP, rest)
        facts_here = {
            value(self.recorded[name]) for name in unit.facts if name in self.recorded
        }
        for product in PRODUCT.findall(rest):
            if value(product) not in facts_here:
                yield product, f"{product} comes to no fact beside it, expected one, or ="
        rest = PRODUCT.sub(GAP, rest)
        beside |= {value(each) for each in ADDITION.findall(rest)}
        rest = ADDITION.sub(GAP, rest)
        numbers = list(digits(rest))
        for number in numbers:
            if BITS.fullmatch(number):
                if str(int(number, 2)) not in numbers:
                    yield (
                        number,
                        f"{number} is {int(number, 2)}, which does not stand beside it",
                    )
            elif value(number) not in beside and not self._explained(number, unit.section):
                yield number, f"{number} by hand, expected a fact, an equation or a reason"

    def _explained(self, number: str, section: str) -> bool:
        """Return whether a number is free, or shown in the section."""
        if value(number) in FREE:
            return True
        shown = re.sub(r"(?<=\d)[,_](?=\d{3})", "", self.shown[section])
        plain = re.escape(number.replace(",", ""))
        return bool(re.search(rf"(?<!\d)(?<!\d\.){plain}(?!\.?\d)", shown))


def holds(equation: str) -> bool:
    """Return whether all sides of an equation come to the same."""
    try:
        return len({value(side) for side in equation.split(" = ")}) == 1
    except ValueError:
        return False


def _body(fence: Any) -> str:
    try:
        return str(fence.body)
    except Unreadable:  # said by the gate on what pages include
        return ""
