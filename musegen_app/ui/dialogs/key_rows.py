"""The rows of the key help: every command that has keys, and every gesture, in blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musegen_app.ui.commands.actions import key_text, translated
from musegen_app.ui.commands.catalog import COMMANDS, Menu
from musegen_app.ui.commands.matching import fit_all
from musegen_app.ui.commands.synonyms import SYNONYMS
from musegen_app.ui.dialogs.gesture_list import LANES, MOUSE, PIANO, ROLL_KEYS, STRIPS, TAKES, VALUES, Way

BETWEEN_KEYS = "   "


@dataclass(frozen=True, slots=True)
class Row:
    """Name, keys as they are shown, and other words that find it."""

    name: str
    keys: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    title: str
    rows: tuple[Row, ...]


def blocks() -> tuple[Block, ...]:
    """One for each menu, then what has no command of its own. Menus without keys are left out."""
    named = {key for c in COMMANDS for key in c.keys}
    unnamed = [way for way in ROLL_KEYS if not way.keys or not set(way.keys) <= named]
    menus = [Block(_clean(translated(m.value)), _menu_rows(m)) for m in Menu]
    ways = [
        Block(translated("In the roll"), _way_rows(unnamed)),
        Block(translated("With the mouse"), _way_rows(MOUSE)),
        Block(translated("In the strips above"), _way_rows(STRIPS)),
        Block(translated("On the cards of the takes"), _way_rows(TAKES)),
        Block(translated("In the lanes below"), _way_rows(LANES)),
        Block(translated("Anywhere"), _way_rows(VALUES)),
        Block(translated("Keyboard piano"), _way_rows(PIANO)),
    ]
    return tuple(block for block in (*menus, *ways) if block.rows)


def fits(row: Row, block: str, typed: str) -> bool:
    """Does `typed` name the row, its menu or its keys?"""
    wanted = typed.strip().lower()
    return not wanted or wanted in row.keys.lower() or fit_all(typed, row.name, f"{block} {row.aside}") is not None


def in_columns(heights: Sequence[int], count: int) -> list[list[int]]:
    """Places of the blocks by column, in their order, so that the highest of `count` columns is as low as can be."""
    low, high = max(heights, default=0), sum(heights)
    while low < high:
        middle = (low + high) // 2
        if len(_filled(heights, middle)) <= count:
            high = middle
        else:
            low = middle + 1
    return _filled(heights, low)


def _filled(heights: Sequence[int], room: int) -> list[list[int]]:
    columns: list[list[int]] = []
    used = room + 1
    for place, height in enumerate(heights):
        if used + height > room:
            columns.append([])
            used = 0
        columns[-1].append(place)
        used += height
    return columns


def _menu_rows(menu: Menu) -> tuple[Row, ...]:
    return tuple(
        Row(
            _clean(translated(c.text)).rstrip("…"),
            # Enter on the number pad and Return are one key to everybody but the keyboard.
            BETWEEN_KEYS.join(key_text(k) for k in c.keys if "Return" not in k),
            SYNONYMS.get(c.name, ""),
        )
        for c in COMMANDS
        if c.menu is menu and c.keys
    )


def _way_rows(ways: Sequence[Way]) -> tuple[Row, ...]:
    return tuple(
        Row(translated(w.what), translated(w.hand) or BETWEEN_KEYS.join(key_text(k) for k in w.keys)) for w in ways
    )


def _clean(text: str) -> str:
    return text.replace("&", "")
