"""A project remembers which chord symbols a net wrote."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.formats.project_json import score_from, score_json
from musegen_app.score.harmony import Chord, ChordSymbol
from musegen_app.score.model import ChordLane, Score


def test_who_wrote_a_chord_survives() -> None:
    written = ChordSymbol(0, Chord(2), "D")
    proposed = ChordSymbol(3840, Chord(7), "G", generated=True)
    silent = ChordSymbol(7680, None, "N.C.", generated=True)
    score = Score(chords=ChordLane((written, proposed, silent)))
    read = score_from(score_json(score))
    assert [s.generated for s in read.chords.symbols] == [False, True, True]
    assert read.chords == score.chords


def test_equality_does_not_ask_who_wrote_it() -> None:
    symbol = ChordSymbol(0, Chord(2), "D")
    assert replace(symbol, generated=True) == symbol
