"""The running app: everything that lives as long as the program, wired by hand. GUI thread (or the CLI's main one).

`start` spawns the engine and the inference worker; `poll`, called every few milliseconds, drains their pipes and
fires the events. Nothing here waits.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from musegen_app.base.event import Event
from musegen_app.base.memory import Tidy
from musegen_app.document.document import Document, DocumentChange
from musegen_app.engine import messages as engine
from musegen_app.engine.messages import Played
from musegen_app.sampling import messages as worker
from musegen_app.score.model import Score, Track
from musegen_app.session.autosave import Autosave
from musegen_app.session.compose import ComposeVerbs
from musegen_app.session.credit import Horizon
from musegen_app.session.files import FileVerbs
from musegen_app.session.heard_song import HeardSong
from musegen_app.session.jobs import Jobs
from musegen_app.session.kept import KeptSongs
from musegen_app.session.knob_lanes import KnobLanes
from musegen_app.session.learn import LearnVerbs
from musegen_app.session.links import Lifeline, Link
from musegen_app.session.live import LiveVerbs
from musegen_app.session.playing import Playing
from musegen_app.session.ports import PortVerbs
from musegen_app.session.presets import PresetVerbs
from musegen_app.session.record import RecordVerbs
from musegen_app.session.rounds import Rounds
from musegen_app.session.settings import Settings, save_settings
from musegen_app.session.shelf import ShelfVerbs
from musegen_app.session.sound import SoundVerbs
from musegen_app.session.standing_words import StandingWords
from musegen_app.session.status import Status
from musegen_app.session.stored_takes import StoredTakes
from musegen_app.session.styles import StyleVerbs
from musegen_app.session.takes import Takes
from musegen_app.session.transport import TransportVerbs

if TYPE_CHECKING:
    from musegen_app.sampling.take import Take

EnginePort = Link[engine.EngineCommand, engine.EngineReport]
WorkerPort = Link[worker.WorkerCommand, worker.WorkerReport]
SAVE_AFTER_SECONDS = 1.0


class Session:
    """The verbs are grouped: `files`, `shelf`, `kept`, `transport`, `sound`, `ports`, `live`, `record`, `compose`,
    `learn`, `presets`, `styles`. Subscribe to the `on_…` events to follow."""

    def __init__(
        self,
        settings: Settings,
        *,
        engine: EnginePort | None = None,
        inference: WorkerPort | None = None,
        now: Callable[[], float] = time.monotonic,
        settings_file: Path | None = None,
        keep_settings: bool = True,
    ) -> None:
        """`engine` and `inference` are put in by tests; `now` is a monotonic clock in seconds. With `keep_settings`
        False nothing is written to disk: what a command was told is no wish for the next window."""
        self.settings = settings
        self._keep_settings = keep_settings
        self._settings_file = settings_file
        self._save_at: float | None = None
        self._now = now
        self.document = Document(Score(tracks=(Track(name="Melody"),)))
        self.status = Status(now)
        self._unexpected: deque[str] = deque()
        self.jobs = Jobs()
        self._engine_given = engine
        self._engine: Lifeline[Any, Any] = Lifeline(self._engine_link, self._engine_up, self._engine_died, now)
        self._worker: Lifeline[Any, Any] = Lifeline(
            lambda: inference or _inference_link(), self._worker_up, self._worker_died, now
        )
        line, document, status = self._engine, self.document, self.status
        wish, change = self._current_settings, self.change_settings
        takes = self._takes = Takes()
        self.transport = TransportVerbs(line, document, status, wish, change, now)
        self.sound = SoundVerbs(line, document, status, wish, change, now)
        self.ports = PortVerbs(line, status, wish, change)
        self.live = LiveVerbs(line)
        self.record = RecordVerbs(line, document, status, self.transport, wish, change, takes, now)
        self.compose = ComposeVerbs(self._worker, document, status, wish, change, self.horizon, takes)
        self._make_steering_verbs(line)
        self._make_file_verbs()
        if keep_settings:
            self.autosave.follow()
        self._name_events()
        self._heard = HeardSong(document, self.record, self.compose, self.horizon)
        self.files.prepared = self._heard.prepared
        self._playing = Playing(line, self._heard.playlist, now)
        self._words = StandingWords(status, document, self.transport, self.record, self.compose, self.ports)
        self._tidy = Tidy(now)
        self.transport.before_play = self._playing.flush
        self.record.heard_changed = self._playing.touch
        self.ports.gone.subscribe(self.record.let_go)
        self.ports.changed.subscribe(lambda _: self._words.outputs())
        self.document.changed.subscribe(self._document_changed)
        self.compose.take_changed.subscribe(self._take_changed)

    def _make_steering_verbs(self, line: Lifeline[Any, Any]) -> None:
        """What bends the net's choices beside the request itself."""
        wish, change = self._current_settings, self.change_settings
        self.learn = LearnVerbs(line, self.status, wish, change, self.compose.steer, self._now)
        self.knob_lanes = KnobLanes(self.document, self.horizon, self.learn.moved)
        self.rounds = Rounds(self.compose, lambda: self.transport.state)
        self.presets = PresetVerbs(self.status, wish, change, self.compose.steer)
        self.styles = StyleVerbs(wish, change)

    def _name_events(self) -> None:
        """What others subscribe to, under one kind of name."""
        self.on_status = self.status.changed
        self.on_transport = self.transport.changed
        self.on_sound = self.sound.changed
        self.on_ports = self.ports.changed
        self.on_record = self.record.changed
        self.on_growing = self.record.growing
        self.on_played: Event[Played] = Event()  # what came in, armed or not (lights blink with it)
        self.on_compose = self.compose.changed
        self.on_take = self.compose.take_changed
        self.on_document = self.document.changed

    # --- life ------------------------------------------------------------------------------------------
    def start(self, *, engine: bool = True, inference: bool = True) -> None:
        """Spawn the two processes; call it when the window is shown. A process that cannot start is said."""
        if engine:
            self._engine.start()
        if inference:
            self._worker.start()

    def poll(self) -> None:
        """Drain the pipes, give credit, send what changed, let words pass; a few times a frame is fine."""
        for report in self._engine.poll():
            self._on_engine(report)
        for answer in self._worker.poll():
            self.compose.on_report(answer)
        self.compose.poll()
        self.learn.poll()
        self.rounds.poll()
        self.record.poll()
        self._words.poll()
        if self._heard.poll():
            self._playing.touch()
        self._playing.poll()
        self.jobs.poll()
        self.files.poll()
        self.autosave.poll()
        self._tidy.poll()
        while self._unexpected:
            self.status.say("error", self._unexpected.popleft())
        self.status.poll()
        if self._save_at is not None and self._now() >= self._save_at:
            self._save_settings()

    def close(self) -> None:
        """Save the settings and end both processes and every job."""
        if self._save_at is not None:
            self._save_settings()
        self.record.finish()
        self.files.close()
        self.autosave.close()
        self.kept.close()
        self.jobs.close()
        self._worker.close()
        self._engine.close()

    def tell(self, sentence: str) -> None:
        """Something went wrong somewhere; any thread may say so (the excepthook does). Shown by the next `poll`."""
        self._unexpected.append(sentence)

    def change_settings(self, **changes: Any) -> None:
        """Other settings from now on; written to disk a second later."""
        self.settings = replace(self.settings, **changes)
        if self._keep_settings and self._save_at is None:
            self._save_at = self._now() + SAVE_AFTER_SECONDS

    def horizon(self) -> Horizon:
        """Where the playhead is, for whoever plans ahead of it."""
        state = self.transport.state
        return Horizon(state.tick, state.playing, self.document.score.tempo, self.compose.margin_seconds, self._now())

    # --- inside ----------------------------------------------------------------------------------------
    def _make_file_verbs(self) -> None:
        document, status, record, leave = self.document, self.status, self.record, self._new_song
        stored = StoredTakes(self._takes, record.takes_so_far)
        self.files = FileVerbs(document, status, self.jobs, leave, stored)
        recording = lambda: record.state.recording  # noqa: E731
        self.autosave = Autosave(document, status, self._now, stored, self.files.stamp, recording, record.so_far)
        self.kept = KeptSongs(document, self.autosave, leave, self.files, stored)
        self.shelf = ShelfVerbs(document, status, leave, self.files, stored)

    def _current_settings(self) -> Settings:
        return self.settings

    def _save_settings(self) -> None:
        self._save_at = None
        save_settings(self.settings, self._settings_file)

    def _new_song(self) -> None:
        self.files.finish_saving()  # what is being saved is this song
        self.files.cancel_opening()
        self.record.finish()
        self.transport.stop()
        self.transport.seek(0)
        self.compose.cancel()
        self.kept.set_aside()
        self.compose.forget()

    def _document_changed(self, change: DocumentChange) -> None:
        if change.before is change.after:
            return
        self._playing.touch()
        self.sound.follow_song()
        self.record.send_thru()
        self._words.outputs()
        take = self.compose.current
        if take is not None and all(t.id != take.track_id for t in change.after.tracks):
            self.compose.put_aside()

    def _take_changed(self, take: Take | None) -> None:
        self._playing.touch()
        until = None if take is None or take.done else take.until_tick
        self._playing.limit(until)
        self.transport.on_notes_until(until)

    def _on_engine(self, report: engine.EngineReport) -> None:
        match report:
            case engine.Position():
                self.transport.on_position(report)
            case engine.Starved():
                self.transport.on_starved(report)
            case engine.AudioState():
                self.sound.on_audio_state(report)
            case engine.DeviceList():
                self.sound.on_devices(report)
            case engine.EngineProblem():
                self.status.say("error", report.sentence)
            case engine.Played():
                self.record.on_played(self.learn.hear(report))
                self.on_played.emit(report)
            case engine.PortList():
                self.ports.on_ports(report)
            case engine.SyncState():
                self.ports.on_sync(report)
            case engine.DeviceLost():
                self.sound.on_device_lost(report)
            case engine.Ready():
                self.transport.on_ready()
            case _:
                assert_never(report)

    def _engine_link(self) -> EnginePort:
        """The link put in by a test, or a real one that opens the right device at once."""
        if self._engine_given is not None:
            return self._engine_given
        from musegen_app.engine.process import EngineLink  # multiprocessing: not before it is wanted

        link = EngineLink()
        for command in self._wishes():
            link.remember(command)
        return link

    def _wishes(self) -> tuple[engine.EngineCommand, ...]:
        """What a new engine is told first."""
        return (*self.sound.wishes(), *self.ports.wishes(), *self.record.wishes(), *self.learn.wishes())

    def _engine_up(self, again: bool) -> None:
        if again:  # the link itself tells a new engine what the last one knew, and where it was
            self.record.let_go()
            self.transport.on_restart()
            return
        if self._engine_given is not None:
            for command in self._wishes():
                self._engine.send(command)
        self.sound.refresh_devices()
        self._playing.send_all()
        self.transport.send_all()

    def _engine_died(self, again: bool) -> None:
        if again:
            self.status.say("warn", "The sound engine stopped and was started again; the song is untouched")
        else:
            self.record.let_go()
            self.transport.stop()
            self.sound.on_lost()

    def _worker_up(self, again: bool) -> None:
        self.compose.send_all()

    def _worker_died(self, again: bool) -> None:
        if again:
            self.status.say("warn", "The generator stopped and was started again; your notes are untouched")
        else:
            self.compose.give_up("The generator keeps stopping; Continue starts it again")
            self.status.say("error", self.compose.state.problem)


def _inference_link() -> WorkerPort:
    from musegen_app.sampling.process import InferenceLink

    return InferenceLink()
