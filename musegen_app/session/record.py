"""Verbs of recording: arm a track, record, quantise, punch, and take up what was played unrecorded. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from musegen_app.base.event import Event
from musegen_app.document.document import Document
from musegen_app.engine import messages as engine
from musegen_app.engine.route import Route
from musegen_app.score.model import Track
from musegen_app.session.settings import Settings
from musegen_app.session.status import Status
from musegen_app.session.transport import EngineLine, TransportVerbs


class RecordMode(StrEnum):
    """What recording does with what is there: add to it, replace it, or make takes to choose from."""

    OVERDUB = "overdub"
    REPLACE = "replace"
    TAKES = "takes"


@dataclass(frozen=True, slots=True)
class RecordState:
    """`armed`: the track that is recorded, None: the active one. `quantise_ticks` 0: recorded as played.

    With `punch` only what is played in [punch_from, punch_to) is kept. `remembered` counts the events of the last
    ten minutes; `learning`: the next key or controller becomes the panic trigger.
    """

    armed: int | None = None
    recording: bool = False
    mode: RecordMode = RecordMode.OVERDUB
    quantise_ticks: int = 0
    count_in_bars: int = 1
    punch: bool = False
    punch_from: int = 0
    punch_to: int = 0
    thru: bool = True
    remembered: int = 0
    learning: bool = False
    active: int | None = None


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
    ) -> None:
        wish = settings()
        self.changed: Event[RecordState] = Event()
        self.state = RecordState(
            mode=RecordMode(wish.record_mode) if wish.record_mode in set(RecordMode) else RecordMode.OVERDUB,
            quantise_ticks=wish.quantise_ticks,
            count_in_bars=wish.count_in_bars,
            thru=wish.thru,
        )
        self._line = line
        self._document = document
        self._status = status
        self._transport = transport
        self._settings = settings
        self._change = change
        self._sounding: engine.SetThru | None = None  # the last one sent

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

    def learn_panic(self) -> None:
        """The next key or controller that comes in silences everything from now on; remembered."""
        self._show(learning=not self.state.learning)

    # --- recording -------------------------------------------------------------------------------------
    def toggle(self) -> None:
        """Record, after the count-in when nothing plays yet; again: stop recording, the music goes on."""
        if self.state.recording:
            self._show(recording=False)
            return
        if not self._transport.state.playing:
            self._transport.play(count_in_bars=self.state.count_in_bars)
        self._show(recording=True)

    def capture(self, seconds: float | None = None) -> int | None:
        """What was played lately as notes on the armed track; its id, None when nothing was played."""
        return None

    def capture_as_seed(self, seconds: float | None = None) -> int | None:
        """The same as a new track "Played", ready to be continued."""
        return None

    # --- for the session -------------------------------------------------------------------------------
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

    def on_played(self, report: engine.Played) -> None:
        """What came in at the ports."""

    def _thru(self) -> engine.SetThru:
        track = self._target()
        return engine.SetThru(live_sound(track) if self.state.thru and track is not None else None)

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


def live_sound(track: Track) -> engine.LiveSound:
    """How keys sound that are played on the track."""
    out = track.output
    return engine.LiveSound(
        bank=track.bank,
        program=track.program,
        volume=track.volume,
        pan=track.pan,
        reverb=track.reverb,
        chorus=track.chorus,
        drums=track.is_drums,
        synth=out.synth,
        route=Route(out.port, out.channel) if out.port else None,
    )
