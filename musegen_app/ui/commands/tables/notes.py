"""The Notes menu: what happens to the selected notes."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu, Reach


def _again(name: str, text: str, *keys: str, ends_group: bool = False) -> Command:
    """While a key is held, it is done again and again."""
    return Command(name, text, Menu.NOTES, keys, Reach.ROLL, repeats=True, ends_group=ends_group)


COMMANDS: tuple[Command, ...] = (
    _again("semitone_up", "Up a semitone", "Up"),
    _again("semitone_down", "Down a semitone", "Down"),
    _again("octave_up", "Up an octave", "Shift+Up"),
    _again("octave_down", "Down an octave", "Shift+Down"),
    _again("scale_up", "Up a step of the scale", "Alt+Up"),
    _again("scale_down", "Down a step of the scale", "Alt+Down", ends_group=True),
    _again("nudge_left", "Earlier by a grid step", "Left"),
    _again("nudge_right", "Later by a grid step", "Right"),
    _again("fine_left", "Earlier by a hair", "Alt+Left"),
    _again("fine_right", "Later by a hair", "Alt+Right"),
    _again("nudge_bar_left", "Earlier by a bar", "Ctrl+Left"),
    _again("nudge_bar_right", "Later by a bar", "Ctrl+Right"),
    _again("longer", "Longer by a grid step", "Shift+Right"),
    _again("shorter", "Shorter by a grid step", "Shift+Left", ends_group=True),
    _again("louder", "Louder", "Ctrl+Up"),
    _again("softer", "Softer", "Ctrl+Down"),
    _again("louder_by_one", "Louder by one", "Ctrl+Alt+Up"),
    _again("softer_by_one", "Softer by one", "Ctrl+Alt+Down", ends_group=True),
    Command("quantise", "&Quantise", Menu.NOTES, ("Q", "Ctrl+U"), Reach.ROLL),
    Command("quantise_settings", "Quantise and h&umanise…", Menu.NOTES, ("Shift+Q",), checkable=True),
    Command("humanise", "&Humanise a little", Menu.NOTES, ends_group=True),
    Command("split", "&Split at the playhead or the grid", Menu.NOTES, ("Ctrl+E",)),
    Command("join", "&Join", Menu.NOTES, ("Ctrl+J",)),
    Command("legato", "&Legato", Menu.NOTES, ("Alt+L",)),
    Command("fill_gaps", "&Fill the gaps", Menu.NOTES),
    Command("trim_overlaps", "Trim &overlaps", Menu.NOTES, ("Alt+O",)),
    Command("reverse", "&Reverse in time", Menu.NOTES, ("Alt+R",)),
    Command("invert", "&Invert upside down", Menu.NOTES, ("Alt+I",)),
    Command("strum_up", "Strum u&p", Menu.NOTES),
    Command("strum_down", "Strum &down", Menu.NOTES, ends_group=True),
    Command("mute_notes", "&Mute or unmute", Menu.NOTES, ("Shift+0",)),
    Command("lock_notes", "Loc&k or unlock", Menu.NOTES, ("Shift+L",), ends_group=True),
    Command("knife_tool", "K&nife", Menu.NOTES, ("Shift+K",), checkable=True),
    Command("glue_tool", "&Glue", Menu.NOTES, ("Shift+G",), checkable=True),
    Command("stamp_tool", "&Chord stamp", Menu.NOTES, ("Shift+C",), checkable=True, ends_group=True),
    Command("step_input", "S&tep input", Menu.NOTES, ("Ctrl+I",), checkable=True),
)
