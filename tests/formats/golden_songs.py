"""The songs in `golden/`: project files as the program of each version wrote them.

`song(n)` uses only what version n of the project file knew, and this file runs with the program of that time too:
`python -m tests.formats.golden_songs n FILE` in a checkout of it wrote `golden/version-n.musegen`. Neither the files
nor a song that is here may ever change; a new version gets a new song.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from musegen_app.formats.project import VERSION, project_bytes
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import (
    ChordLane,
    ControlEvent,
    ControlKind,
    Note,
    Origin,
    OriginKind,
    Score,
    Section,
    TextEvent,
    Track,
)
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap

GOLDEN = Path(__file__).parent / "golden"
_MADE = Origin(OriginKind.GENERATED, "folk-lstm", 2**40 + 7, "0a1b2c3d4e")


def song(version: int) -> Score:
    """What `golden/version-n.musegen` holds, in today's words."""
    return (_first, _second, _third, _fourth)[version - 1]()


def _first() -> Score:
    melody = (
        Note(480, 480, 62, 90, id=11),
        Note(960, 473, 66, 1, id=12, origin=Origin(OriginKind.PLAYED), release_velocity=0),
        Note(1440, 960, 69, 127, id=13, origin=_MADE, locked=True),
        Note(1440, 960, 69, 80, id=14, origin=Origin(OriginKind.IMPORTED), release_velocity=127),
    )
    pedal = (
        ControlEvent(0, ControlKind.CONTROL, 127, 64),
        ControlEvent(480, ControlKind.BEND, -8192),
        ControlEvent(481, ControlKind.POLY_PRESSURE, 9, 62),
        ControlEvent(482, ControlKind.PRESSURE, 10),
        ControlEvent(960, ControlKind.PROGRAM, 40),
    )
    words = (TextEvent(480, "lyrics", "Fluß"), TextEvent(960, "sysex", "f07e7f0901f7"))
    flute = Track("Flöte ♫", 0, 73, 1, 90, 30, mute=True, notes=melody, controls=pedal, texts=words, id=5)
    drums = Track("Drums", 9, 0, 0, 127, 64, solo=True, notes=(Note(0, 1, 36, 100, id=21),), id=7)
    symbols = (
        ChordSymbol(480, parse_chord("D"), "D"),
        ChordSymbol(1440, parse_chord("G7/B"), "G7/B"),
        ChordSymbol(2880, None, "N.C."),
    )
    return Score(
        title="The River",
        tracks=(flute, drums, Track(id=9)),
        tempo=TempoMap((TempoChange(0, 500_000), TempoChange(1920, 333_333))),
        meter=MeterMap((MeterChange(0, 3, 4), MeterChange(480 + 2880, 7, 8)), 480),
        keys=(KeyChange(0, Key(2, Mode.MAJOR)), KeyChange(3360, Key(9, Mode.DORIAN))),
        chords=ChordLane(symbols, 25, 60, True),
        sections=(Section(0, "A"), Section(3360, "A'")),
        texts=(TextEvent(0, "copyright", "nobody"), TextEvent(1, "marker", "here")),
    )


def _second() -> Score:
    from musegen_app.score.model import Output  # version 1 had none

    first = _first()
    flute = replace(first.tracks[0], reverb=1, chorus=127, output=Output(False, "Piano 1", 15))
    made = ChordSymbol(1440, parse_chord("Em7"), "Em7", generated=True)
    lane = replace(first.chords, symbols=(first.chords.symbols[0], made))
    return replace(first, tracks=(flute, *first.tracks[1:]), chords=lane, soundfont="/fonts/hall.sf2")


def _third() -> Score:
    second = _second()
    flute, *others = second.tracks
    steered = replace(_MADE, settings="pitch 1.1, rhythm 0.8")
    notes = (
        replace(flute.notes[0], muted=True),
        flute.notes[1],
        replace(flute.notes[2], origin=steered, muted=True),
        flute.notes[3],
    )
    return replace(second, tracks=(replace(flute, notes=notes, colour=3), *others))


def _fourth() -> Score:
    from musegen_app.score.steering_lane import SteeringLane  # version 3 had none

    lanes = (
        SteeringLane("density", ((0, -1.0), (1920, 0.25), (1920, 1.0))),
        SteeringLane("pitch_temperature", ((480, 1.1),)),
        SteeringLane("of a later version", ((7, 1e-3),)),
    )
    return replace(_third(), steering=lanes)


if __name__ == "__main__":
    number, file = int(sys.argv[1]), Path(sys.argv[2])
    if number != VERSION:
        raise SystemExit(f"This program writes version {VERSION}.")
    file.write_bytes(project_bytes(song(number)))
