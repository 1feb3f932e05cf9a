"""The Help menu: keys and words about the program."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("command_palette", "&Commands…", Menu.HELP, ("Ctrl+P",)),
    Command("key_list", "&Keys", Menu.HELP, ("?", "F1")),
    Command("about", "&About MuseGen", Menu.HELP),
)
