"""Figures of the page on training."""

import json
from typing import Any

import numpy as np
from experiments import networks
from experiments.progress import right_bits
from literate import RESULTS, ROOT

from . import Figure, Words
from .drawing import Drawing

SUMS = 128 * 128


def recorded(name: str) -> Any:
    return json.loads((ROOT / RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def curve(words: Words, along: Any = None) -> Figure:
    """How many of all sums are right after so many steps, and where the blocks are printed."""
    along = recorded("inside")["along"] if along is None else along
    counts = {int(n): at["sums"] for n, at in along.items() if int(n) <= 10_000}
    sheet = Drawing(420, 260)

    def place(n: int) -> tuple[float, float]:
        return 52 + 350 * n / 10_000, 210 - 180 * counts[n] / SUMS

    for share in (0, 0.5, 1):
        y = 210 - 180 * share
        sheet.line(52, y, 402, y, "faint")
        sheet.text(46, y + 4, f"{share * SUMS:,.0f}", "small", "faint", anchor="end")
    for n in range(0, 10_001, 2000):
        sheet.text(place(n)[0] - n / 800, 228, f"{n:,}", "small", "faint")
    sheet.polyline([place(n) for n in sorted(counts)], "right")
    for n in range(0, 10_000, 1000):
        sheet.circle(*place(n), 3.5, "fill")
    sheet.text(52, 18, words["right"], "small", anchor="start")
    sheet.text(402, 248, words["steps"], "small", anchor="end")
    head = [words["steps"], words["right"]]
    table = [[f"{n:,}", f"{counts[n]:,}"] for n in range(0, 10_001, 500)]
    return Figure(sheet, [head, *table])


def columns(words: Words, shares: Any = None) -> Figure:
    """In which columns the bit is right, along training: a row for each column."""
    shares = recorded("progress")["columns"] if shares is None else shares
    tried = sorted(map(int, shares))
    sheet = Drawing(420, 270)
    sheet.text(58, 16, words["share"], "small", anchor="start")
    for t in range(8):
        y = 206 - 24 * t
        sheet.text(50, y + 15, str(t), "small", "code", anchor="end")
        for k, n in enumerate(tried):
            known = max(0.0, 2 * shares[str(n)][t] / SUMS - 1)  # 0 is guessing, 1 is all
            sheet.shade(58 + 17 * k, y, 16, 22, known, "right")
            sheet.rect(58 + 17 * k, y, 16, 22, "faint", "thin")
    for n in (2000, 4000, 6000, 8000, 10_000):
        sheet.text(66 + 17 * tried.index(n), 246, f"{n:,}", "small", "faint")
    sheet.text(398, 264, words["steps"], "small", anchor="end")
    sheet.text(50, 28, words["column"], "small", anchor="end")
    head = [words["steps"], *(f"{words['column']} {t}" for t in range(8))]
    table = [
        [f"{n:,}", *(f"{100 * share / SUMS:.0f} %" for share in shares[str(n)])] for n in tried
    ]
    return Figure(sheet, [head, *table])


def sums(words: Words, params: Any = None) -> Figure:
    """Six maps of all sums, a point each: a to the right, b upwards; what is wrong is dark."""
    steps = networks.ALONG
    found = [networks.load(f"after_{n}") for n in steps] if params is None else params
    sheet = Drawing(420, 340)
    table = [[words["steps"], words["wrong"]]]
    for k, (n, network) in enumerate(zip(steps, found)):
        wrong = ~right_bits(network).all(axis=0).reshape(128, 128)  # [a, b]
        left, top = 6 + 140 * (k % 3), 28 + 164 * (k // 3)
        sheet.text(left + 64, top - 8, f"{n:,}", "small")
        sheet.rect(left - 1, top - 1, 130, 130, "faint", "thin")
        sheet.path(_runs(wrong, left, top), "fill", "wrong")
        table.append([f"{n:,}", f"{wrong.sum():,}"])
    return Figure(sheet, table)


def _runs(marked: np.ndarray, left: int, top: int) -> str:
    """Return a path of unit squares, those in a row as one: [a, b] is right, up."""
    parts = []
    for b in range(128):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], marked[:, b].astype(int), [0]])))
        y = top + 127 - b
        parts += [
            f"M{left + start} {y}h{end - start}v1h-{end - start}z"
            for start, end in edges.reshape(-1, 2).tolist()
        ]
    return "".join(parts)


def rates(words: Words, record: Any = None) -> Figure:
    """What becomes of the same run after a nudge of a last bit, at six learning rates."""
    record = recorded("learning_rate") if record is None else record
    runs = record["nudged_by_alpha"] | {"5": record["nudged"]}
    sheet = Drawing(420, 250)
    table = [[words["rate"], words["all"], words["between"], words["few"]]]
    for row, name in enumerate(sorted(runs, key=lambda name: float(name.replace("_", ".")))):
        counts = runs[name]
        between = counts["runs"] - counts["all"] - counts["few"]
        y, left = 30 + 28 * row, 60.0
        sheet.text(50, y + 15, name.replace("_", "."), "code", anchor="end")
        for names, count in (
            (("fill", "right"), counts["all"]),
            (("faint",), between),
            (("fill", "wrong"), counts["few"]),
        ):
            width = 340 * count / counts["runs"]
            if count:
                sheet.rect(left, y, width, 21, *names)
            left += width
        numbers = (counts["all"], between, counts["few"])
        table.append([name.replace("_", "."), *(str(number) for number in numbers)])
    for k, (shade, key) in enumerate(
        ((("fill", "right"), "all"), (("faint",), "between"), (("fill", "wrong"), "few"))
    ):
        sheet.rect(60, 202 + 16 * k, 11, 11, *shade)
        sheet.text(78, 212 + 16 * k, words[key], "small", anchor="start")
    sheet.text(50, 20, words["rate"], "small", anchor="middle")
    return Figure(sheet, table)
