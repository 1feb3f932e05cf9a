"""The songs in `golden/`: project files as the program of each version wrote them.

`song(n)` uses only what version n of the project file knew, and this file runs with the program of that time too:
`python -m tests.formats.golden_songs n FILE` in a checkout of it wrote `golden/version-n.musegen`. Neither the files
nor a song that is here may ever change; a new version gets a new song.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from musegen_app.session.takes import Kept

GOLDEN = Path(__file__).parent / "golden"
_MADE = Origin(OriginKind.GENERATED, "folk-lstm", 2**40 + 7, "0a1b2c3d4e")


def song(version: int) -> Score:
    """What `golden/version-n.musegen` holds, in today's words."""
    return (_first, _second, _third, _fourth, _fourth)[version - 1]()


def takes(version: int) -> Kept | None:
    """What waits beside it; None in versions that had no such thing."""
    return _takes_of_the_fifth() if version >= 5 else None


def written(version: int) -> bytes:
    """The file, as the program of that version writes it."""
    from musegen_app.session.takes_json import kept_json

    kept = takes(version)
    return project_bytes(song(version), kept_json(kept)) if kept is not None else project_bytes(song(version))


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


def _takes_of_the_fifth() -> Kept:
    from musegen_app.sampling.critic import Critique
    from musegen_app.sampling.likeness import Nearest
    from musegen_app.sampling.messages import Hearing, Operation, OperationKind, Part, Steering
    from musegen_app.sampling.take import Take
    from musegen_app.score.steering_lane import SteeringLane
    from musegen_app.session.takes import Kept

    notes = (Note(3840, 480, 62, 90, id=31, origin=_MADE), Note(4320, 240, 36, 100, id=32, origin=_MADE))
    pedal = ControlEvent(3840, ControlKind.CONTROL, 127, 64)
    made = Take(
        "0a1b2c3d4e",
        0,
        5,
        3840,
        7680,
        7680,
        notes,
        (-1.25, -0.5),
        (ChordSymbol(3840, parse_chord("Em7"), "Em7", generated=True),),
        bundle="folk-lstm",
        rng_seed=2**40 + 7,
        steering=Steering(pitch_temperature=1.25, density=-0.5, lanes=(SteeringLane("leaps", ((0, 0.5),)),)),
        done=True,
        recovered="It went round in circles.",
        gave_way=("Range",),
        parts=(Part("Flöte ♫", 5, 73), Part("Drums", 0, 0, is_drums=True)),
        track_ids=(5, 40),
        part_of=(0, 1),
        controls_of=((0, pedal),),
        replaces=True,
        critique=Critique(71.5, 80.0, 50.0, 60.0, 90.0, ("As expected", "", "A A' B", "One leap is not resolved")),
        nearest=Nearest("The Lark", 2, (0, 1), 3840, 4560),
        index=3,
        parent="played 5f",
        rating=4,
        operation=Operation(
            OperationKind.VARY, 7680, (5,), 0.25, "rhythm", 1, 2, (("Bach", 0.5), ("Brahms", 1.0)), (11, 12)
        ),
        wish=Hearing(Key(2, Mode.DORIAN), 6, 8, 0),
        bars=2,
        seed_from_tick=960,
        with_chords=False,
        making=(40,),
    )
    played = Take("played 5f", 0, 5, 0, 960, 960, (Note(0, 473, 66, 1, id=33),), (0.0,), controls=(), done=True)
    pieces = ((0, 960, "played 5f"), (960, 1920, "0a1b2c3d4e"))
    comped = Take("c0", 0, 5, 0, 1920, 1920, (Note(0, 473, 66, 1, id=34),), (0.0,), done=True, pieces=pieces)
    return Kept((played, made, comped), {"played 5f": 1, "0a1b2c3d4e": 7, "c0": 8})


if __name__ == "__main__":
    number, file = int(sys.argv[1]), Path(sys.argv[2])
    if number != VERSION:
        raise SystemExit(f"This program writes version {VERSION}.")
    file.write_bytes(written(number))
