"""Every command of the window: what it is called, where it stands in the menus, which keys reach it.

The menus, the key list in Help and the test against duplicate bindings read this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Menu(StrEnum):
    """The menus, in their order."""

    FILE = "&File"
    EDIT = "&Edit"
    TRACK = "&Track"
    COMPOSE = "&Compose"
    PLAY = "&Play"
    RECORD = "&Record"
    VIEW = "&View"
    HELP = "&Help"


class Reach(StrEnum):
    """Where a key works: anywhere in the window, or only while the piano roll has the focus."""

    WINDOW = "window"
    ROLL = "roll"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the user can do. `name` is the method that does it; `ends_group` draws a line below it."""

    name: str
    text: str
    menu: Menu
    keys: tuple[str, ...] = ()
    reach: Reach = Reach.WINDOW
    repeats: bool = False  # a held key does it again and again
    checkable: bool = False
    ends_group: bool = False


_FILE = (
    Command("new_song", "&New", Menu.FILE, ("Ctrl+N",)),
    Command("open_song", "&Open…", Menu.FILE, ("Ctrl+O",), ends_group=True),
    Command("save", "&Save", Menu.FILE, ("Ctrl+S",)),
    Command("save_as", "Save &as…", Menu.FILE, ("Ctrl+Shift+S",), ends_group=True),
    Command("export_midi", "Export &MIDI…", Menu.FILE, ("Ctrl+Shift+E",)),
    Command("export_wav", "Export &WAV…", Menu.FILE, ("Ctrl+Shift+R",), ends_group=True),
    Command("quit", "&Quit", Menu.FILE, ("Ctrl+Q",)),
)

_EDIT = (
    Command("undo", "&Undo", Menu.EDIT, ("Ctrl+Z",), repeats=True),
    Command("redo", "&Redo", Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), repeats=True, ends_group=True),
    Command("cut", "Cu&t", Menu.EDIT, ("Ctrl+X",)),
    Command("copy", "&Copy", Menu.EDIT, ("Ctrl+C",)),
    Command("paste", "&Paste", Menu.EDIT, ("Ctrl+V",)),
    Command("duplicate", "&Duplicate", Menu.EDIT, ("Ctrl+D",)),
    Command("delete", "De&lete", Menu.EDIT, ("Del", "Backspace"), Reach.ROLL, ends_group=True),
    Command("select_all", "Select &all", Menu.EDIT, ("Ctrl+A",)),
    Command("select_none", "Select &none", Menu.EDIT, (), ends_group=True),
    Command("semitone_up", "Up a semitone", Menu.EDIT, ("Up",), Reach.ROLL, repeats=True),
    Command("semitone_down", "Down a semitone", Menu.EDIT, ("Down",), Reach.ROLL, repeats=True),
    Command("octave_up", "Up an octave", Menu.EDIT, ("Shift+Up",), Reach.ROLL, repeats=True),
    Command("octave_down", "Down an octave", Menu.EDIT, ("Shift+Down",), Reach.ROLL, repeats=True),
    Command("nudge_left", "Earlier by a grid step", Menu.EDIT, ("Left",), Reach.ROLL, repeats=True),
    Command("nudge_right", "Later by a grid step", Menu.EDIT, ("Right",), Reach.ROLL, repeats=True),
    Command("quantise", "&Quantise to the grid", Menu.EDIT, ("Q",), Reach.ROLL),
)

_TRACK = (
    Command("add_track", "&Add track", Menu.TRACK, ("Ctrl+Shift+T",)),
    Command("add_drum_track", "Add d&rum track", Menu.TRACK),
    Command("duplicate_track", "D&uplicate track", Menu.TRACK, ("Ctrl+Shift+D",)),
    Command("remove_track", "&Remove track", Menu.TRACK, (), ends_group=True),
    Command("move_track_up", "Move &up", Menu.TRACK, ("Ctrl+Shift+PgUp",), repeats=True),
    Command("move_track_down", "Move &down", Menu.TRACK, ("Ctrl+Shift+PgDown",), repeats=True, ends_group=True),
    Command("mute_track", "&Mute", Menu.TRACK, ("M",)),
    Command("solo_track", "&Solo", Menu.TRACK, ("S",)),
    Command("arm_track", "Arm for re&cording", Menu.TRACK, ("Shift+B",), checkable=True),
    Command("mix_track", "M&ix…", Menu.TRACK, ("Ctrl+M",), ends_group=True),
    Command("next_track", "&Next track", Menu.TRACK, ("Ctrl+PgDown",), repeats=True),
    Command("previous_track", "&Previous track", Menu.TRACK, ("Ctrl+PgUp",), repeats=True),
)

_COMPOSE = (
    Command("generate", "&Continue", Menu.COMPOSE, ("Ctrl+Enter", "Ctrl+Return")),
    Command("continue_selection", "Continue the se&lection", Menu.COMPOSE),
    Command("again", "&Again", Menu.COMPOSE, ("Ctrl+Shift+Enter", "Ctrl+Shift+Return"), ends_group=True),
    Command("keep", "&Keep", Menu.COMPOSE, ("Enter", "Return")),
    Command("discard", "&Discard", Menu.COMPOSE, ("Esc",), ends_group=True),
    Command("next_take", "Ne&xt take", Menu.COMPOSE, ("Alt+.",)),
    Command("previous_take", "Pre&vious take", Menu.COMPOSE, ("Alt+,",)),
)

_PLAY = (
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
    Command("metronome", "&Metronome", Menu.PLAY, ("O",), checkable=True),
    Command("accent", "&Accent the first beat", Menu.PLAY, checkable=True),
    Command("hear_touched", "&Hear notes that are touched", Menu.PLAY, checkable=True, ends_group=True),
    Command("panic", "Silence every &note", Menu.PLAY, ("Ctrl+`", "Ctrl+Shift+Space"), ends_group=True),
    Command("sound_settings", "So&und…", Menu.PLAY, ("Ctrl+,",)),
    Command("midi_settings", "M&IDI…", Menu.PLAY, ("Ctrl+Shift+M",)),
)

_RECORD = (
    Command("record", "&Record", Menu.RECORD, ("R", "F9"), checkable=True),
    Command("record_with_count_in", "Record with count-&in", Menu.RECORD, ("Shift+R",)),
    Command("capture", "&Keep what I just played", Menu.RECORD, ("Ctrl+Shift+C",)),
    Command("capture_as_seed", "Keep what I just played as a &seed", Menu.RECORD),
    Command("punch", "&Punch in and out", Menu.RECORD, ("P",), checkable=True),
    Command("punch_in", "Punch in &from here", Menu.RECORD, ("[",)),
    Command("punch_out", "Punch out &here", Menu.RECORD, ("]",), ends_group=True),
    Command("hear_keys", "&Hear what I play", Menu.RECORD, checkable=True),
    Command("keyboard_plays", "Computer ke&yboard plays", Menu.RECORD, ("Ctrl+Shift+K",), checkable=True),
)

_VIEW = (
    Command("draw_tool", "&Draw", Menu.VIEW, ("B",), checkable=True),
    Command("select_tool", "&Select", Menu.VIEW, ("V",), checkable=True),
    Command("erase_tool", "&Erase", Menu.VIEW, ("E",), checkable=True, ends_group=True),
    Command("grid_finer", "Grid &finer", Menu.VIEW, ("Ctrl+1",)),
    Command("grid_coarser", "Grid &coarser", Menu.VIEW, ("Ctrl+2",)),
    Command("grid_triplet", "&Triplet grid", Menu.VIEW, ("Ctrl+3",), checkable=True),
    Command("snap", "S&nap to the grid", Menu.VIEW, ("Ctrl+4",), checkable=True, ends_group=True),
    Command("zoom_in", "Zoom &in", Menu.VIEW, ("+", "="), repeats=True),
    Command("zoom_out", "Zoom &out", Menu.VIEW, ("-",), repeats=True),
    Command("zoom_fit", "Zoom to the &whole song", Menu.VIEW, ("W",)),
    Command("zoom_selection", "Zoom to the selec&tion", Menu.VIEW, ("Z",)),
    Command("follow", "Follow the &playhead", Menu.VIEW, ("Ctrl+Shift+F",), checkable=True, ends_group=True),
    Command("show_tracks", "Track list", Menu.VIEW, ("F7",), checkable=True),
    Command("show_compose", "Compose panel", Menu.VIEW, ("F8",), checkable=True, ends_group=True),
    Command("next_region", "To the next region", Menu.VIEW, ("F6",)),
    Command("previous_region", "To the region before", Menu.VIEW, ("Shift+F6",), ends_group=True),
    Command("dark_theme", "Dark", Menu.VIEW, checkable=True),
    Command("light_theme", "Light", Menu.VIEW, checkable=True),
    Command("system_theme", "As the system", Menu.VIEW, checkable=True),
)

_HELP = (
    Command("key_list", "&Keys", Menu.HELP, ("?", "F1")),
    Command("about", "&About MuseGen", Menu.HELP),
)

COMMANDS: tuple[Command, ...] = (*_FILE, *_EDIT, *_TRACK, *_COMPOSE, *_PLAY, *_RECORD, *_VIEW, *_HELP)
