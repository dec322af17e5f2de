"""A table is declared once; rows say all there is to say."""

from __future__ import annotations

from invoicekit.binding import Shape, Table, at, choice, const, custom, each, one

TABLE = Table(at("x:A", "a"))


def test_rows_say_how_often_and_what() -> None:
    shape = Shape(dict, lambda value: value)
    rows = [
        at("x:A", "a"),
        at("x:A", "a", many=True),
        one("x:A", "a", TABLE),
        each("x:A", "a", TABLE),
        custom("x:A", "a", TABLE, shape, many=True),
        choice("x:A", "x:F", {"1": "a", "2": "b"}, TABLE),
        const("x:A", "1"),
    ]
    assert [row.many for row in rows] == [False, True, False, True, True, True, False]
    assert [row.table is TABLE for row in rows] == [False, False, True, True, True, True, False]
    assert rows[4].shape is shape
    assert rows[5].cases == (("1", "a"), ("2", "b"))
    assert rows[6].const == "1"
