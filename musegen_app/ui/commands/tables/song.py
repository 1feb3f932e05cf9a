"""The Song menu: tempo, metre, key, chords, sections and markers."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("add_marker", "Add &marker…", Menu.SONG, ("Shift+M",)),
    Command("previous_marker", "To the marker &before", Menu.SONG, ("Alt+Shift+Left",), repeats=True),
    Command("next_marker", "To the &next marker", Menu.SONG, ("Alt+Shift+Right",), repeats=True, ends_group=True),
    Command("name_section", "Name the &section from here…", Menu.SONG),
    Command("loop_section", "&Loop this section", Menu.SONG),
    Command("duplicate_section", "&Duplicate this section", Menu.SONG, ends_group=True),
    Command("insert_bars", "&Insert bars…", Menu.SONG),
    Command("delete_bars", "De&lete bars…", Menu.SONG, ends_group=True),
    Command("tempo_here", "&Tempo from here…", Menu.SONG),
    Command("tap_tempo", "Ta&p the tempo", Menu.SONG, ("Shift+T",)),
    Command("meter_here", "M&etre from here…", Menu.SONG),
    Command("key_here", "&Key from here…", Menu.SONG, ends_group=True),
    Command("type_chords", "Type &chords…", Menu.SONG, ("Ctrl+K",)),
    Command("detect_chords", "Dete&ct chords", Menu.SONG, ends_group=True),
    Command("show_sections", "Sections strip", Menu.SONG, checkable=True),
    Command("show_flags", "Markers, metres and keys strip", Menu.SONG, checkable=True),
    Command("show_tempo", "Tempo strip", Menu.SONG, checkable=True),
    Command("next_strip", "To the next strip above the notes", Menu.SONG, ("F5",)),
)
