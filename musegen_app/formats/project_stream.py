"""A project file written in small steps, for a thread beside the window: no step holds the interpreter for long.

`json.dumps` of a song of 100,000 notes keeps the interpreter to itself for a tenth of a second; here it is given a
few hundred notes at a time. What comes out is a project file like any other.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import IO, BinaryIO

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.project import BROKEN_ZIP, VERSION
from musegen_app.formats.project_json import Json, score_json
from musegen_app.score.model import Note, Score, Track

AT_ONCE = 250  # notes, or rows of any list: about 0.2 ms
_BLOCK = 64 * 1024
_WORTH_A_BREATH = 1000  # characters
_SCORE = "score.json"


def stream_project(
    score: Score,
    file: BinaryIO,
    extra: Mapping[str, Iterable[bytes]] | None = None,
    breathe: Callable[[], None] = lambda: None,
) -> str:
    """Write `score` as a project into `file`; `extra` are more entries by name, piece by piece.

    Any thread; `breathe` is called every millisecond or so, to let others have the interpreter. Returns a digest of
    the song's text, for `check_streamed`. Raises OSError.
    """
    digest = hashlib.sha256()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        head = {"format": "MuseGen project", "version": VERSION}
        archive.writestr(_entry("project.json"), _text(head).encode("ascii"))
        for name, pieces in (extra or {}).items():
            with archive.open(_entry(name), "w") as entry:
                for data in pieces:
                    entry.write(data)
                    breathe()
        with archive.open(_entry(_SCORE), "w") as entry:
            for piece in score_pieces(score):
                data = piece.encode("ascii")
                digest.update(data)
                entry.write(data)
                if len(data) > _WORTH_A_BREATH:
                    breathe()
    return digest.hexdigest()


def check_streamed(file: IO[bytes], digest: str) -> None:
    """Read back what `stream_project` wrote, every entry of it. Raises FileFormatError if it is something else."""
    try:
        with zipfile.ZipFile(file) as archive:
            found = {name: _digest_of(archive, name) for name in archive.namelist()}
    except BROKEN_ZIP as error:
        raise FileFormatError("what was written cannot be read back.") from error
    if found.get(_SCORE) != digest:
        raise FileFormatError("what was written reads back differently.")


def score_pieces(score: Score) -> Iterator[str]:
    """The text of `score.json`, piece by piece."""
    samples = _samples(score)
    whole = score_json(_with_sample_notes(score, samples))
    rows = _rows_of(samples)
    tracks = whole["tracks"]
    assert isinstance(tracks, list)
    whole["tracks"] = None
    for name, value in _named(whole):
        yield name
        if name.endswith('"tracks":'):
            yield "["
            for place, (shown, track) in enumerate(zip(tracks, score.tracks, strict=True)):
                yield "," if place else ""
                yield from _track_pieces(shown, track, rows)
            yield "]"
        else:
            yield from _value_pieces(value)
    yield "}"


def _track_pieces(shown: Json, track: Track, rows: Callable[[tuple[Note, ...]], list[object]]) -> Iterator[str]:
    shown["notes"] = None
    for name, value in _named(shown):
        yield name
        if name.endswith('"notes":'):
            slices = (rows(track.notes[at : at + AT_ONCE]) for at in range(0, len(track.notes), AT_ONCE))
            yield from _list_pieces(slices)
        else:
            yield from _value_pieces(value)
    yield "}"


def _named(value: Json) -> Iterator[tuple[str, object]]:
    """Each value after the text that comes before it."""
    for place, (name, part) in enumerate(value.items()):
        yield f"{',' if place else '{'}{_text(name)}:", part


def _value_pieces(value: object) -> Iterator[str]:
    if isinstance(value, list) and len(value) > AT_ONCE:
        yield from _list_pieces(value[at : at + AT_ONCE] for at in range(0, len(value), AT_ONCE))
    else:
        yield _text(value)


def _list_pieces(slices: Iterator[list[object]]) -> Iterator[str]:
    yield "["
    for place, part in enumerate(slices):
        yield "," if place else ""
        yield _text(part)[1:-1]
    yield "]"


def _samples(score: Score) -> tuple[Note, ...]:
    """One note of every origin, in the order in which the project numbers them."""
    found: dict[object, Note] = {}
    for track in score.tracks:
        for note in track.notes:
            if note.origin not in found:
                found[note.origin] = note
    return tuple(found.values())


def _with_sample_notes(score: Score, samples: tuple[Note, ...]) -> Score:
    """The song with so few notes that its text costs nothing, and with all of its origins."""
    bare = tuple(replace(t, notes=samples if place == 0 else ()) for place, t in enumerate(score.tracks))
    return replace(score, tracks=bare)


def _rows_of(samples: tuple[Note, ...]) -> Callable[[tuple[Note, ...]], list[object]]:
    """What turns some notes into their rows, with the origins numbered as in the whole song."""
    first = Track(notes=samples, id=0)

    def rows(notes: tuple[Note, ...]) -> list[object]:
        shown = score_json(Score(tracks=(first, Track(notes=notes, id=0))))["tracks"]
        assert isinstance(shown, list)
        found = shown[1]["notes"]
        assert isinstance(found, list)
        return found

    return rows


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _digest_of(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as entry:
        while block := entry.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
