"""Which tracks a net of each codec looks at, as the panel says it."""

from __future__ import annotations

import pytest

from musegen_app.sampling.families import CATALOG
from musegen_app.sampling.messages import Heard, Hearing, Listen, Operation, OperationKind
from musegen_app.sampling.seen import with_seen
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import ChordLane, Note, Score, Track

MELODY, PIANO, FLUTE, DRUMS, EMPTY = 1, 2, 3, 4, 5
CHORDS = ChordLane((ChordSymbol(0, parse_chord("D"), "D"),))


def song(chords: ChordLane = CHORDS) -> Score:
    def track(number: int, name: str, channel: int, program: int, notes: int = 4) -> Track:
        line = tuple(Note(i * 960, 960, 60 + i) for i in range(notes))
        return Track(name, channel, program, id=number, notes=line)

    return Score(
        "Song",
        (
            track(MELODY, "Melody", 0, 0),
            track(PIANO, "Piano", 1, 0),
            track(FLUTE, "Flute", 2, 73),
            track(DRUMS, "Drums", 9, 0),
            track(EMPTY, "Empty", 3, 0, notes=0),
        ),
        chords=chords,
    )


def seen(codec: str, track_id: int = MELODY, kind: OperationKind = OperationKind.CONTINUE) -> set[int]:
    question = Listen(1, song(), track_id, 0, 3840, operation=Operation(kind, 3840))
    return set(with_seen(Heard(1, Hearing(), "", (), ""), question, codec).seen)


@pytest.mark.parametrize(
    ("codec", "tracks"),
    [
        ("lead", {MELODY}),
        ("abc", {MELODY}),
        ("satb16", {MELODY, PIANO, FLUTE}),
        ("pop", {MELODY, PIANO, FLUTE}),
        ("perf", {MELODY, PIANO}),  # what the same instrument plays
        ("drums", {DRUMS}),
    ],
)
def test_to_go_on_it_looks_at(codec: str, tracks: set[int]) -> None:
    assert seen(codec) == tracks


def test_other_tasks_look_at_other_tracks() -> None:
    assert seen("lead", kind=OperationKind.MELODY) == set()
    assert seen("satb16", kind=OperationKind.HARMONISE) == {MELODY}
    assert seen("drums", DRUMS, OperationKind.ACCOMPANY) == {MELODY, PIANO, FLUTE, DRUMS}


def test_chord_symbols_are_seen_where_there_are_any_and_the_net_is_told_them() -> None:
    told = {}
    for codec in CATALOG:
        for name, chords in (("with", CHORDS), ("without", ChordLane())):
            heard = with_seen(Heard(1, Hearing(), "", (), ""), Listen(1, song(chords), MELODY, 0, 3840), codec)
            told[codec, name] = heard.sees_chords
    assert {codec for (codec, name), sees in told.items() if sees and name == "with"} == {"lead", "pop", "abc"}
    assert not any(sees for (_, name), sees in told.items() if name == "without")
