"""`--self-check FILE`: the whole path without hands. The window opens, Continue is pressed, the take is kept, the song
is played from its start to its end and the window closes. FILE tells in JSON what worked; the exit code is 1 unless
everything did.

For the frozen program (`tests/frozen`), where a module or a library that is missing shows only when its part is used.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from musegen_app.ui.panels.track_row import CHORDS

if TYPE_CHECKING:
    from musegen_app.engine.messages import AudioState
    from musegen_app.sampling.take import Take
    from musegen_app.session.compose import ComposeState
    from musegen_app.session.transport import TransportState
    from musegen_app.ui.shell import Shell

GIVE_UP_MS = 90_000
AUDIBLE = 0.001  # -60 dB
STEPS = ("shown", "sound", "model", "generated", "kept", "heard", "played to the end")


class SelfCheck(QObject):
    """Drives one run of the window, GUI thread. "heard" is the level that leaves the synth: without an audio device
    nothing sounds, which `device` and `problem` tell."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._worked: list[str] = []
        self._take: Take | None = None
        self._onsets: list[float] = []
        self._playing = False
        self._shell: Shell | None = None

    @property
    def code(self) -> int:
        """The exit code of the program."""
        return 0 if self._all_worked else 1

    def watch(self, shell: Shell) -> None:
        """Follow `shell` from before it is shown."""
        self._shell = shell
        shell.roll.installEventFilter(self)
        shell.panel.generate.at_once.setChecked(False)
        shell.bridge.sound.connect(self._on_sound)
        shell.bridge.compose.connect(self._on_compose)
        shell.bridge.take.connect(self._on_take)
        shell.bridge.transport.connect(self._on_transport)
        QTimer.singleShot(GIVE_UP_MS, self._finish)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._worked_now("shown")
        return False

    def _on_sound(self, state: AudioState) -> None:
        if state.synth and (state.device or state.problem):
            self._worked_now("sound")
            self._play_when_ready()

    def _on_compose(self, state: ComposeState) -> None:
        if state.bundle_ready and self._worked_now("model"):
            shell = self._of_shell()
            shell.tracks.set_mute(CHORDS, True)  # what is heard is a note then, of the seed or of the take
            shell.actions["generate"].trigger()

    def _on_take(self, take: Take | None) -> None:
        if take is not None and take.done and take.notes and self._worked_now("generated"):
            self._take = take
            QTimer.singleShot(0, self._keep)  # this is said in the middle of taking it in

    def _keep(self) -> None:
        shell = self._of_shell()
        shell.actions["keep"].trigger()
        score, take = shell.session.document.score, self._take
        assert take is not None
        starts = {n.start_tick for n in score.track(take.track_id).notes}
        self._onsets = [score.tempo.seconds(tick) for tick in sorted(starts)]
        if {n.start_tick for n in take.notes} <= starts:
            self._worked_now("kept")
            self._play_when_ready()

    def _play_when_ready(self) -> None:
        if not self._playing and {"kept", "sound"} <= set(self._worked):
            self._playing = True
            self._of_shell().session.transport.play(0)

    def _on_transport(self, state: TransportState) -> None:
        if not self._playing or self._take is None:
            return
        if state.tick > self._take.start_tick and state.peak > AUDIBLE:
            self._worked_now("heard")
        if not state.playing and state.tick >= self._take.notes[-1].start_tick:
            self._worked_now("played to the end")
            self._finish()

    def _worked_now(self, step: str) -> bool:
        """True the first time."""
        first = step not in self._worked
        if first:
            self._worked.append(step)
        return first

    @property
    def _all_worked(self) -> bool:
        return set(STEPS) <= set(self._worked)

    def _finish(self) -> None:
        self._path.write_text(json.dumps(self._told(), indent=1), "utf-8")
        shell = self._of_shell()
        shell.session.document.mark_saved(self._path.with_suffix(".unused"))
        shell.window.close()

    def _told(self) -> dict[str, object]:
        session, take = self._of_shell().session, self._take
        sound, ports, meter = session.sound.state, session.ports.state, session.document.score.meter
        bars = 0 if take is None else meter.position(take.end_tick - 1).bar - meter.position(take.start_tick).bar + 1
        return {
            "worked": self._worked,
            "failed": [step for step in STEPS if step not in self._worked],
            "device": sound.device,
            "host_api": sound.host_api,
            "synth": sound.synth,
            "soundfont": sound.soundfont,
            "ports": sorted({f"{r.info.api}: {r.info.name}" for r in (*ports.inputs, *ports.outputs)}),
            "problem": sound.problem or session.compose.state.problem,
            "bars": bars,
            "onsets": self._onsets,
        }

    def _of_shell(self) -> Shell:
        assert self._shell is not None
        return self._shell
