"""What hands and keys do that is no command of a menu: read by the key help. Words are translated when shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that can be done and how; `keys` are sequences as Qt writes them, `hand` is said in words."""

    what: str
    keys: tuple[str, ...] = ()
    hand: str = ""


# Keys of `piano_roll.keys.TABLE` that no menu names; a test finds the ones that are missing here.
ROLL_KEYS: tuple[Way, ...] = (
    Way("Step in the scale", ("Alt+Up", "Alt+Down")),
    Way("Earlier or later by a hair", ("Alt+Left", "Alt+Right")),
    Way("Earlier or later by a bar", ("Ctrl+Left", "Ctrl+Right")),
    Way("Shorter or longer", ("Shift+Left", "Shift+Right")),
    Way("Velocity by 5", ("Ctrl+Up", "Ctrl+Down")),
    Way("Velocity by 1", ("Ctrl+Alt+Up", "Ctrl+Alt+Down")),
    Way("Velocity as a number", (), "type it, then Enter"),
    Way("Next note, note before", ("Tab", "Shift+Tab")),
    Way("Invert the selection", ("Ctrl+Shift+A",)),
    Way("Leave what is going on", (), "Esc"),
)

MOUSE: tuple[Way, ...] = (
    Way("Draw a note", (), "click with the pencil, double-click with the arrow"),
    Way("Move notes", (), "drag them"),
    Way("Copy notes", (), "Ctrl+drag"),
    Way("Lengthen or shorten", (), "drag an edge"),
    Way("Stretch a passage", (), "Shift+drag an edge of it"),
    Way("Select", (), "drag over an empty place"),
    Way("Add to the selection", (), "Shift+click, Shift+drag over an empty place"),
    Way("Select with a lasso", (), "Ctrl+drag around notes"),
    Way("Draw, and back to the tool before", (), "hold B"),
    Way("Cut notes with the knife", (), "hold E and click, or drag across them"),
    Way("Glue notes of a pitch", (), "hold J and click, or drag along them"),
    Way("Let the net write notes anew", (), "hold I and drag over them, with Shift over single ones"),
    Way("Mark bars for the net", (), "Ctrl+Shift+drag in the bars, or drag over an empty place"),
    Way("Take notes to another program", (), "drag them out of the window, or the file above the notes"),
    Way("Velocity", (), "Alt+drag, or drag in the lane below"),
    Way("Erase", (), "right click with the pencil"),
    Way("Free of the grid", (), "hold Alt while dragging"),
    Way("Cancel a drag", ("Esc",)),
    Way("Loop a region", (), "drag in the bars"),
    Way("Put the playhead", (), "click in the bars"),
    Way("Write a chord", (), "double-click in the chord line"),
    Way("Zoom at the pointer", (), "Ctrl+wheel, upright Ctrl+Shift+wheel"),
    Way("Scroll", (), "wheel, Shift+wheel, middle drag"),
    Way("Open a file", (), "drop it on the window"),
)

TAKES: tuple[Way, ...] = (
    Way("Hear a take where the song is", (), "click its card"),
    Way("Hear it from its beginning", (), "double-click its card"),
    Way("Put bars of it together with others", (), "drag over its card"),
    Way("From card to card", (), "arrows, Enter to hear it"),
    Way("Rate it, delete it", (), "0 to 5 or Del while its card has the keyboard"),
)

STRIPS: tuple[Way, ...] = (
    Way("Name a section, a mark, a tempo", (), "double-click and write"),
    Way("Move it, or its edge", (), "drag; a tempo up and down for its value"),
    Way("Copy a chord", (), "Alt+drag or Ctrl+drag"),
    Way("How long a chord lasts", (), "drag the beginning of the next one"),
    Way("Loop, double, select a section", (), "right click"),
    Way("Move the loop", (), "drag it in the bars; Ctrl+drag for a new one"),
    Way("Where recording counts", (), "Shift+drag in the bars"),
    Way("Next one, one before", ("Right", "Left")),
    Way("Write, remove", ("Enter", "Del")),
    Way("Move it by the grid", ("Shift+Right", "Shift+Left")),
)

LANES: tuple[Way, ...] = (
    Way("Choose what a lane shows", (), "click its name; + opens another one"),
    Way("Draw a curve", (), "drag with the pencil; hold Alt for a free hand"),
    Way("Straight line", (), "Shift+drag or right drag; Ctrl bends it"),
    Way("Press the pedal, let it go", (), "drag across its lane"),
    Way("Move points", (), "drag them, or their level line; Ctrl scales them"),
    Way("Pick points", (), "drag with the arrow, or Ctrl+drag"),
    Way("A value as a number", (), "double-click, or type it on picked points"),
    Way("A point at the playhead", ("Ins",)),
    Way("Next point, point before", ("Tab", "Shift+Tab")),
    Way("Height of a lane", (), "drag the line above it"),
)

VALUES: tuple[Way, ...] = (
    Way("Set a slider back", (), "double-click it"),
    Way("Step a value", (), "wheel, or the arrows"),
    Way("Press a button that has the keyboard", ("Enter",)),
    Way("Go through the window", ("F6", "Shift+F6")),
    Way("Go through a region", ("Tab", "Shift+Tab")),
)

PIANO: tuple[Way, ...] = (
    Way("Play", (), "A W S E D F … by their place"),
    Way("Octave down, up", ("Z", "X")),
    Way("Softer, louder", ("C", "V")),
    Way("Leave", ("Esc",)),
)

ALL_WAYS = (ROLL_KEYS, MOUSE, TAKES, STRIPS, LANES, VALUES, PIANO)
