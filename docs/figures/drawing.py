"""A small writer of SVG: text stays text, and the stylesheet gives all colours."""

import html
import math

LETTER = 13  # the size of text, in units of the drawing


class Drawing:
    """Shapes on a sheet `width` units wide; 420 fit a phone with text of 13 units.

    Every method takes names of classes last. site.css knows: memory, right, wrong, faint,
    strong, small, code, fill (a shape filled in its colour), dashed, thin, halo (a text that
    stands out from what is below it), hatched, arrow.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.parts: list[str] = []

    def text(self, x: float, y: float, text: str, *names: str, anchor: str = "middle") -> None:
        """Write a line of text whose baseline's start, middle or end is at (x, y)."""
        self._add("text", names, x=x, y=y, text_anchor=anchor, inside=text)

    def line(self, x1: float, y1: float, x2: float, y2: float, *names: str) -> None:
        self._add("line", names, x1=x1, y1=y1, x2=x2, y2=y2)

    def arrow(self, x1: float, y1: float, x2: float, y2: float, *names: str) -> None:
        """Draw a line with a head of 6 units at (x2, y2)."""
        self.line(x1, y1, x2, y2, *names)
        back = math.atan2(y1 - y2, x1 - x2)
        sides = [(x2 + 6 * math.cos(a), y2 + 6 * math.sin(a)) for a in (back - 0.4, back + 0.4)]
        self.polygon([(x2, y2), *sides], "head", *names)

    def rect(
        self, x: float, y: float, width: float, height: float, *names: str, r: float = 0
    ) -> None:
        self._add("rect", names, x=x, y=y, width=width, height=height, rx=r)

    def circle(self, x: float, y: float, r: float, *names: str) -> None:
        self._add("circle", names, cx=x, cy=y, r=r)

    def polygon(self, points: list[tuple[float, float]], *names: str) -> None:
        self._add("polygon", names, points=_points(points))

    def polyline(self, points: list[tuple[float, float]], *names: str) -> None:
        self._add("polyline", names, points=_points(points))

    def path(self, d: str, *names: str) -> None:
        self._add("path", names, d=d)

    def shade(
        self, x: float, y: float, width: float, height: float, share: float, *names: str
    ) -> None:
        """Draw a rectangle filled to a share from 0 to 1 of its colour's strength."""
        self._add(
            "rect", ("fill", *names), x=x, y=y, width=width, height=height, fill_opacity=share
        )

    def svg(self, alt: str) -> str:
        """Return the drawing as an SVG element that a screen reader names by `alt`."""
        return (
            f'<svg viewBox="0 0 {_number(self.width)} {_number(self.height)}" role="img" '
            f'aria-label="{alt}">{"".join(self.parts)}</svg>'
        )

    def _add(self, tag: str, names: tuple[str, ...], inside: str = "", **given: object) -> None:
        values = {key.replace("_", "-"): _number(value) for key, value in given.items()}
        if names:
            values["class"] = " ".join(names)
        written = "".join(f' {key}="{value}"' for key, value in values.items())
        self.parts.append(f"<{tag}{written}>{html.escape(inside)}</{tag}>")


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
