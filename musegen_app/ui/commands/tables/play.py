"""The Play menu: the transport and how it sounds."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("play_or_stop", "&Play or stop", Menu.PLAY, ("Space",)),
    Command("stop", "S&top, and again to the start", Menu.PLAY),
    Command("continue_playing", "Play on from where it &stopped", Menu.PLAY, ("Shift+Space",)),
    Command("play_selection", "Play the selection &once", Menu.PLAY, ("Shift+P",), ends_group=True),
    Command("to_start", "To the &start", Menu.PLAY, ("Home",)),
    Command("to_end", "To the &end", Menu.PLAY, ("End",)),
    Command("bar_back", "A bar &back", Menu.PLAY, (",",), repeats=True),
    Command("bar_forward", "A bar &forward", Menu.PLAY, (".",), repeats=True, ends_group=True),
    Command("loop", "&Loop", Menu.PLAY, ("L",), checkable=True),
    Command("loop_selection", "Loop the se&lection", Menu.PLAY, ("Ctrl+L",)),
    Command("rounds", "Imagine each &round of a take anew", Menu.PLAY, checkable=True),
    Command("metronome", "&Metronome", Menu.PLAY, ("O",), checkable=True),
    Command("accent", "&Accent the first beat", Menu.PLAY, checkable=True),
    Command("hear_touched", "&Hear notes that are touched", Menu.PLAY, checkable=True, ends_group=True),
    Command("panic", "Silence every &note", Menu.PLAY, ("Ctrl+`", "Ctrl+Shift+Space"), ends_group=True),
    Command("sound_settings", "So&und…", Menu.PLAY, ("Ctrl+,",)),
    Command("midi_settings", "M&IDI…", Menu.PLAY, ("Ctrl+Shift+M",)),
)
