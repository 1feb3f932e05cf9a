"""Sixteen takes by the real worker and the shipped melody net: stored, reopened elsewhere, put together, made again."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import mido
import pytest

from musegen_app.base.paths import shipped_models_dir
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.session.patience import wait
from tests.waiting import finished

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle"),
]
BAR = 4 * 960
START = 2 * BAR
MANY = 16
READER = """
import sys
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.session.test_takes_for_real import digest

session = Session(Settings(), keep_settings=False)
session.files.open(sys.argv[1])
print(digest(session), len(session.compose.takes), *sorted({"onnxruntime", "PySide6", "torch"} & set(sys.modules)))
session.close()
"""


def digest(session: Session) -> str:
    """Of all that is stored of the takes, note by note."""
    compose, kept = session.compose, hashlib.sha256()
    for take in compose.takes:
        rows = [(n.start_tick, n.duration_ticks, n.pitch, n.velocity, n.id, repr(n.origin)) for n in take.notes]
        chords = [(c.tick, c.text) for c in take.chords]
        made = (take.rng_seed, take.index, take.steering, take.bundle, take.operation, take.bars, take.parent)
        said = (take.rating, take.critique, take.nearest, take.pieces, compose.number_of(take))
        kept.update(repr((take.id, take.start_tick, take.end_tick, rows, chords, made, said)).encode())
    return kept.hexdigest()


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("MUSEGEN_AUDIO", "none")
    session = Session(Settings(), settings_file=tmp_path / "settings.json")
    pitches = (62, 64, 66, 67, 69, 71, 73, 74)
    track = Track("Melody").with_notes([Note(i * 480, 480, pitches[i % 8]) for i in range(16)])
    session.document.replace(Score(tracks=(track,)), None)
    session.start(engine=False)
    yield session
    session.close()


def make(session: Session, takes: int = MANY) -> tuple[Take, ...]:
    track = session.document.score.tracks[0]
    session.compose.generate(GenerateRequest(track.id, rng_seed=7, takes=takes))
    judged(session)
    return session.compose.takes


def judged(session: Session) -> None:
    compose = session.compose
    wait(session, lambda: not compose.state.busy and all(t.critique or t.pieces for t in compose.takes))


def shape(notes: tuple[Note, ...]) -> list[tuple[int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch) for n in notes]


def test_sixteen_takes_from_the_net_to_a_file_of_another_program(session: Session, tmp_path: Path) -> None:
    takes = make(session)
    compose = session.compose
    assert len({tuple(shape(t.notes)) for t in takes}) == MANY
    assert all(t.start_tick == START and t.end_tick == START + 8 * BAR for t in takes)

    compose.rate(takes[4].id, 5)
    compose.select_take(takes[0].id)
    compose.comp(takes[4].id, START + 2 * BAR, START + 4 * BAR)
    made = compose.comp(takes[9].id, START + 6 * BAR, START + 8 * BAR)
    assert [name for _, _, name in made.pieces] == [takes[i].id for i in (0, 4, 0, 9)]
    by_id = {t.id: set(shape(t.notes)) for t in takes}
    ends = {high for _, high, _ in made.pieces}
    for low, high, name in made.pieces:
        inside = [n for n in made.notes if low <= n.start_tick < high]
        assert inside
        assert all(row in by_id[name] or row[0] + row[1] in ends for row in shape(tuple(inside)))

    song = tmp_path / "song.musegen"
    session.files.save_as(song)
    read = finished([sys.executable, "-c", READER, str(song)], cwd=Path(__file__).parents[2])
    assert read.stdout.split() == [digest(session), str(MANY + 1)], read.stderr  # and nothing that nets need

    compose.accept()
    session.files.export_midi(tmp_path / "song.mid")
    assert midi_notes(tmp_path / "song.mid") == shape(session.document.score.tracks[0].notes)
    assert midi_notes(tmp_path / "song.mid")[16:] == shape(made.notes)


def midi_notes(path: Path) -> list[tuple[int, int, int]]:
    """Start, duration and pitch of the notes of the first channel, by another library."""
    file = mido.MidiFile(path)
    found, down, tick = [], {}, 0
    for message in mido.merge_tracks(file.tracks):
        tick += message.time * 960 // file.ticks_per_beat
        if message.type == "note_on" and message.velocity and message.channel == 0:
            down[message.note] = tick
        elif message.type in ("note_on", "note_off") and message.channel == 0 and message.note in down:
            start = down.pop(message.note)
            found.append((start, tick - start, message.note))
    return sorted(found)


def test_reopened_takes_are_heard_varied_and_made_again(session: Session, tmp_path: Path) -> None:
    takes = make(session, 3)
    session.files.save_as(tmp_path / "song.musegen")
    session.files.open(tmp_path / "song.musegen")
    compose = session.compose
    assert [shape(t.notes) for t in compose.takes] == [shape(t.notes) for t in takes]
    compose.regenerate(takes[2].id)
    judged(session)
    assert shape(compose.take(takes[2].id).notes) == shape(takes[2].notes)
    compose.vary_take(takes[1].id, amount=0.3, takes=2)
    judged(session)
    children = [t for t in compose.takes if t.parent == takes[1].id]
    assert len(children) == 2
    for child in children:
        same = set(shape(child.notes)) & set(shape(takes[1].notes))
        assert same
        assert shape(child.notes) != shape(takes[1].notes)
    compose.select_take(children[0].id)
    compose.accept()
    assert shape(session.document.score.tracks[0].notes)[16:] == shape(children[0].notes)


def test_other_settings_with_the_same_dice_in_one_call(session: Session) -> None:
    takes = make(session, 2)
    compose = session.compose
    compose.select_take(takes[1].id)
    session.change_settings(steering=Settings().steering)
    compose.again(same_dice=True)
    judged(session)
    assert compose.current is not None
    assert shape(compose.current.notes) == shape(takes[1].notes)
