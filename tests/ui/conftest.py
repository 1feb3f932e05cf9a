"""The real window over a real session, with stand-ins for the two processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from musegen_app.bundles.catalog import BundleInfo
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, Note, Score, Track
from musegen_app.score.time import TempoMap
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from musegen_app.ui.dialogs.file_questions import Answer
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine, FakeInference

BAR = 3840


PRETEND = BundleInfo("folk-lstm", Path("models/folk-lstm"), "folk-lstm", "lstm", "lead", "melodies and chords", 3100)


class SilentQuestions:
    """Answers of the user, put here by the test."""

    def __init__(self) -> None:
        self.open: Path | None = None
        self.save: Path | None = None
        self.unsaved = Answer.CANCEL
        self.asked: list[str] = []

    def path_to_open(self, near: Path | None) -> Path | None:
        self.asked.append("open")
        return self.open

    def path_to_save(self, near: Path | None, title: str) -> Path | None:
        self.asked.append("save")
        return self.save

    def path_to_template(self, folder: Path, title: str) -> Path | None:
        self.asked.append("template")
        return folder / title

    def path_to_export(self, near: Path | None, title: str, suffix: str) -> Path | None:
        self.asked.append("export")
        return self.save

    def about_unsaved(self, title: str) -> Answer:
        self.asked.append("unsaved")
        return self.unsaved


def river_song() -> Score:
    """Four bars of D major with a bass, a chord lane and drums without notes."""
    notes = tuple(Note(i * 480, 480, 62 + (0, 2, 4, 5, 7, 9, 11, 12)[i % 8]) for i in range(32))
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(("D", "G", "Em", "A7")))
    return Score(
        "River Song",
        (Track("Melody", 0, 73, notes=notes), Track("Bass", 1, 32), Track("Drums", 9)),
        TempoMap.of_bpm(112),
        keys=(KeyChange(0, Key(2)),),
        chords=ChordLane(symbols),
    )


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def inference() -> FakeInference:
    return FakeInference()


@pytest.fixture
def session(
    engine: FakeEngine, inference: FakeInference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    made = Session(Settings(), engine=engine, inference=inference, settings_file=tmp_path / "settings.json")
    monkeypatch.setattr(made.compose, "bundles", lambda refresh=False: (PRETEND,))
    yield made
    made.close()


@pytest.fixture
def shell(qtbot: QtBot, session: Session) -> Iterator[Shell]:
    """The window with the river song, shown, both stand-ins up and everything they said taken in."""
    made = Shell(session)
    qtbot.addWidget(made.window)
    made.files.questions = SilentQuestions()  # type: ignore[assignment]
    session.document.replace(river_song(), None)
    made.show_all()
    made.show()
    bring_to_front(qtbot, made.window)
    made.start()
    made.bridge.stop_timer()
    settle(session)
    yield made
    made.bridge.stop()
    made.window.may_close = lambda: True


def bring_to_front(qtbot: QtBot, window: QWidget) -> None:
    """Give the window the keyboard: a screen without a window manager leaves that to the program."""
    with qtbot.waitActive(window):
        window.activateWindow()


def settle(session: Session, rounds: int = 4) -> None:
    """Take in everything that the stand-ins have said."""
    for _ in range(rounds):
        session.poll()
