"""What the figures of the page on bits show is the sum itself."""

from xml.etree import ElementTree

import figures


def test_the_columns_of_the_addition_add_up():
    drawing, table = figures.draw("bits-addition", "en")
    rows = {}
    for text in ElementTree.fromstring(drawing.svg("")).iter("text"):
        if text.text in "01" and "code" in text.get("class", ""):
            row = rows.setdefault(float(text.get("y")), {})
            row[float(text.get("x"))] = int(text.text)
    carry, a, b, total = ([row[x] for x in sorted(row)] for _, row in sorted(rows.items()))
    number = [int("".join(map(str, bits)), 2) for bits in (a, b, total)]
    assert number == [81, 113, 81 + 113]
    for t in range(8):  # from the left: what goes into t comes out of the column right of it
        into = carry[t]
        out = a[t + 1] + b[t + 1] + carry[t + 1] >= 2 if t < 7 else 0
        assert into == out
        assert total[t] == (a[t] + b[t] + into) % 2
    assert [row[1:] for row in reversed(table[1:])] == [
        [str(v) for v in column] for column in zip(a, b, carry, total)
    ]
