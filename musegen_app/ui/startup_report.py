"""`--startup-report FILE`: presses Continue as soon as it can be pressed and writes down when what happened.

Used by `benchmarks/startup.py`; the window is the real one. Times are seconds since the start of the program and,
as `epoch`, the wall clock of that start, so that the caller can add what the interpreter itself took.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from musegen_app.ui.panels.track_row import CHORDS

if TYPE_CHECKING:
    from musegen_app.sampling.take import Take
    from musegen_app.session.compose import ComposeState
    from musegen_app.session.transport import TransportState
    from musegen_app.ui.shell import Shell

GIVE_UP_MS = 60_000
AUDIBLE = 0.001  # -60 dB: a reverb never rests at exactly nothing


class StartupReport(QObject):
    """Drives one start of the window and quits when the first generated note was heard."""

    code = 0

    def __init__(self, path: Path, started: float) -> None:
        super().__init__()
        self._path = path
        self._started = started
        self._epoch = time.time() - (time.perf_counter() - started)
        self._times: dict[str, float] = {}
        self._first_ghost: int | None = None
        self._peak_before = 0.0
        self._shell: Shell | None = None

    def watch(self, shell: Shell) -> None:
        """Follow `shell` from before it is shown."""
        self._shell = shell
        shell.roll.installEventFilter(self)
        shell.window.installEventFilter(self)
        bridge = shell.bridge
        bridge.sound.connect(lambda _state: self._note("engine_ready"))
        bridge.compose.connect(self._on_compose)
        bridge.take.connect(self._on_take)
        bridge.transport.connect(self._on_transport)
        QTimer.singleShot(GIVE_UP_MS, self._finish)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and "shown" not in self._times:
            # The picture stands when this event is through; usable is when the event loop is free after it.
            QTimer.singleShot(0, lambda: self._note("shown"))
            QTimer.singleShot(1, self._on_usable)
        return False

    def _on_usable(self) -> None:
        self._note("usable")
        # What the window itself cost: on a busy machine the clock on the wall tells more about the others.
        self._times.setdefault("usable_cpu", time.process_time())

    def _on_compose(self, state: ComposeState) -> None:
        if state.bundle_ready and "bundle_ready" not in self._times:
            self._note("bundle_ready")
            self._press_continue()

    def _press_continue(self) -> None:
        shell = self._shell
        assert shell is not None
        shell.tracks.set_mute(CHORDS, True)  # the last chord would sound on and be taken for the new note
        shell.panel.generate.at_once.setChecked(False)
        shell.actions["generate"].trigger()
        self._note("continue_pressed")

    def _on_take(self, take: Take | None) -> None:
        """Ghosts are there: listen to them from the first on, not to the bar before them."""
        if take is not None and take.notes and self._first_ghost is None:
            self._first_ghost = min(n.start_tick for n in take.notes)
            self._note("first_ghost")
            assert self._shell is not None
            self._shell.session.transport.play(self._first_ghost)

    def _on_transport(self, state: TransportState) -> None:
        past = self._first_ghost is not None and state.tick > self._first_ghost
        if past and state.peak > AUDIBLE:
            self._note("first_note_heard")
            self._finish()
        elif not past:
            self._peak_before = max(self._peak_before, state.peak)

    def _note(self, what: str) -> None:
        self._times.setdefault(what, time.perf_counter() - self._started)

    def _finish(self) -> None:
        shell = self._shell
        assert shell is not None
        sound = shell.session.sound.state
        told = {
            "epoch": self._epoch,
            "seconds": self._times,
            "device": sound.device,
            "synth": sound.synth,
            "problem": sound.problem,
            "peak_before": self._peak_before,
        }
        self._path.write_text(json.dumps(told, indent=1), "utf-8")
        shell.session.document.mark_saved(self._path.with_suffix(".unused"))
        shell.window.close()
