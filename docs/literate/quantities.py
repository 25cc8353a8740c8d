"""Reads the numbers of prose: digits, words for numbers, and equations, which it computes."""

import ast
import operator
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from . import ROOT, read

NUMBER = (
    r"(?:(?<![A-Za-z\d_.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![A-Za-z\d_.])\d+(?:\.\d+)?|[½¼¾])"
)
OPERATORS = "[-+−×·÷/^]"
AMOUNT = rf"(?:{NUMBER}|\{{\{{ [a-z][a-z0-9_.]* \}}\}})"  # a number or the place of a fact
SUM = rf"\(*{AMOUNT}\)*(?: ?{OPERATORS} ?\(*[-−]?{AMOUNT}\)*)*"
EQUATION = re.compile(rf"{SUM}(?: = {SUM})+")
PRODUCT = re.compile(rf"{NUMBER}(?: ?[×·÷^] ?{NUMBER})+")
ADDITION = re.compile(rf"{NUMBER}(?: [+−] {NUMBER})+")
AS_PYTHON = str.maketrans(
    {"−": "-", "×": "*", "·": "*", "÷": "/", "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", ",": ""}
)
OPERATIONS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
MOST_POWER = 64


def words(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Return what the gates know of each language."""
    return tomllib.loads(read(root / "docs" / "words.toml"))


def value(text: str) -> Fraction:
    """Return what a sum or product of numbers comes to; raise ValueError if it is none."""
    try:
        return _value(ast.parse(text.translate(AS_PYTHON).replace("^", "**"), mode="eval").body)
    except (SyntaxError, ZeroDivisionError) as error:
        raise ValueError(f"{text}: cannot be computed") from error


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            one, other = _value(left), _value(right)
            if not isinstance(op, ast.Pow) or abs(other) <= MOST_POWER:
                return Fraction(OPERATIONS[type(op)](one, other))
    raise ValueError("not a sum of numbers")


def digits(text: str) -> Iterator[str]:
    """Return the numbers that a text writes in digits, as they stand."""
    yield from re.findall(NUMBER, text)


def in_digits(text: str) -> Counter[Fraction]:
    """Return how often each number stands in a text in digits."""
    return Counter(value(number.lstrip("0") or "0") for number in digits(text))


def in_words(
    text: str, numbers: Mapping[str, float], *, parts: bool = True
) -> Counter[Fraction]:
    """Return how often each number stands in a text in words: ten thousand, 2 million.

    With parts, ten thousand counts as ten and as a thousand, too.
    """
    if not numbers:
        return Counter()
    longest_first = sorted(numbers, key=len, reverse=True)
    name = "|".join(rf"\b{word}\b" if word.isascii() else word for word in longest_first)
    found: Counter[Fraction] = Counter()
    for run in re.finditer(rf"(\d+ ?)?((?:(?:{name})[ -]?)+)", text, re.I):
        named = [
            Fraction(str(numbers[word.lower()])) for word in re.findall(name, run[2], re.I)
        ]
        sums: list[Fraction] = []
        for number in [Fraction(run[1]), *named] if run[1] else named:
            if sums and number > sums[-1]:
                sums[-1] *= number
            else:
                sums.append(number)
        found.update({sum(sums, Fraction()), *(named if parts else [])})
    return found
