"""What a command of the window is: what it is called, where it stands in the menus, which keys reach it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Menu(StrEnum):
    """The menus, in their order."""

    FILE = "&File"
    EDIT = "&Edit"
    NOTES = "&Notes"
    TRACK = "&Track"
    SONG = "&Song"
    COMPOSE = "&Compose"
    PLAY = "&Play"
    RECORD = "Recor&d"
    VIEW = "&View"
    HELP = "&Help"


class Reach(StrEnum):
    """Where a key works: anywhere in the window, or only while the piano roll has the focus."""

    WINDOW = "window"
    ROLL = "roll"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the user can do. `name` is the method that does it; `ends_group` draws a line below it."""

    name: str
    text: str
    menu: Menu
    keys: tuple[str, ...] = ()
    reach: Reach = Reach.WINDOW
    repeats: bool = False  # a held key does it again and again
    checkable: bool = False
    ends_group: bool = False
    submenu: str = ""  # the title of the menu inside the menu; commands of one follow each other
