"""Verbs of recording: arm a track, record, quantise, punch, and take up what was played unrecorded. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from musegen_app.base.event import Event
from musegen_app.document.document import Document
from musegen_app.engine import messages as engine
from musegen_app.sampling.take import Take
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.record_state import RecordState
from musegen_app.session.recording import ENDLESS, Loop, Plan, Recording
from musegen_app.session.remembering import Memory, take_down
from musegen_app.session.settings import Settings
from musegen_app.session.status import Status
from musegen_app.session.takes import Takes
from musegen_app.session.thru import KEY, live_sound, trigger_of
from musegen_app.session.transport import EngineLine, TransportState, TransportVerbs
from musegen_app.session.written import RecordMode, growing, heard, played_track, takes_of, with_taken, written

__all__ = ["RecordMode", "RecordState", "RecordVerbs"]
LATE_SECONDS = 0.15  # what was played before the end has arrived by then


class RecordVerbs:
    """`state` answers every verb at once; what is played arrives by `on_played`, armed or not."""

    def __init__(
        self,
        line: EngineLine,
        document: Document,
        status: Status,
        transport: TransportVerbs,
        settings: Callable[[], Settings],
        change: Callable[..., None],
        takes: Takes,
        now: Callable[[], float],
    ) -> None:
        self.changed: Event[RecordState] = Event()
        self.growing: Event[tuple[Note, ...]] = Event()  # what is recorded and not yet in the song
        self.heard_changed: Callable[[], None] = lambda: None  # set by the session: the playlist is another one
        self.state = RecordState.of(settings())
        self._line = line
        self._document = document
        self._status = status
        self._transport = transport
        self._settings = settings
        self._change = change
        self._takes = takes
        self._now = now
        self._sounding: engine.SetThru | None = None  # the last one sent
        self._memory = Memory()
        self._recording: Recording | None = None
        self._grown = False
        self._ended_tick = 0
        self._finish_at: float | None = None
        transport.changed.subscribe(self._on_transport)
        transport.sought.subscribe(self._on_sought)

    # --- wishes ----------------------------------------------------------------------------------------
    def arm(self, track_id: int | None) -> None:
        """Record that track; None: whichever is active."""
        self._show(armed=track_id)
        self.send_thru()

    def set_active(self, track_id: int | None) -> None:
        """The window's active track: it is played and recorded while none is armed."""
        self._show(active=track_id)
        self.send_thru()

    def set_mode(self, mode: RecordMode) -> None:
        self._change(record_mode=mode.value)
        self._show(mode=mode)

    def set_quantise(self, ticks: int) -> None:
        """Put recorded notes on a grid of so many ticks; 0: leave them as played. Remembered."""
        self._change(quantise_ticks=max(0, ticks))
        self._show(quantise_ticks=max(0, ticks))

    def set_count_in(self, bars: int) -> None:
        """0, 1 or 2 bars of clicks before recording; remembered."""
        bars = min(max(bars, 0), 2)
        self._change(count_in_bars=bars)
        self._show(count_in_bars=bars)

    def set_punch(self, on: bool, from_tick: int, to_tick: int) -> None:
        """Keep only what is played in [from_tick, to_tick); a range without length switches it off."""
        self._show(punch=on and to_tick > from_tick, punch_from=max(0, from_tick), punch_to=max(0, to_tick))

    def set_thru(self, on: bool) -> None:
        """Do keys sound with the armed track's instrument? Remembered."""
        self._change(thru=on)
        self._show(thru=on)
        self.send_thru()

    def forget_panic(self) -> None:
        """No key and no controller silences everything any more."""
        self._set_panic(engine.SetPanicTrigger())

    def learn_panic(self) -> None:
        """The next key or controller that comes in silences everything from now on; remembered."""
        self._show(learning=not self.state.learning)

    # --- recording -------------------------------------------------------------------------------------
    def toggle(self) -> None:
        """Record, after the count-in when nothing plays yet; again: stop recording, the music goes on."""
        if self.state.recording:
            self._end()
            return
        self.finish()
        track = self._target()
        if track is None:
            self._status.say("error", "There is no track to record on: add one first")
            return
        playing, tick = self._transport.state.playing, self._transport.state.tick
        self._recording = Recording(self._plan(track, tick, playing))
        self._show(recording=True)
        self.heard_changed()
        if not playing:
            self._transport.play(tick, count_in_bars=self.state.count_in_bars)
            if not self._transport.state.playing:
                self._status.say("error", "The sound engine does not run: recording needs it")
                self._end()

    def capture(self, seconds: float | None = None) -> int | None:
        """What was played in the last `seconds` (None: since the last pause) as notes of the armed track, recorded
        or not: one undo step. The track's id, None when nothing was played."""
        return self._capture(seconds, self._target())

    def capture_as_seed(self, seconds: float | None = None) -> int | None:
        """The same on a new track "Played", which is active from now on: ready to be continued."""
        return self._capture(seconds, None)

    # --- for the session -------------------------------------------------------------------------------
    @property
    def words(self) -> str:
        """What the status line says while it records."""
        recording = self._recording
        if recording is None or not self.state.recording:
            return ""
        score, tick = self._document.score, self._transport.state.tick
        name = next((t.name for t in score.tracks if t.id == recording.plan.track_id), "") or "the track"
        return f"Recording on {name}, bar {score.meter.position(tick).bar + 1}"

    def wishes(self) -> tuple[engine.EngineCommand, ...]:
        """What a new engine is told first."""
        wish = self._settings()
        self._sounding = self._thru()
        return (self._sounding, engine.SetPanicTrigger(wish.panic_kind, wish.panic_number))

    def send_thru(self) -> None:
        """Tell the engine how keys sound, if that is news."""
        thru = self._thru()
        if thru != self._sounding:
            self._sounding = thru
            self._line.send(thru)

    def heard(self, score: Score) -> Score:
        """The song as it sounds while it is recorded."""
        return score if self._recording is None else heard(score, self._recording, self.state.mode)

    def so_far(self, score: Score) -> Score:
        """The song as it would be if recording ended now; takes are no part of it."""
        if self._recording is None or self.state.mode is RecordMode.TAKES:
            return score
        return written(score, self._recording, self.state.mode)

    def takes_so_far(self) -> tuple[Take, ...]:
        """The takes as they would be if recording ended now."""
        if self._recording is None or self.state.mode is not RecordMode.TAKES:
            return ()
        return tuple(takes_of(self._recording))

    def on_played(self, report: engine.Played) -> None:
        """What came in at the ports, armed or not."""
        self._learn(report.events)
        self._memory.hear(report.events)
        self._take_in(report.events)
        self._show(remembered=len(self._memory))

    def let_go(self, port: str | None = None) -> None:
        """The port (None: the engine, and so every port) is gone: no release will come for the keys that are down."""
        self._take_in(self._memory.release(port, self._now_ns, self._transport.state.tick))

    def poll(self) -> None:
        """Show what has grown. A moment after the end everything that was played until then has arrived."""
        if self._grown and self._recording is not None:
            self.growing.emit(growing(self._recording, self.state.mode))
        self._grown = False
        if self._finish_at is not None and self._now() >= self._finish_at:
            self.finish()

    def finish(self) -> None:
        """Write what was recorded into the song, or among the takes."""
        if self.state.recording:
            self._end()
        recording, self._recording, self._finish_at = self._recording, None, None
        if recording is None:
            return
        recording.close(self._ended_tick, self._loop)
        self.growing.emit(())
        self.heard_changed()
        if recording.empty:
            self._status.say("info", recording.words)
        elif self.state.mode is RecordMode.TAKES:
            words = self._takes.add_all(takes_of(recording))
            if words:
                self._status.say("warn", words)
        else:
            self._document.edit("Record", written(self._document.score, recording, self.state.mode))

    # --- inside ----------------------------------------------------------------------------------------
    @property
    def _now_ns(self) -> int:
        """The clock that events are stamped with."""
        return round(self._now() * 1e9)

    @property
    def _loop(self) -> Loop | None:
        s = self._transport.state
        return (s.loop_from, s.loop_to) if s.loop else None

    def _plan(self, track: Track, tick: int, playing: bool) -> Plan:
        s = self.state
        low, high = (s.punch_from, s.punch_to) if s.punch else (0, ENDLESS)
        meter = self._document.score.meter
        return Plan(track.id, tick, self._now_ns, meter, not playing, low, high, s.quantise_ticks)

    def _end(self) -> None:
        """Record no more; what is on its way from the engine still comes in."""
        if self._recording is not None:
            self._recording.until_ns = self._now_ns
        self._ended_tick = self._transport.state.tick
        self._finish_at = self._now() + LATE_SECONDS
        self._show(recording=False)

    def _take_in(self, events: Iterable[engine.PlayedEvent]) -> None:
        recording = self._recording
        if recording is None:
            return
        laps = len(recording.laps)
        for event in events:
            recording.hear(event, self._loop)
        if len(recording.laps) != laps:
            self.heard_changed()
        self._grown = True

    def _on_transport(self, state: TransportState) -> None:
        if self._recording is None or not self.state.recording:
            return
        if not state.playing:
            self._end()
        elif not state.count_in:
            before = self._recording.from_tick
            self._recording.went_to(state.tick, self._loop)
            self._grown = True
            if self._recording.from_tick != before:
                self.heard_changed()

    def _on_sought(self, tick: int) -> None:
        if self._recording is not None and self.state.recording and self._transport.state.playing:
            self._recording.jumped(tick)
            self.heard_changed()

    def _learn(self, events: Iterable[engine.PlayedEvent]) -> None:
        if not self.state.learning:
            return
        trigger = next((t for e in events if (t := trigger_of(e)) is not None), None)
        if trigger is not None:
            self._show(learning=False)
            self._set_panic(trigger)
            what = "Key" if trigger.kind == KEY else "Controller"
            self._status.say("info", f"{what} {trigger.number} silences everything from now on")

    def _set_panic(self, trigger: engine.SetPanicTrigger) -> None:
        self._change(panic_kind=trigger.kind, panic_number=trigger.number)
        self._line.send(trigger)

    def _capture(self, seconds: float | None, track: Track | None) -> int | None:
        """Notes of what was played on `track`, or on a new one."""
        score, tick = self._document.score, self._transport.state.tick
        events = self._memory.phrase() if seconds is None else self._memory.since(self._now_ns - round(seconds * 1e9))
        bar = score.meter.bar_start(score.meter.position(tick).bar)
        taken = take_down(events, score.tempo, bar, self._now_ns)
        if taken is None:
            self._status.say("info", "Nothing was played in that time: what you play is remembered for ten minutes")
            return None
        if track is None:
            track = played_track(score, self._target())
            score = edits.add_track(score, track)
        self._document.edit("Capture", score.with_track(with_taken(track, taken)))
        if self._target() != self._document.score.track(track.id):
            self.set_active(track.id)
        count = len(taken.notes)
        self._status.say("info", f"{count} note{'s' if count > 1 else ''} of what you played are in the song now")
        return track.id

    def _thru(self) -> engine.SetThru:
        return engine.SetThru(live_sound(self._target()) if self.state.thru else None)

    def _target(self) -> Track | None:
        """The armed track, else the active one, else the first."""
        by_id = {t.id: t for t in self._document.score.tracks}
        wanted = (by_id.get(i) for i in (self.state.armed, self.state.active) if i is not None)
        return next((t for t in wanted if t is not None), next(iter(by_id.values()), None))

    def _show(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]
        if state != self.state:
            self.state = state
            self.changed.emit(state)
