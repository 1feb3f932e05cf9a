"""The Edit menu: undo, the clipboard and selecting."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu, Reach

COMMANDS: tuple[Command, ...] = (
    Command("undo", "&Undo", Menu.EDIT, ("Ctrl+Z",), repeats=True),
    Command("redo", "&Redo", Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), repeats=True),
    Command("show_history", "&History", Menu.EDIT, ("Ctrl+H",), checkable=True, ends_group=True),
    Command("cut", "Cu&t", Menu.EDIT, ("Ctrl+X",)),
    Command("copy", "&Copy", Menu.EDIT, ("Ctrl+C",)),
    Command("paste", "&Paste", Menu.EDIT, ("Ctrl+V",)),
    Command("duplicate", "&Duplicate", Menu.EDIT, ("Ctrl+D",)),
    Command("delete", "De&lete", Menu.EDIT, ("Del", "Backspace"), Reach.ROLL, ends_group=True),
    Command("select_all", "Select &all", Menu.EDIT, ("Ctrl+A",)),
    Command("select_none", "Select &none", Menu.EDIT, (), ends_group=True),
)
