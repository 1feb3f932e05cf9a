"""The real window with a song, brought to the same state before every key, and what can be seen of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from musegen_app.score import edits
from musegen_app.score.model import Note
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine, FakeInference
from tests.ui.conftest import river_song, settle

# What has to stay as it is unless the effect of a key says otherwise.
WATCHED = (
    *("score", "title", "selection", "clipboard", "track", "tool", "snap", "rows", "scale", "ghosts", "follow", "zoom"),
    *("playing", "tick", "loop", "metronome", "recording", "armed", "punch", "step", "take", "asked"),
    *("typing", "windows", "folds", "keyboard"),
)


class Asked:
    """Answers every question of the file menu with "no, thanks", and remembers it."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def answer(*_arguments: object) -> None:
            self.names.append(name)

        return answer


@dataclass
class Bench:
    """GUI thread. `seen` says what the window is like now; `press` is a real key on the focused roll."""

    shell: Shell
    engine: FakeEngine
    inference: FakeInference
    asked: Asked = field(default_factory=Asked)
    closed: int = 0

    def reset(self) -> None:
        """The river song, the first track, no selection, nothing plays and nothing is open."""
        shell = self.shell
        self.close_all()
        shell.window.may_close = self._refuse
        shell.files.questions = self.asked  # type: ignore[assignment]
        if shell.session.record.state.recording:
            shell.session.record.finish()
        shell.session.transport.stop()
        shell.session.transport.set_loop(False, 0, 0)
        shell.session.record.set_punch(False, 0, 0)
        shell.session.compose.discard()
        shell.session.document.replace(river_song(), None)
        shell.tracks.pick(shell.session.document.score.tracks[0].id)
        roll = shell.roll
        roll.cancel()
        roll.select_none()
        roll.set_tool("select")
        roll.set_snap("1/16")
        roll.stage.set_rows("all")
        roll.zoom_fit()
        QGuiApplication.clipboard().setText("")
        shell.session.transport.seek(0)
        settle(shell.session)
        shell.window.activateWindow()
        roll.setFocus()
        QApplication.processEvents()
        self.asked.names.clear()
        self.closed = 0

    def close_all(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if widget is not self.shell.window and widget.isVisible():
                widget.close()
        shell = self.shell
        for on, name in ((shell.steps.is_on, "step_input"), (shell.groove.panel.isVisible(), "quantise_settings")):
            if on:
                shell.actions[name].trigger()
        if shell.piano.piano.on:
            shell.piano.keyboard_plays(False)
        for part in shell.window.findChildren(QLineEdit):
            if part.hasFocus():
                QTest.keyClick(part, Qt.Key.Key_Escape)
        QApplication.processEvents()

    def press(self, key: str) -> None:
        """As the window system would send it, to whatever has the keyboard (the roll)."""
        pair = QKeySequence(key)[0]
        target = QApplication.focusWidget() or self.shell.roll.canvas
        QTest.keyClick(target, pair.key(), pair.keyboardModifiers())
        settle(self.shell.session)
        QApplication.processEvents()

    def seen(self) -> dict[str, object]:
        shell, stage = self.shell, self.shell.roll.stage
        transport, record = shell.session.transport.state, shell.session.record.state
        data = QGuiApplication.clipboard().mimeData()
        focus = QApplication.focusWidget()
        return {
            "score": shell.session.document.score,
            "title": shell.session.document.title,
            "selection": shell.roll.selection,
            "clipboard": data.text() if data is not None else "",
            "track": shell.roll.active_track,
            "tool": shell.roll.tool,
            "snap": shell.roll.snap,
            "rows": stage.rows_mode,
            "scale": stage.scale_shown,
            "ghosts": stage.ghosts,
            "follow": stage.follow,
            "zoom": (stage.time.pixels_per_tick, stage.pitch.row),
            "playing": transport.playing,
            "tick": transport.tick,
            "loop": (transport.loop, transport.loop_from, transport.loop_to),
            "metronome": transport.metronome,
            "recording": record.recording,
            "armed": record.armed,
            "punch": (record.punch, record.punch_from, record.punch_to),
            "step": stage.marks.step,
            "take": self._take(),
            "asked": (tuple(self.asked.names), self.closed),
            "typing": isinstance(focus, QLineEdit),
            "windows": self._windows(),
            "folds": self._folds(),
            "keyboard": shell.piano.piano.on,
        }

    # -- what tests prepare --------------------------------------------------------------------------------------

    @property
    def notes(self) -> tuple[Note, ...]:
        return self.shell.session.document.score.tracks[0].notes

    @property
    def shape(self) -> list[tuple[int, int, int]]:
        return [(n.start_tick, n.duration_ticks, n.pitch) for n in self.notes]

    def choose(self, *places: int) -> None:
        self.shell.roll.select_notes(frozenset(self.notes[p].id for p in places))

    def edit(self) -> None:
        """Something to undo."""
        score = self.shell.session.document.score
        self.shell.session.document.edit("Louder", edits.set_velocity(score, score.tracks[0].id, [self.notes[0].id], 9))

    def show_notes(self, *rows: tuple[int, int, int]) -> None:
        """Other notes in the first track, all selected."""
        document = self.shell.session.document
        track = document.score.tracks[0].with_notes([Note(*row) for row in rows])
        document.replace(replace(document.score, tracks=(track, *document.score.tracks[1:])), None)
        self.shell.roll.select_all()

    def take(self) -> None:
        """Eight notes of the net that wait for a word."""
        self.shell.actions["generate"].trigger()
        settle(self.shell.session)
        assert self.shell.session.compose.current is not None

    # -- inside --------------------------------------------------------------------------------------------------

    def _refuse(self) -> bool:
        self.closed += 1
        return False

    def _take(self) -> object:
        take = self.shell.session.compose.current
        return take.id if take is not None else None

    def _windows(self) -> frozenset[str]:
        """Windows, menus and boards that are open."""
        tops = {
            type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self.shell.window
        }
        boards = [self.shell.groove.panel, *self.shell.window.findChildren(QDialog)]
        return frozenset(tops | {type(w).__name__ for w in boards if w.isVisible()})

    def _folds(self) -> tuple[bool, ...]:
        """Which of the parts around the notes are seen."""
        shell = self.shell
        parts: tuple[QWidget, ...] = (
            shell.track_list,
            shell.panel,
            shell.history_panel,
            shell.mixer,
            *shell.roll.lanes,
        )
        return tuple(part.isVisible() for part in parts)
