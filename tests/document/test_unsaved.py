"""A kept song reads back, and whatever a crash has made of it is one sentence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from musegen_app.base.errors import FileFormatError
from musegen_app.document.stamp import Stamp, stamp_of
from musegen_app.document.unsaved import About, read_about, write_unsaved
from musegen_app.formats import read_any
from musegen_app.formats.project import read_project
from musegen_app.score.model import Note, Score, Track

SONG = Score("River", (Track("Melody").with_notes([Note(i * 240, 200, 40 + i % 40) for i in range(50)]),))


@pytest.mark.parametrize(
    "about",
    [
        About("River ♫", Path("/songs/Élise.musegen"), Stamp(2**62, 12), 1_234_567.5, True),
        About("", None, None, 0.0),
    ],
)
def test_it_reads_back(tmp_path: Path, about: About) -> None:
    file = tmp_path / "1.musegen"
    write_unsaved(file, SONG, about)
    assert read_about(file) == about
    assert read_project(file) == SONG
    assert read_any(file) == SONG  # a project like any other


def test_whatever_became_of_the_file_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "1.musegen"
    write_unsaved(file, SONG, About("River", Path("/songs/river.musegen"), Stamp(1, 2), 3.0))
    whole, chance = file.read_bytes(), random.Random(4)
    refused = 0
    for _ in range(600):
        file.write_bytes(mutant(whole, chance))
        for read in (read_about, read_project):
            try:
                read(file)
            except FileFormatError:
                refused += 1
    assert refused > 300


def test_one_that_claims_to_be_locked_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "1.musegen"
    write_unsaved(file, SONG, About("River"))
    data = bytearray(file.read_bytes())
    entry = data.find(b"PK\x01\x02")
    while entry >= 0:
        data[entry + 8] |= 1  # encrypted
        entry = data.find(b"PK\x01\x02", entry + 1)
    file.write_bytes(data)
    for read in (read_about, read_project):
        with pytest.raises(FileFormatError):
            read(file)


def mutant(data: bytes, chance: random.Random) -> bytes:
    """Cut off, with bytes changed, with a stretch of zeros, or nothing at all."""
    at, changed = chance.randrange(len(data)), bytearray(data)
    kind = chance.randrange(4)
    if kind == 0:
        return data[:at]
    if kind == 1:
        changed[at : at + 60] = bytes(len(changed[at : at + 60]))
    for _ in range(chance.randrange(1, 6)):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def test_a_file_that_is_not_there_has_no_stamp(tmp_path: Path) -> None:
    assert stamp_of(tmp_path / "none") is None
    (tmp_path / "some").write_bytes(b"abc")
    found = stamp_of(tmp_path / "some")
    assert found is not None
    assert found.size == 3
