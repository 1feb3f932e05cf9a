"""Songs as plain ABC text and back, by way of the ABC reader and writer."""

from __future__ import annotations

import re
from dataclasses import replace

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.abc_text import as_tune, plain_text
from musegen_app.formats.abc_read import read_abc
from musegen_app.formats.abc_write import abc_of
from musegen_app.score.model import ChordLane, Note, Score


def song_text(score: Score, track_id: int | None = None) -> str:
    """One melody of a song (None: its first one) with the song's chord symbols, as the net's books would have it.

    Raises MuseGenError where there is no melody.
    """
    tracks = [t for t in score.tracks if t.notes and (t.id == track_id or (track_id is None and not t.is_drums))]
    if not tracks:
        raise MuseGenError("There is no melody to write as ABC.")
    chords = ChordLane(tuple(c for c in score.chords.symbols if c.chord is not None))
    bare = replace(score, title="", tracks=(tracks[0],), chords=chords, sections=(), texts=())
    return tidy(plain_text(abc_of(bare).text))


def tidy(text: str) -> str:
    """Bar lines without spaces around them, and two of them at the end, as in the Nottingham books."""
    return re.sub(r" *\| *", "|", text).replace("|]", "||")


def score_of(text: str, title: str = "") -> Score:
    """What a plain text sounds like. Raises FileFormatError."""
    return read_abc(as_tune(text, title))


def notes_of(text: str) -> tuple[Note, ...]:
    """The notes of a plain text, () where it is no tune."""
    try:
        return score_of(text).tracks[0].notes
    except MuseGenError:
        return ()
