"""Play menu and transport buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from musegen_app.session.transport import TransportState
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.parts.choice_menu import ChoiceMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenuBar, QWidget

    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView


SPEEDS = (50, 75, 100, 125, 150, 200)  # percent of the written tempo
CLICKS = (("Soft", -18.0), ("Usual", -6.0), ("Loud", 0.0), ("Very loud", 6.0))  # dB


class PlayCommands:
    """GUI thread; the engine keeps the time, these only ask."""

    def __init__(self, session: Session, roll: RollView, actions: Actions, window: QWidget) -> None:
        self._session = session
        self._transport = session.transport
        self._roll = roll
        self._actions = actions
        self._window = window
        self._stopped_at = 0
        self._was_playing = False
        self.speed = ChoiceMenu(translated("Spee&d"), [(f"{s} %", s) for s in SPEEDS], window)
        self.click = ChoiceMenu(translated("Metro&nome level"), [(translated(w), db) for w, db in CLICKS], window)
        self.speed.picked.connect(self._transport.set_speed)
        self.click.picked.connect(self._set_click)
        actions.show_checked("hear_touched", True)
        roll.seekRequested.connect(self._transport.seek)
        roll.loopRequested.connect(self._transport.set_loop)
        roll.previewRequested.connect(self.preview)
        roll.previewEnded.connect(session.sound.preview_off)

    def place_menus(self, bar: QMenuBar) -> None:
        """The choices in the Play menu."""
        home = self._actions.menu("loop", bar)
        home.insertMenu(self._actions["hear_touched"], self.click)
        home.insertMenu(self._actions["loop"], self.speed)

    def button_menu(self) -> QMenu:
        """What belongs to the metronome button."""
        menu = QMenu(self._window)
        for action in (self._actions["accent"], *self.click.actions()):
            menu.addAction(action)
        menu.insertSeparator(self.click.actions()[0])
        return menu

    def play_or_stop(self) -> None:
        self._transport.toggle()

    def continue_playing(self) -> None:
        """From where it last stopped, wherever the playhead has been put since."""
        if self._transport.state.playing:
            self._transport.stop()
        else:
            self._transport.play(self._stopped_at)

    def stop(self) -> None:
        if self._transport.state.playing:
            self._transport.stop()
        else:
            self._go_to(0)

    def to_start(self) -> None:
        self._go_to(0)

    def to_end(self) -> None:
        self._go_to(self._session.document.score.end_tick)

    def bar_back(self) -> None:
        """To the bar line before; one bar further back when already on it."""
        meter, tick = self._session.document.score.meter, self._transport.state.tick
        place = meter.position(tick)
        self._go_to(meter.bar_start(place.bar if place.tick > 0 else place.bar - 1))

    def bar_forward(self) -> None:
        meter = self._session.document.score.meter
        self._go_to(meter.bar_start(meter.position(self._transport.state.tick).bar + 1))

    def loop(self, on: bool) -> None:
        """The loop as it stands; without one, around the selection or the whole song."""
        state = self._transport.state
        low, high = state.loop_from, state.loop_to
        if on and high <= low:
            low, high = self._roll.selected_range() or self._whole_song()
        self._transport.set_loop(on, low, high)

    def loop_selection(self) -> None:
        chosen = self._roll.selected_range()
        if chosen is not None:
            self._transport.set_loop(True, *chosen)

    def play_selection(self) -> None:
        """From the first selected note to the end of the last, once."""
        chosen = self._roll.selected_range()
        if chosen is not None:
            self._transport.play_range(*chosen)

    def rounds(self, on: bool) -> None:
        """In a loop, each round sounds another take."""
        self._session.rounds.switch(on)

    def metronome(self, on: bool) -> None:
        self._transport.set_metronome(on)
        self._session.change_settings(metronome=on)

    def accent(self, on: bool) -> None:
        self._transport.set_metronome(self._transport.state.metronome, accent=on)
        self._session.change_settings(accent=on)

    def _set_click(self, gain_db: float) -> None:
        self._transport.set_metronome(self._transport.state.metronome, gain_db=gain_db)
        self._session.change_settings(click_db=gain_db)

    def hear_touched(self, on: bool) -> None:
        self._roll.set_previews(on)

    def panic(self) -> None:
        self._transport.panic()

    def preview(self, pitch: int, velocity: int) -> None:
        """Sound one note with the active track's instrument."""
        tracks = self._session.document.score.tracks
        if any(t.id == self._roll.active_track for t in tracks):
            self._session.sound.preview_on(self._roll.active_track, pitch, velocity)

    def show(self, state: TransportState) -> None:
        """Follow the transport: ticks of the menu, the roll's playhead and loop."""
        if self._was_playing and not state.playing:
            self._stopped_at = state.tick
        self._was_playing = state.playing
        self._actions.show_checked("loop", state.loop)
        self._actions.show_checked("rounds", self._session.rounds.on)
        self._actions.show_checked("metronome", state.metronome)
        self._actions.show_checked("accent", state.accent)
        self.speed.show_choice(state.speed)
        self.click.show_choice(state.click_db)
        self._roll.set_loop(state.loop, state.loop_from, state.loop_to)
        self._roll.stage.margin_seconds = self._session.compose.margin_seconds + self._late
        self._roll.set_playhead(self._heard_tick(state), state.playing)

    def _go_to(self, tick: int) -> None:
        """Put the playhead there, in sight."""
        tick = max(0, tick)
        self._transport.seek(tick)
        self._roll.reveal_tick(tick)

    @property
    def _late(self) -> float:
        """Seconds from the engine to the loudspeaker."""
        return self._session.sound.state.latency_ms / 1_000

    def _heard_tick(self, state: TransportState) -> int:
        """What comes out of the loudspeaker now: the device is `latency_ms` behind the engine."""
        if not state.playing:
            return state.tick
        tempo = self._session.document.score.tempo
        heard = tempo.tick(max(0.0, tempo.seconds(state.tick) - self._late))
        if state.loop and state.loop_from <= state.tick and heard < state.loop_from:
            return state.loop_from
        return heard

    def _whole_song(self) -> tuple[int, int]:
        score = self._session.document.score
        bars = score.meter.position(max(0, score.end_tick - 1)).bar + 1
        return 0, score.meter.bar_start(bars)
