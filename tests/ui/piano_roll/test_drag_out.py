"""A selection that is carried out of the window as a MIDI file."""

from __future__ import annotations

import io
from pathlib import Path

import mido
import pytest
from PySide6.QtCore import QMimeData, QPoint

from musegen_app.score import edits
from musegen_app.score.keys import Key
from musegen_app.score.time import TICKS_PER_QUARTER
from musegen_app.ui.piano_roll.gestures import drag_out
from musegen_app.ui.piano_roll.gestures.drag_out import MIDI_MIME, midi_data
from tests.fakes.roll_desk import Desk, Q

pytestmark = pytest.mark.qt


def strokes(midi: mido.MidiFile) -> list[tuple[int, int]]:
    """Tick and pitch of every note."""
    found: list[tuple[int, int]] = []
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "note_on" and message.velocity:
                found.append((tick, message.note))
    return found


def of_desk(desk: Desk, *places: int) -> QMimeData:
    notes = desk.score.tracks[0].notes
    return midi_data(desk.score, desk.roll.active_track, frozenset(notes[p].id for p in places))


def test_the_file_begins_with_the_first_note_and_has_the_song_around_it(desk: Desk) -> None:
    score = edits.set_tempo(desk.score, 0, 90)
    score = edits.set_meter(score, 0, 3, 4)
    desk.score = edits.set_key(score, 0, Key(2))
    data = of_desk(desk, 1, 2)
    midi = mido.MidiFile(data.urls()[0].toLocalFile())
    assert midi.ticks_per_beat == TICKS_PER_QUARTER
    assert strokes(midi) == [(0, 74), (Q, 76)]
    told = {m.type: m for track in midi.tracks for m in track}
    assert round(mido.tempo2bpm(told["set_tempo"].tempo)) == 90
    assert (told["time_signature"].numerator, told["time_signature"].denominator) == (3, 4)
    assert told["key_signature"].key == "D"


def test_the_bytes_are_those_of_the_file(desk: Desk) -> None:
    data = of_desk(desk, 0)
    raw = bytes(data.data(MIDI_MIME).data())
    assert raw == Path(data.urls()[0].toLocalFile()).read_bytes()
    assert strokes(mido.MidiFile(file=io.BytesIO(raw))) == [(0, 72)]


def test_a_name_from_the_song_is_no_path(desk: Desk) -> None:
    desk.score = edits.rename_track(desk.score, desk.roll.active_track, "../../Lead: a/b")
    path = Path(of_desk(desk, 0).urls()[0].toLocalFile())
    assert path.name == "Lead ab.mid"
    desk.score = edits.rename_track(desk.score, desk.roll.active_track, "???")
    again = Path(of_desk(desk, 0).urls()[0].toLocalFile())
    assert again.name == "MuseGen.mid"
    assert again.parent.parent == path.parent.parent


def test_the_folder_goes_with_the_program(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drag_out, "_folder", None)
    path = Path(of_desk(desk, 0).urls()[0].toLocalFile())
    folder = drag_out._folder
    assert folder is not None
    assert folder._finalizer.alive  # type: ignore[attr-defined]
    folder.cleanup()
    assert not path.exists()


def test_a_drag_far_beyond_the_window_carries_and_leaves_no_trace(desk: Desk) -> None:
    carried: list[frozenset[int]] = []
    desk.roll.stage.carry_wanted.connect(carried.append)
    desk.hand.press(desk.place(Q + 300, 72))
    desk.hand.move(desk.place(2 * Q, 74))
    desk.hand.move(QPoint(desk.roll.canvas.width() + 40, 200))
    assert not carried
    desk.hand.move(QPoint(desk.roll.width() + 200, 200))
    assert carried == [{desk.score.tracks[0].notes[0].id}]
    assert not desk.roll.selection
    assert not desk.roll.is_dragging()
    assert desk.roll.stage.draft is None
    desk.hand.release(QPoint(desk.roll.width() + 200, 200))
    assert not desk.labels


def test_a_band_never_carries(desk: Desk) -> None:
    carried: list[frozenset[int]] = []
    desk.roll.stage.carry_wanted.connect(carried.append)
    desk.hand.drag(desk.place(6 * Q, 80), QPoint(desk.roll.width() + 300, 200))
    assert not carried


def test_a_drag_that_came_to_nothing_leaves_the_roll_where_it_was(desk: Desk) -> None:
    """It has scrolled at the edge on its way out of the window."""
    stage = desk.roll.stage
    before = stage.time, stage.pitch
    start = desk.place(Q + Q // 2, 72)
    desk.hand.press(start)
    desk.hand.move(start + QPoint(60, 40))
    stage.set_view(time=stage.time.scrolled(500), pitch=stage.pitch.scrolled(1500, stage.height))
    desk.roll.cancel()
    assert (stage.time, stage.pitch) == before
