"""The Notes menu: what happens to the selected notes."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu, Reach

COMMANDS: tuple[Command, ...] = (
    Command("semitone_up", "Up a semitone", Menu.NOTES, ("Up",), Reach.ROLL, repeats=True),
    Command("semitone_down", "Down a semitone", Menu.NOTES, ("Down",), Reach.ROLL, repeats=True),
    Command("octave_up", "Up an octave", Menu.NOTES, ("Shift+Up",), Reach.ROLL, repeats=True),
    Command("octave_down", "Down an octave", Menu.NOTES, ("Shift+Down",), Reach.ROLL, repeats=True),
    Command("nudge_left", "Earlier by a grid step", Menu.NOTES, ("Left",), Reach.ROLL, repeats=True),
    Command("nudge_right", "Later by a grid step", Menu.NOTES, ("Right",), Reach.ROLL, repeats=True),
    Command("quantise", "&Quantise to the grid", Menu.NOTES, ("Q",), Reach.ROLL),
)
