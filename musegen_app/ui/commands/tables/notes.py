"""The Notes menu: what happens to the selected notes."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu, Reach

_PITCH, _TIME, _VELOCITY = "&Pitch", "&Time", "&Velocity"
_SHAPE, _TOOLS = "S&hape", "T&ools"


def _again(name: str, text: str, submenu: str, key: str, ends_group: bool = False) -> Command:
    """While its key is held, it is done again and again."""
    return Command(name, text, Menu.NOTES, (key,), Reach.ROLL, repeats=True, ends_group=ends_group, submenu=submenu)


def _shape(name: str, text: str, *keys: str, ends_group: bool = False) -> Command:
    return Command(name, text, Menu.NOTES, keys, submenu=_SHAPE, ends_group=ends_group)


def _tool(name: str, text: str, key: str) -> Command:
    return Command(name, text, Menu.NOTES, (key,), checkable=True, submenu=_TOOLS)


COMMANDS: tuple[Command, ...] = (
    _again("semitone_up", "Up a semitone", _PITCH, "Up"),
    _again("semitone_down", "Down a semitone", _PITCH, "Down"),
    _again("octave_up", "Up an octave", _PITCH, "Shift+Up"),
    _again("octave_down", "Down an octave", _PITCH, "Shift+Down"),
    _again("scale_up", "Up a step of the scale", _PITCH, "Alt+Up"),
    _again("scale_down", "Down a step of the scale", _PITCH, "Alt+Down"),
    _again("nudge_left", "Earlier by a grid step", _TIME, "Left"),
    _again("nudge_right", "Later by a grid step", _TIME, "Right"),
    _again("fine_left", "Earlier by a hair", _TIME, "Alt+Left"),
    _again("fine_right", "Later by a hair", _TIME, "Alt+Right"),
    _again("nudge_bar_left", "Earlier by a bar", _TIME, "Ctrl+Left"),
    _again("nudge_bar_right", "Later by a bar", _TIME, "Ctrl+Right", ends_group=True),
    _again("longer", "Longer by a grid step", _TIME, "Shift+Right"),
    _again("shorter", "Shorter by a grid step", _TIME, "Shift+Left"),
    _again("louder", "Louder", _VELOCITY, "Ctrl+Up"),
    _again("softer", "Softer", _VELOCITY, "Ctrl+Down"),
    _again("louder_by_one", "Louder by one", _VELOCITY, "Ctrl+Alt+Up"),
    _again("softer_by_one", "Softer by one", _VELOCITY, "Ctrl+Alt+Down"),
    _shape("legato", "&Legato", "Alt+L"),
    _shape("fill_gaps", "&Fill the gaps"),
    _shape("trim_overlaps", "Trim &overlaps", "Alt+O", ends_group=True),
    _shape("reverse", "&Reverse in time", "Alt+R"),
    _shape("invert", "&Invert upside down", "Alt+I", ends_group=True),
    _shape("strum_up", "Strum u&p"),
    _shape("strum_down", "Strum &down"),
    _tool("knife_tool", "&Knife", "Shift+K"),
    _tool("glue_tool", "&Glue", "Shift+G"),
    _tool("stamp_tool", "&Chord stamp", "Shift+C"),
    _tool("swipe_tool", "S&wipe: the net writes anew", "I"),
    Command("step_input", "St&ep input", Menu.NOTES, ("Ctrl+I",), checkable=True, ends_group=True),
    Command("quantise", "&Quantise", Menu.NOTES, ("Q", "Ctrl+U"), Reach.ROLL),
    Command("quantise_settings", "Quantise and h&umanise…", Menu.NOTES, ("Shift+Q",), checkable=True),
    Command("humanise", "Humanise a &little", Menu.NOTES, ends_group=True),
    Command("split", "&Split at the playhead or the grid", Menu.NOTES, ("Ctrl+E",)),
    Command("join", "&Join", Menu.NOTES, ("Ctrl+J",), ends_group=True),
    Command("mute_notes", "&Mute or unmute", Menu.NOTES, ("Shift+0",)),
    Command("lock_notes", "Loc&k or unlock", Menu.NOTES, ("Shift+L",)),
)
