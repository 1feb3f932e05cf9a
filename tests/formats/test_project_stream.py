"""A project written in small steps is the same project, and a byte that went wrong is noticed."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.project import parse_project
from musegen_app.formats.project_json import score_json
from musegen_app.formats.project_stream import AT_ONCE, check_streamed, score_pieces, stream_project
from musegen_app.score.model import ControlEvent, ControlKind, Note, Origin, OriginKind, Score, Track
from tests.score.scores import scores


def large() -> Score:
    origins = (Origin(), Origin(OriginKind.GENERATED, "net", 7), Origin(OriginKind.PLAYED))
    notes = [Note(i, 1 + i % 5, i % 128, origin=origins[i * 7 % 3]) for i in range(3 * AT_ONCE + 1)]
    bends = tuple(ControlEvent(i, ControlKind.BEND, i) for i in range(AT_ONCE + 1))
    return Score("Large", (Track("Empty"), Track("A", controls=bends).with_notes(notes), Track("B", notes=())))


@given(scores())
def test_the_text_is_that_of_a_project(score: Score) -> None:
    assert json.loads("".join(score_pieces(score))) == score_json(score)


def test_no_piece_is_large() -> None:
    score = large()
    pieces = list(score_pieces(score))
    assert json.loads("".join(pieces)) == score_json(score)
    assert max(map(len, pieces)) < AT_ONCE * 60


def test_it_reads_back() -> None:
    score, file = large(), io.BytesIO()
    digest = stream_project(score, file, {"more.json": (b"{", b"}")})
    check_streamed(file, digest)
    assert parse_project(file.getvalue()).score == score


@pytest.mark.parametrize("place", [-200, 500, 60])
def test_a_wrong_byte_is_noticed(place: int) -> None:
    file = io.BytesIO()
    digest = stream_project(large(), file)
    data = bytearray(file.getvalue())
    data[place] ^= 0xFF
    with pytest.raises(FileFormatError):
        check_streamed(io.BytesIO(bytes(data)), digest)


def test_another_song_is_noticed() -> None:
    file = io.BytesIO()
    stream_project(large(), file)
    digest = stream_project(replace(large(), title="Other"), io.BytesIO())
    with pytest.raises(FileFormatError, match="differently"):
        check_streamed(file, digest)
