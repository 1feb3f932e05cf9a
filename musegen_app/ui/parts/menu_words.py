"""Names that people gave, as entries of a menu."""

from __future__ import annotations


def plain(name: str) -> str:
    """`name` for the text of an action or a button, where a single & would underline the next letter."""
    return name.replace("&", "&&")
