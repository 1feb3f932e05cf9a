"""The `abc` codec: what text a tune becomes, and what the net is told about it."""

from __future__ import annotations

import numpy as np
import pytest

from musegen_app.codecs.abc_place import AbcPlace, Region
from musegen_app.codecs.abc_text import END, SYMBOLS, as_tune, decode, encode, plain_text
from musegen_app.codecs.abc_tracker import COLUMNS, SIZES, WIDTH, AbcTracker, rows_of

BOOK = """X: 2
T:A Tune
% a comment
S:somebody
Y:AB
M:4/4
L:1/4
K: G
P:A
D|"G"DG "D7"FA|"G"G2 DD|\\
G3/2A/2 Bc|d3:|
N:a remark
K:D
P:B
d|(3d/2e/2f/2d [Ad]2|d4||
"""
TEXT = 'M:4/4\nL:1/4\nK:G\nP:A\nD|"G"DG "D7"FA|"G"G2 DD|G3/2A/2 Bc|d3:|\nK:D\nP:B\nd|(3d/2e/2f/2d [Ad]2|d4||\n'
COLUMN = {column.name: i for i, column in enumerate(COLUMNS)}


def places(text: str) -> AbcPlace:
    at = AbcPlace()
    for character in text:
        at.push(character)
    return at


def test_only_metre_unit_key_parts_and_music_are_kept() -> None:
    assert plain_text(BOOK) == TEXT
    assert plain_text(as_tune(TEXT, "Another")) == TEXT


def test_symbols_are_the_text_and_end() -> None:
    symbols = encode(TEXT)
    assert symbols[-1] == END == SYMBOLS - 1
    assert decode(symbols) == TEXT
    assert decode([*symbols, 3, 4]) == TEXT
    with pytest.raises(KeyError):
        encode("é")


@pytest.mark.parametrize(
    ("music", "place", "left", "bar"),
    [
        ("D|", 0, 96, 1),
        ("D|D", 0, 72, 1),
        ("D|D G", 24, 48, 1),
        ("D|D3/2 ", 36, 60, 1),
        ("D|D/2", 0, 84, 1),
        ("D|D/4 ", 6, 90, 1),
        ("D|D// ", 6, 90, 1),
        ('D|"D7/f+"D ', 24, 72, 1),
        ("D|(3D/2E/2F/2 ", 24, 72, 1),
        ("D|(3D/2E/2F/2G ", 48, 48, 1),
        ("D|[DA]2 ", 48, 48, 1),
        ("D|[D2A2] ", 48, 48, 1),
        ("D|D4|[1D4:|[2 D2 ", 48, 48, 3),
        ("D|D4::D4||", 0, 96, 3),
        ("D|D4|\nK:D\nD ", 24, 72, 2),
        ("D|^c3 =c", 72, 0, 1),
    ],
)
def test_the_place_in_the_bar_is_counted(music: str, place: int, left: int, bar: int) -> None:
    at = places("M:4/4\nL:1/4\nK:G\n" + music)
    assert (at.place, at.left, at.bar) == (place, left, bar)


def test_units_come_from_the_metre_where_nothing_is_said() -> None:
    assert places("M:6/8\nK:G\n").unit == 12
    assert places("M:2/4\nK:G\n").unit == 6
    assert places("M:2/4\nL:1/8\nK:G\n").unit == 12


def test_regions_and_sections() -> None:
    head = "M:4/4\nL:1/4\nK:G\n"
    assert places("M").region is Region.FIELD
    assert places(head).region is Region.LINE_START
    assert places(head + '"G').region is Region.SYMBOL
    assert places(head + "[DF").region is Region.CHORD
    assert places(head + "D").region is Region.LENGTH
    assert places(head + "D|").region is Region.BAR_SIGN
    assert places(head + "(3DE ").region is Region.TUPLET
    assert places(head + "D4|D4|D4|").section_bar == 3
    assert places(head + "D4|D4|D4|").line_bar == 3
    assert places(head + "D4|D4|D4|\nD4|").line_bar == 1
    assert places(head + "D4|D4|D4:|").section_bar == 0
    assert places(head + "D4|D4|D4||").section_bar == 0


def test_what_stood_here_before_is_offered_for_copying() -> None:
    text = "M:4/4\nL:1/4\nK:G\nDGFA|B2c2|DGFA|B"
    tracker = AbcTracker()
    for character in text:
        tracker.push(character)
    row = tracker.features()
    two = 1 + encode("2", end=False)[0]
    assert row[COLUMN["match"]] == two
    assert row[COLUMN["match_length"]] == len("|DGFA|B") - 1  # the bar line before the first D was a line end
    assert row[COLUMN["bars_ago_2"]] == two
    assert row[COLUMN["bars_ago_1"]] == 1 + encode("G", end=False)[0]
    assert row[COLUMN["bars_ago_4"]] == 0


def test_rows_stay_within_their_columns_for_any_text() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        text = decode(rng.integers(0, END, 400).tolist())
        rows = rows_of(text)
        assert rows.shape == (401, WIDTH)
        assert (rows >= 0).all()
        assert (rows < np.array(SIZES)).all()


def test_a_copied_tracker_goes_on_alone() -> None:
    tracker = AbcTracker()
    for character in TEXT[:40]:
        tracker.push(character)
    other = tracker.copy()
    before = tracker.features()
    for character in TEXT[40:60]:
        other.push(character)
    assert (tracker.features() == before).all()
    assert (other.features() == rows_of(TEXT)[60]).all()


def test_a_plain_net_is_told_two_characters_and_nothing_else() -> None:
    rows = rows_of(TEXT, plain=True)
    assert (rows[:, :2] == rows_of(TEXT)[:, :2]).all()
    assert not rows[:, 2:].any()
