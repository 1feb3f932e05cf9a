"""The Song menu: tempo, metre, key, chords, sections and markers."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command

COMMANDS: tuple[Command, ...] = ()
