"""The Edit menu: undo, the clipboard and selecting."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu, Reach

COMMANDS: tuple[Command, ...] = (
    Command("undo", "&Undo", Menu.EDIT, ("Ctrl+Z",), repeats=True),
    Command("redo", "&Redo", Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), repeats=True),
    Command("show_history", "&History", Menu.EDIT, ("Ctrl+H",), checkable=True, ends_group=True),
    Command("cut", "Cu&t", Menu.EDIT, ("Ctrl+X",)),
    Command("copy", "&Copy", Menu.EDIT, ("Ctrl+C",)),
    Command("copy_as_midi", "Copy as a MIDI &file", Menu.EDIT),
    Command("paste", "&Paste", Menu.EDIT, ("Ctrl+V",)),
    Command("duplicate", "&Duplicate", Menu.EDIT, ("Ctrl+D",)),
    Command("delete", "De&lete", Menu.EDIT, ("Del", "Backspace"), Reach.ROLL, ends_group=True),
    Command("select_all", "Select &all", Menu.EDIT, ("Ctrl+A",)),
    Command("select_none", "Select &none", Menu.EDIT),
    Command("select_inverted", "&Invert the selection", Menu.EDIT, ("Ctrl+Shift+A",)),
    Command("select_same_pitch", "&Select notes of the same pitch", Menu.EDIT),
    Command("select_in_loop", "Select notes in the l&oop", Menu.EDIT),
    Command("select_muted", "Select &muted notes", Menu.EDIT),
    Command("select_generated", "Select &generated notes", Menu.EDIT, ends_group=True),
    Command("next_note", "Ne&xt note", Menu.EDIT),
    Command("previous_note", "Pre&vious note", Menu.EDIT, ends_group=True),
)
