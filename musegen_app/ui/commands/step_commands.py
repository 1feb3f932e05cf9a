"""Step input: notes written one after another while nothing plays, from a MIDI keyboard or the computer's.

The rules are in `session.step_input`; this hands it keys and the time, and shows where it writes.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from musegen_app.score import edits
from musegen_app.score.model import Score, Track
from musegen_app.session.step_input import Step, StepInput
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.marks import Marks, StepMark

if TYPE_CHECKING:
    from musegen_app.document.document import DocumentChange
    from musegen_app.engine.messages import Played
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView

_SLOT = "step input"
_LOOK_MS = 30  # how often it is looked whether a key was taken back
_NOTE_OFF, _NOTE_ON = 0x80, 0x90
_SECONDS = 1e-9


class StepCommands:
    """GUI thread. Every step is one undo step; undo takes the cursor back, too."""

    def __init__(self, session: Session, roll: RollView, actions: Actions, parent: QObject) -> None:
        self._session = session
        self._roll = roll
        self._actions = actions
        self._input: StepInput | None = None
        self._look = QTimer(parent)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(lambda: self.pass_time(time.monotonic()))
        roll.stage.step_key.connect(self.press)

    @property
    def is_on(self) -> bool:
        return self._input is not None

    def step_input(self, on: bool) -> None:
        """Begin at the playhead, on the grid; or end."""
        stage = self._roll.stage
        on = on and stage.track is not None and not self._session.record.state.recording
        first = snap.floor_tick(stage.snap, stage.score.meter, max(0, stage.playhead))
        self._input = StepInput(first, self._step_at) if on else None
        self._actions.show_checked("step_input", on)
        words = translated("Step input: play keys · ← → move · Tab rest · Backspace back · Esc ends")
        self._session.status.set(_SLOT, "info", words if on else "")
        self._show()
        if on:
            self._roll.setFocus()

    def press(self, name: str) -> None:
        """A key of the computer, by its name in `keys.STEP_KEYS`."""
        steps = self._input
        if steps is None:
            return
        if name == "leave":
            self.step_input(False)
            return
        if name == "back":
            self._take_back(steps.back())
        else:
            steps.go(-1 if name == "left" else 1)
        self._show()

    def take_in(self, played: Played) -> None:
        """Keys of a MIDI keyboard or the computer's, as the engine heard them."""
        steps = self._input
        if steps is None:
            return
        for event in played.events:
            kind, seconds = event.status & 0xF0, event.at_ns * _SECONDS
            if kind == _NOTE_ON and event.data2 > 0:
                steps.key_down(event.data1, event.data2, seconds)
            elif kind in (_NOTE_ON, _NOTE_OFF):
                self._write(steps.key_up(event.data1, seconds))
        self._show()

    def pass_time(self, seconds: float) -> None:
        """`seconds` of the clock that stamps what was played."""
        if self._input is not None and self._input.pass_time(seconds):
            self._show()

    def take_change(self, change: DocumentChange) -> None:
        """Something was edited or undone: the cursor goes where the steps say."""
        if self._input is None:
            return
        track = self._track(change.after)
        if track is None:
            self.step_input(False)
            return
        self._input.settle({n.id for n in track.notes})
        self._show()

    # -- inside --------------------------------------------------------------------------------------------------

    def _write(self, step: Step | None) -> None:
        if step is None:
            return
        score, track_id = self._session.document.score, self._roll.active_track
        self._roll.stage.edit("Step input", edits.add_notes(score, track_id, step.notes), select=step.ids)
        self._roll.reveal_tick(step.tick + step.ticks)

    def _take_back(self, step: Step | None) -> None:
        if step is not None:
            score, track_id = self._session.document.score, self._roll.active_track
            self._roll.stage.edit("Take back step", edits.remove_notes(score, track_id, step.ids))

    def _step_at(self, tick: int) -> int:
        stage = self._roll.stage
        return snap.note_ticks(stage.snap, stage.score.meter, tick)

    def _show(self) -> None:
        steps, stage = self._input, self._roll.stage
        mark = StepMark(steps.cursor, steps.ticks, tuple(sorted(steps.held))) if steps is not None else None
        stage.set_marks(Marks(step=mark))
        if steps is not None and steps.held:
            self._look.start()
        else:
            self._look.stop()

    def _track(self, score: Score) -> Track | None:
        return next((t for t in score.tracks if t.id == self._roll.active_track), None)
