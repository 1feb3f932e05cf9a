"""The whole main job in the real window: draw a seed with the mouse, Continue with the shipped net, keep, export.

Nothing is put in anybody's place: the inference worker and the engine are the real processes (the engine falls back
on its silent clock where there is no sound device).
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from musegen_app.base.paths import shipped_models_dir
from musegen_app.formats import read_any
from musegen_app.sampling.take import Take
from musegen_app.score.model import OriginKind, Score, Track
from musegen_app.score.time import TempoMap
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from musegen_app.ui.dialogs.export_dialog import ExportDialog
from musegen_app.ui.piano_roll.transform import PitchAxis, TimeAxis
from musegen_app.ui.shell import Shell
from tests.fakes.roll_desk import Hand
from tests.ui.conftest import bring_to_front

pytestmark = [
    pytest.mark.qt,
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="folk-lstm is not there yet"),
]

QUAVER = 480
BAR = 3840
# Two bars of D major in quavers and a held last note.
SEED = ((0, 62), (1, 66), (2, 69), (3, 66), (4, 74), (5, 73), (6, 71), (7, 69), (8, 67), (9, 71), (10, 69), (11, 66))
PATIENCE_MS = 30_000


@pytest.fixture
def shell(qtbot: QtBot, tmp_path: Path) -> Iterator[Shell]:
    """The window as the program opens it, with an empty song; both processes are started and the net is loaded."""
    session = Session(Settings(bars=4), settings_file=tmp_path / "settings.json")
    made = Shell(session)
    qtbot.addWidget(made.window, before_close_func=lambda _: setattr(made.window, "may_close", lambda: True))
    session.document.replace(Score(tracks=(Track("Melody"),), tempo=TempoMap.of_bpm(120)), None)
    made.show_all()
    made.show()
    bring_to_front(qtbot, made.window)
    made.start()
    qtbot.waitUntil(lambda: session.compose.state.bundle_ready, timeout=PATIENCE_MS)
    yield made
    made.bridge.stop()
    session.close()


def draw(shell: Shell, seed: tuple[tuple[int, int], ...]) -> None:
    """One click of the pencil for each note, on a grid of quavers."""
    roll, hand = shell.roll, Hand(shell.roll.canvas)
    shell.actions["draw_tool"].trigger()
    roll.set_snap("1/8")
    stage = roll.stage
    stage.set_view(TimeAxis(0.05), PitchAxis(16).scrolled((127 - 84) * 16, stage.height))
    for place, pitch in seed:
        tick = place * QUAVER + QUAVER // 3
        hand.click(QPoint(round(stage.time.x(tick)), stage.pitch.y(pitch) + stage.pitch.row // 2))


def continue_and_wait(qtbot: QtBot, shell: Shell) -> Take:
    """Press Ctrl+Enter and wait until the take is complete."""
    qtbot.keyClick(shell.roll, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    compose = shell.session.compose
    qtbot.waitUntil(lambda: compose.current is not None and compose.current.done, timeout=PATIENCE_MS)
    assert compose.current is not None
    return compose.current


def sounding(score: Score) -> list[tuple[int, int, int, int]]:
    """What a MIDI file keeps of the notes."""
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for t in score.tracks for n in t.notes]


def test_from_a_drawn_seed_to_a_file(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    document = shell.session.document
    draw(shell, SEED)
    drawn = document.score
    assert [(n.start_tick // QUAVER, n.pitch) for n in drawn.tracks[0].notes] == list(SEED)

    take = continue_and_wait(qtbot, shell)
    assert document.score is drawn  # ghosts are no edit
    assert len(take.notes) >= 4
    assert take.start_tick == len(SEED) * QUAVER
    assert all(n.start_tick >= take.start_tick for n in take.notes)
    assert shell.session.transport.state.playing  # "listen at once"

    qtbot.keyClick(shell.roll, Qt.Key.Key_Return)
    kept = document.score
    written = {(n.start_tick, n.pitch) for n in kept.tracks[0].notes if n.origin.kind is OriginKind.GENERATED}
    assert written == {(n.start_tick, n.pitch) for n in take.notes if n.start_tick < take.end_tick}
    assert kept.tracks[0].notes[: len(SEED)] == drawn.tracks[0].notes

    qtbot.keyClick(shell.roll, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.score == drawn  # one step
    qtbot.keyClick(shell.roll, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert document.score == kept

    midi = tmp_path / "song.mid"
    shell.session.files.export_midi(midi)
    again = read_any(midi)
    assert sounding(replace(again, tracks=again.tracks[:1])) == sounding(kept)
    assert again.tempo.at(0).us_per_quarter == kept.tempo.at(0).us_per_quarter


def test_a_saved_project_opens_as_it_was(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    document, files = shell.session.document, shell.session.files
    draw(shell, SEED)
    continue_and_wait(qtbot, shell)
    qtbot.keyClick(shell.roll, Qt.Key.Key_Return)
    saved, path = document.score, tmp_path / "song.musegen"
    (take,) = shell.session.compose.takes
    files.save_as(path)
    assert not document.dirty
    files.new()
    assert document.score != saved
    assert shell.session.compose.takes == ()
    files.open(path)
    assert document.score == saved
    assert [t.notes for t in shell.session.compose.takes] == [take.notes]
    assert shell.session.compose.current is None
    assert len(shell.track_list.rows) == 2


def test_discarding_leaves_the_song_alone_and_again_is_another_take(qtbot: QtBot, shell: Shell) -> None:
    draw(shell, SEED)
    drawn = shell.session.document.score
    first = continue_and_wait(qtbot, shell)
    qtbot.mouseClick(shell.panel.verdicts.again, Qt.MouseButton.LeftButton)
    compose = shell.session.compose
    qtbot.waitUntil(lambda: compose.current is not None and compose.current.id != first.id, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: compose.current is not None and compose.current.done, timeout=PATIENCE_MS)
    assert compose.current is not None
    assert [(n.start_tick, n.pitch) for n in compose.current.notes] != [(n.start_tick, n.pitch) for n in first.notes]
    qtbot.keyClick(shell.roll, Qt.Key.Key_Escape)
    assert compose.current is None
    assert shell.session.document.score is drawn
    assert len(shell.panel.strip.cards) == 2


def test_from_nothing(qtbot: QtBot, shell: Shell) -> None:
    """No seed at all: there is music all the same."""
    take = continue_and_wait(qtbot, shell)
    assert take.start_tick == 0
    assert len(take.notes) >= 4


def test_what_the_net_hears_arrives_by_itself_after_drawing(qtbot: QtBot, shell: Shell) -> None:
    draw(shell, SEED)
    qtbot.waitUntil(lambda: shell.panel.hearing.key.value == "D major", timeout=PATIENCE_MS)
    assert shell.panel.hearing.sentence.text().startswith("Hears D major")


def test_the_song_is_exported_as_sound_with_a_progress_bar(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    draw(shell, SEED)
    dialog = ExportDialog(shell.session, shell.files.questions, shell.window)
    dialog.formats.setCurrentIndex(1)
    dialog.tail.setValue(1.0)
    dialog.show()
    path = tmp_path / "song.wav"
    dialog.export_to(path)
    assert not dialog.bar.isHidden()
    qtbot.waitUntil(lambda: dialog.bar.isHidden(), timeout=PATIENCE_MS)
    if not path.exists() and "FluidSynth" in dialog.line.text():
        pytest.skip(dialog.line.text())
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getsampwidth()) == (48_000, 2)
        # Twelve quavers at 120 are three seconds; the tail comes after them.
        assert 3.0 <= sound.getnframes() / 48_000 <= 4.5
        assert any(sound.readframes(48_000))
    dialog.close()
