"""Every command of the window, in the order of the menus.

The menus, the command palette, the key list in Help and the test against duplicate bindings read this table.
"""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu, Reach
from musegen_app.ui.commands.tables import (
    compose,
    edit,
    file,
    help,
    notes,
    play,
    record,
    song,
    takes,
    track,
    view,
)

__all__ = ["COMMANDS", "Command", "Menu", "Reach"]

COMMANDS: tuple[Command, ...] = (
    *file.COMMANDS,
    *edit.COMMANDS,
    *notes.COMMANDS,
    *track.COMMANDS,
    *song.COMMANDS,
    *compose.COMMANDS,
    *takes.COMMANDS,
    *play.COMMANDS,
    *record.COMMANDS,
    *view.COMMANDS,
    *help.COMMANDS,
)
