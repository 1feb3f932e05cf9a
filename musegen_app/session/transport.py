"""Verbs of the transport: play, stop, seek, loop, metronome, tempo. GUI thread.

The engine is the only clock: `state.tick` is what it last reported (30 times a second), never computed here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from musegen_app.base.event import Event
from musegen_app.document.document import Document
from musegen_app.engine import messages as engine
from musegen_app.engine.channels import CHORD_CHANNEL, assigned_channels
from musegen_app.score import edits
from musegen_app.score.time import TICKS_PER_QUARTER
from musegen_app.session.links import Lifeline
from musegen_app.session.settings import Settings
from musegen_app.session.status import Status

SETTLE_SECONDS = 0.25
RESTART_SECONDS = 5.0  # a new engine has been started by then
READY_SECONDS = 1.0  # and plays so much later, if it is to
SLOWEST, FASTEST = 25, 400  # percent of the written tempo
CHORDS = -1  # the chord lane among the levels
_STARVED = "starved"
EngineLine = Lifeline[engine.EngineCommand, engine.EngineReport]


@dataclass(frozen=True, slots=True)
class TransportState:
    """Where the music is. `seconds` belongs to `tick` by the song's tempo map; `peak` is the output level.

    `speed` in percent of the written tempo; `count_in`: beats still to come before it begins; `levels`: the highest
    sample of each track's synth channel since the last report, by track id (`CHORDS` for the chord lane).
    """

    tick: int = 0
    playing: bool = False
    seconds: float = 0.0
    loop: bool = False
    loop_from: int = 0
    loop_to: int = 0
    metronome: bool = False
    accent: bool = True
    click_db: float = -6.0
    speed: int = 100
    count_in: int = 0
    dropouts: int = 0
    peak: float = 0.0
    levels: dict[int, float] = field(default_factory=dict)


class TransportVerbs:
    """Every verb answers at once in `state`; reports of the engine that are older than the verb are not believed."""

    def __init__(
        self,
        line: EngineLine,
        document: Document,
        status: Status,
        settings: Callable[[], Settings],
        change: Callable[..., None],
        now: Callable[[], float],
    ) -> None:
        wish = settings()
        self.changed: Event[TransportState] = Event()
        self.sought: Event[int] = Event()  # the playhead was sent to that tick
        self.state = TransportState(metronome=wish.metronome, accent=wish.accent, click_db=wish.click_db)
        self.before_play: Callable[[], None] = lambda: None
        self._line = line
        self._document = document
        self._status = status
        self._change = change
        self._now = now
        self._unsettled_until = 0.0

    def play(self, from_tick: int | None = None, *, count_in_bars: int = 0, to_tick: int | None = None) -> None:
        """Play from `from_tick` (None: from where the playhead stands), after clicks, up to `to_tick` if given."""
        if not self._line.up:
            self._line.start()
        self.before_play()
        self._line.send(engine.Play(from_tick, count_in_bars, to_tick))
        if from_tick is not None:
            self.sought.emit(from_tick)
        self._expect(playing=True, tick=self.state.tick if from_tick is None else from_tick)

    def play_range(self, from_tick: int, to_tick: int) -> None:
        """Play [from_tick, to_tick) once."""
        self.play(from_tick, to_tick=to_tick)

    def stop(self) -> None:
        """Stop; the playhead stays where it is."""
        self._line.send(engine.Stop())
        self._expect(playing=False, tick=self.state.tick)

    def toggle(self) -> None:
        if self.state.playing:
            self.stop()
        else:
            self.play()

    def seek(self, tick: int) -> None:
        """Move the playhead, playing or not."""
        tick = max(0, tick)
        self._line.send(engine.Seek(tick))
        self.sought.emit(tick)
        self._expect(playing=self.state.playing, tick=tick)

    def set_loop(self, on: bool, from_tick: int, to_tick: int) -> None:
        """Loop [from_tick, to_tick); a range without length switches the loop off."""
        on = on and to_tick > from_tick
        self._line.send(engine.SetLoop(on, from_tick, to_tick))
        self._show(replace(self.state, loop=on, loop_from=from_tick, loop_to=to_tick))

    def set_metronome(self, on: bool, gain_db: float | None = None, accent: bool | None = None) -> None:
        """Clicks on every beat, how loud and whether each bar's first stands out (None: as it is); remembered."""
        gain_db = self.state.click_db if gain_db is None else gain_db
        accent = self.state.accent if accent is None else accent
        self._change(metronome=on, click_db=gain_db, accent=accent)
        self._line.send(engine.SetMetronome(on, gain_db, accent))
        self._show(replace(self.state, metronome=on, click_db=gain_db, accent=accent))

    def set_speed(self, percent: int) -> None:
        """Play slower or faster at the same pitch: 25 to 400 percent of the written tempo."""
        percent = min(max(percent, SLOWEST), FASTEST)
        self._line.send(engine.SetSpeed(percent))
        self._show(replace(self.state, speed=percent))

    def set_tempo(self, bpm: float) -> None:
        """Change the song's tempo at the playhead's tempo mark: one undo step each time."""
        mark = self._document.score.tempo.at(self.state.tick)
        score = edits.set_tempo(self._document.score, mark.tick, bpm)
        self._document.edit("Set tempo", score)

    def panic(self) -> None:
        """Silence everything at once."""
        self._line.send(engine.Panic())
        self._expect(playing=False, tick=self.state.tick)

    # --- for the session -------------------------------------------------------------------------------
    def send_all(self) -> None:
        """The engine is up for the first time: tell it everything (the playlist is already there)."""
        s = self.state
        self._line.send(engine.SetLoop(s.loop, s.loop_from, s.loop_to))
        self._line.send(engine.SetMetronome(s.metronome, s.click_db, s.accent))
        self._line.send(engine.SetSpeed(s.speed))
        self._line.send(engine.Seek(s.tick))

    def on_position(self, report: engine.Position) -> None:
        """Believe the engine, except just after a verb that it cannot have seen yet."""
        if self._now() < self._unsettled_until:
            late = report.playing != self.state.playing
            far = abs(report.tick - self.state.tick) > 2 * TICKS_PER_QUARTER
            if late or far:
                return
            self._unsettled_until = 0.0
        seconds = self._document.score.tempo.seconds(report.tick)
        self._show(
            replace(
                self.state,
                tick=report.tick,
                playing=report.playing,
                seconds=seconds,
                dropouts=report.dropouts,
                peak=report.peak,
                count_in=report.count_in,
                levels=self._levels(report.levels),
            )
        )

    def on_restart(self) -> None:
        """A new engine goes on where the last one was; until it plays, it says that it stands."""
        self._unsettled_until = self._now() + RESTART_SECONDS

    def on_ready(self) -> None:
        """A new engine is up: its first words are that it stands, whatever was asked of it meanwhile."""
        if self.state.playing:
            self._unsettled_until = self._now() + READY_SECONDS

    def on_starved(self, report: engine.Starved) -> None:
        words = "The playhead has caught up with the net: silence until more notes are there"
        self._status.set(_STARVED, "busy", words)

    def on_notes_until(self, until_tick: int | None) -> None:
        """Notes are known up to there (None: all of them): past the playhead that ends a silence."""
        if until_tick is None or until_tick > self.state.tick:
            self._status.clear(_STARVED)

    def _levels(self, by_channel: tuple[float, ...]) -> dict[int, float]:
        """The synth's levels by track; tracks that share a channel share its level."""
        if not any(by_channel):
            return {}
        channels = assigned_channels(self._document.score.tracks) | {CHORDS: CHORD_CHANNEL}
        return {track: by_channel[c] for track, c in channels.items() if c < len(by_channel)}

    def _expect(self, *, playing: bool, tick: int) -> None:
        self._unsettled_until = self._now() + SETTLE_SECONDS
        playing = playing and self._line.up
        self._show(replace(self.state, playing=playing, tick=tick, seconds=self._document.score.tempo.seconds(tick)))

    def _show(self, state: TransportState) -> None:
        if state != self.state:
            if not state.playing:
                self._status.clear(_STARVED)
            self.state = state
            self.changed.emit(state)
