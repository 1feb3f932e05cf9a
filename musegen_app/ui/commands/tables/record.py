"""The Record menu: recording and the keyboard."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("record", "&Record", Menu.RECORD, ("R", "F9"), checkable=True),
    Command("record_with_count_in", "Record with count-&in", Menu.RECORD, ("Shift+R",)),
    Command("capture", "&Keep what I just played", Menu.RECORD, ("Ctrl+Shift+C",)),
    Command("capture_as_seed", "Keep what I just played as a &seed", Menu.RECORD),
    Command("punch", "&Punch in and out", Menu.RECORD, ("P",), checkable=True),
    Command("punch_in", "Punch in &from here", Menu.RECORD, ("[",)),
    Command("punch_out", "Punch out &here", Menu.RECORD, ("]",), ends_group=True),
    Command("record_knobs", "Record what I &turn into lanes", Menu.RECORD, checkable=True, ends_group=True),
    Command("hear_keys", "&Hear what I play", Menu.RECORD, checkable=True),
    Command("keyboard_plays", "Computer ke&yboard plays", Menu.RECORD, ("Ctrl+Shift+K",), checkable=True),
)
