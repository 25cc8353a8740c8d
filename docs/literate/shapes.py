"""Holds the shape that a comment promises against the array that its line makes.

A page's program is run once with a look at the value of each line that ends in a shape,
`# (T, ..., B, H)`. A letter means one number, and `...` the same axes, within one call of a
function and within one named tuple. Several shapes belong to several values in turn; one shape
to each of them, or to the last fields of a named tuple; `S x (H,)` to each item of a list.
"""

import ast
import functools
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .gate import each_page
from .page import Page
from .program import RECORDED, chains, execute, failed, locate, source_of

SHAPES = re.compile(r"#\s*(?:(\w+) x )?(\([^()]*\)(?:, \([^()]*\))*)")
ENOUGH = 100  # a line in a long loop is looked at so many times
Shape = tuple[str, ...]
Letters = dict[str, Any]


def comments(source: str) -> dict[int, list[Shape]]:
    """Return the shapes in the comment of each line, counted from 1."""
    found = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        match = SHAPES.match(token.string) if token.type == tokenize.COMMENT else None
        if match:
            shapes = [_axes(text) for text in re.findall(r"\(([^()]*)\)", match[2])]
            if all(map(_is_axis, [axis for shape in shapes for axis in shape])):
                found[token.start[0]] = shapes
    return found


def _axes(text: str) -> Shape:
    """Return the axes of a shape; letters side by side are a product."""
    return tuple(
        re.sub(r"(\w) (?=\w)", r"\1 * ", axis.strip())
        for axis in text.split(",")
        if axis.strip()
    )


def _is_axis(axis: str) -> bool:
    return axis == "..." or re.fullmatch(r"\w+( [+*] \w+)*", axis) is not None


def fits(shape: Shape, actual: tuple[int, ...], letters: Letters) -> bool:
    """Return whether an array has a shape, and learn the letters that are still free."""
    if "..." in shape:
        before = shape.index("...")
        after = len(shape) - before - 1
        if len(actual) < before + after:
            return False
        middle = actual[before : len(actual) - after]
        if letters.setdefault("...", middle) != middle:
            return False
        shape = shape[:before] + shape[before + 1 :]
        actual = actual[:before] + actual[len(actual) - after :]
    return len(shape) == len(actual) and all(
        _fits_axis(axis, size, letters) for axis, size in zip(shape, actual, strict=True)
    )


def _fits_axis(axis: str, size: int, letters: Letters) -> bool:
    free = set(re.findall(r"[A-Za-z]\w*", axis)) - letters.keys()
    if len(free) > 1:
        return True
    value = {name: _value(axis, letters | dict.fromkeys(free, name)) for name in (0, 1)}
    if not free:
        return value[0] == size
    step = value[1] - value[0]  # an axis is linear in its letter
    letters[free.pop()] = (size - value[0]) // step
    return (size - value[0]) % step == 0 and size >= value[0]


def _value(axis: str, letters: Letters) -> int:
    return int(eval(axis, {"__builtins__": {}}, letters))


class Watch:
    """Sees the values of lines as a program runs, and keeps what has another shape."""

    def __init__(self, promised: dict[int, list[Shape]]) -> None:
        self.promised = promised
        self.wrong: dict[int, str] = {}
        self.seen: Counter[int] = Counter()

    def look(self, line: int, letters: Letters, value: Any) -> Any:
        """Compare a value with the shapes of a line; return the value."""
        self.seen[line] += 1
        if line not in self.wrong and self.seen[line] <= ENOUGH:
            shapes = self.promised[line]
            for shape, part in _pairs(shapes, value):
                actual = tuple(getattr(part, "shape", ()))
                known = {
                    name: size for name, size in letters.items() if name in " ".join(shape)
                }
                if not fits(shape, actual, letters):
                    self.wrong[line] = f"{_written(shape)} is {actual}{_given(known)}"
                    break
        return value

    def fields(self, lines: dict[str, int]) -> Any:
        """Return a decorator that looks at the fields of each named tuple of a class."""

        def decorate(cls: Any) -> Any:
            make = cls.__new__

            def new(cls: Any, *args: Any, **named: Any) -> Any:
                made, letters = make(cls, *args, **named), Letters()
                for name, line in lines.items():
                    self.look(line, letters, getattr(made, name))
                return made

            if hasattr(cls, "_fields"):
                cls.__new__ = new
                cls._make = classmethod(lambda cls, values: cls(*values))
            return cls

        return decorate


def _pairs(shapes: list[Shape], value: Any) -> Iterator[tuple[Shape, Any]]:
    parts = list(value) if isinstance(value, (tuple, list)) else [value]
    if hasattr(value, "_fields"):
        parts = parts[-len(shapes) :]
    return zip(shapes * len(parts) if len(shapes) == 1 else shapes, parts, strict=False)


def _written(shape: Shape) -> str:
    return f"({', '.join(shape)})".replace(" * ", " ")


def _given(known: Letters) -> str:
    return (
        " where " + ", ".join(f"{name} = {size}" for name, size in known.items())
        if known
        else ""
    )


class Looks(ast.NodeTransformer):
    """Puts a look behind each statement whose last line, or whose header, promises a shape."""

    def __init__(self, promised: dict[int, list[Shape]]) -> None:
        self.promised = promised
        self.letters = "{}"
        self.placed: set[int] = set()
        self.defined: set[str] = set()

    def _look(self, line: int, value: ast.expr) -> ast.expr:
        self.placed.add(line)
        call = ast.parse(f"__watch__.look({line}, {self.letters})", mode="eval").body
        assert isinstance(call, ast.Call)
        call.args.append(value)
        return call

    def _after(self, node: ast.stmt, *targets: ast.expr) -> list[ast.stmt]:
        line = node.end_lineno or 0
        self.generic_visit(node)
        if line not in self.promised:
            return [node]
        reading = [ast.parse(ast.unparse(target), mode="eval").body for target in targets]
        return [node, *(ast.Expr(self._look(line, target)) for target in reading)]

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        return self._after(node, *node.targets)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> list[ast.stmt]:
        return self._after(node, *([node.target] if node.value else []))

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        return self._after(node, node.target)

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        self.generic_visit(node)
        if node.end_lineno in self.promised and node.value:
            node.value = self._look(node.end_lineno, node.value)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """What a line yields, or hands to a call as its last argument, is what it makes."""
        self.generic_visit(node)
        made = node.value
        if isinstance(made, ast.Constant):  # the dots of a protocol make nothing
            self.promised.pop(node.end_lineno or 0, None)
        elif node.end_lineno in self.promised:
            if isinstance(made, ast.Yield) and made.value:
                made.value = self._look(node.end_lineno, made.value)
            elif isinstance(made, ast.Call) and made.args:
                made.args[-1] = self._look(node.end_lineno, made.args[-1])
        return node

    def visit_For(self, node: ast.For) -> ast.stmt:
        self.generic_visit(node)
        for line in range(node.lineno, node.body[0].lineno):
            if line in self.promised and line not in self.placed:
                target = ast.parse(ast.unparse(node.target), mode="eval").body
                node.body.insert(0, ast.Expr(self._look(line, target)))
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        """What the page has defined is what it goes on with, not the package's own copy."""
        node.names = [name for name in node.names if name.name not in self.defined]
        return node if node.names else ast.Pass()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        self.defined.add(node.name)
        outside, self.letters = self.letters, "__letters__"
        self.generic_visit(node)
        self.letters = outside
        node.body.insert(0, ast.parse("__letters__ = {}").body[0])
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        self.defined.add(node.name)
        self.generic_visit(node)
        lines = {
            field.target.id: field.lineno
            for field in node.body
            if isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and field.lineno in self.promised
        }
        if lines:
            self.placed |= set(lines.values())
            node.decorator_list.append(ast.parse(f"__watch__.fields({lines})").body[0].value)  # type: ignore[attr-defined]
        return node


@functools.cache
def watched(source: str) -> tuple[Watch, set[int]]:
    """Run a program and return what was seen, and the lines where one could look."""
    watch = Watch(comments(source))
    looks = Looks(watch.promised)
    tree = ast.fix_missing_locations(looks.visit(ast.parse(source)))
    execute(compile(tree, "<string>", "exec"), {"__watch__": watch})
    return watch, looks.placed


@each_page
def shapes(page: Page) -> Iterator[str]:
    """A line makes an array of the shape that its comment promises, when the page runs."""
    for chain in chains(page) if page.lang == RECORDED else ():
        try:
            watch, placed = watched(source_of(chain))
        except (Exception, SystemExit) as error:
            yield failed(page, chain, error)
            continue
        for line, wrong in sorted(watch.wrong.items()):
            yield f"{locate(page, chain, line)}: {wrong}"
        for line in sorted(watch.promised.keys() - placed):
            yield f"{locate(page, chain, line)}: a shape where no value is made"
        for line in sorted(placed - watch.seen.keys()):
            yield f"{locate(page, chain, line)}: never runs here, so its shape is not checked"
