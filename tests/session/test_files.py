"""Names of files: what is an ending and what belongs to the title."""

from __future__ import annotations

from pathlib import Path

import mido
import pytest

from musegen_app.base.errors import FileFormatError
from musegen_app.score import edits
from tests.session.conftest import Room


@pytest.mark.parametrize("name", ["Op. 28", "Waltz v1.2", "Nr.", "No. 5 in C"])
def test_a_dot_in_a_name_is_no_ending(room: Room, tmp_path: Path, name: str) -> None:
    files = room.session.files
    files.save_as(tmp_path / name)
    files.export_midi(tmp_path / name)
    assert sorted(p.name for p in tmp_path.glob(f"{name}*")) == [f"{name}.mid", f"{name}.musegen"]
    files.export_midi(tmp_path / f"{name}.musegen")
    assert {p.suffix for p in tmp_path.glob(f"{name}.*")} == {".mid", ".musegen"}


def test_an_ending_of_another_kind_is_refused(room: Room, tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="one of these endings"):
        room.session.files.save_as(tmp_path / "song.mp3")


def test_chords_that_sound_are_a_track_of_the_exported_midi(room: Room, tmp_path: Path) -> None:
    document, files = room.session.document, room.session.files
    document.edit("Chord", edits.set_chord(document.score, 0, "D"))
    files.export_midi(tmp_path / "with.mid")
    document.edit("Mute chords", edits.set_chords_sound(document.score, mute=True))
    files.export_midi(tmp_path / "without.mid")
    with_chords, without = mido.MidiFile(tmp_path / "with.mid"), mido.MidiFile(tmp_path / "without.mid")
    assert [t.name for t in with_chords.tracks][-1] == "Chords"
    assert "Chords" not in [t.name for t in without.tracks]
    files.open(tmp_path / "with.mid")
    assert len(document.score.tracks) == 1
    assert [s.text for s in document.score.chords.symbols] == ["D"]
