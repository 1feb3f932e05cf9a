"""Values of ABC information fields."""

from __future__ import annotations

from fractions import Fraction

import pytest

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.abc_fields import (
    default_length,
    parse_key,
    parse_length,
    parse_meter,
    parse_order,
    parse_tempo,
)


@pytest.mark.parametrize(
    ("text", "meter"),
    [("4/4", (4, 4)), ("C", (4, 4)), ("C|", (2, 2)), ("6/8", (6, 8)), ("(2+3)/8", (5, 8)), ("2+2+3/16", (7, 16)),
     ("none", None), ("", None), ("3/7", None), ("0/4", None), ("99/4", None)],
)  # fmt: skip
def test_metres(text: str, meter: tuple[int, int] | None) -> None:
    assert parse_meter(text) == meter


@pytest.mark.parametrize(
    ("text", "factor"),
    [("", Fraction(1)), ("3", Fraction(3)), ("/", Fraction(1, 2)), ("//", Fraction(1, 4)), ("3/2", Fraction(3, 2)),
     ("/3", Fraction(1, 3)), ("0", None), ("/0", None), ("99999", None)],
)  # fmt: skip
def test_lengths(text: str, factor: Fraction | None) -> None:
    assert parse_length(text) == factor


def test_the_unit_follows_the_metre() -> None:
    assert default_length((2, 4)) == Fraction(1, 16)
    assert default_length((3, 4)) == Fraction(1, 8)
    assert default_length(None) == Fraction(1, 8)


@pytest.mark.parametrize(
    ("text", "bpm"),
    [("120", 60.0), ("1/4=120", 120.0), ('"Lively" 3/8=80', 120.0), ("1/2=60", 120.0), ("1/4 1/4=60", 120.0),
     ("C=90", 45.0), ("", None), ("fast", None), ("1/4=0", None), ("1/4=99999", None)],
)  # fmt: skip
def test_tempi_in_quarters_a_minute(text: str, bpm: float | None) -> None:
    assert parse_tempo(text, Fraction(1, 8)) == bpm


def test_playing_orders() -> None:
    assert "".join(parse_order("A2B")) == "AAB"
    assert "".join(parse_order("(AB)2C")) == "ABABC"
    assert "".join(parse_order("((A)2B)2")) == "AABAAB"
    assert "".join(parse_order("A AABBB")) == "AAABBB"
    with pytest.raises(FileFormatError):
        parse_order("(A99)99")


def test_flat_keys_beyond_the_circle_keep_their_signature() -> None:
    signature = parse_key("Cbm")
    assert all(accidental == -1 for _, accidental in signature.accidentals)
    assert len(signature.accidentals) == 7
