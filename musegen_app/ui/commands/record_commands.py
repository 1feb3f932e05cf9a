"""Record menu: record, capture, punch, and how recording goes about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from musegen_app.score.model import Note
from musegen_app.session.record import RecordMode, RecordState
from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.parts.choice_menu import ChoiceMenu
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenuBar, QWidget

    from musegen_app.session.session import Session
    from musegen_app.ui.commands.track_commands import TrackCommands
    from musegen_app.ui.panels.track_list import TrackList
    from musegen_app.ui.piano_roll.view import RollView

MODES = (
    ("Add to what is there", RecordMode.OVERDUB),
    ("Replace what is there", RecordMode.REPLACE),
    ("Make a take of each pass", RecordMode.TAKES),
)
COUNT_INS = (("No count-in", 0), ("1 bar", 1), ("2 bars", 2))
GRIDS = (
    ("As played", 0),
    ("To 1/4", 960),
    ("To 1/8", 480),
    ("To 1/8 triplets", 320),
    ("To 1/16", 240),
    ("To 1/16 triplets", 160),
    ("To 1/32", 120),
)

PARTS = (("10 seconds", 10.0), ("30 seconds", 30.0), ("minute", 60.0), ("5 minutes", 300.0), ("10 minutes", 600.0))


class RecordCommands:
    """GUI thread. `keyboard_plays` and the rest of the piano keys are in `KeyPianoCommands`."""

    def __init__(
        self,
        session: Session,
        roll: RollView,
        rows: TrackList,
        tracks: TrackCommands,
        actions: Actions,
        window: QWidget,
    ) -> None:
        self._session = session
        self._verbs = session.record
        self._roll = roll
        self._rows = rows
        self._tracks = tracks
        self._actions = actions
        self._window = window
        self._record_tip = actions["record"].toolTip()
        self.mode = ChoiceMenu(translated("Recording &mode"), _in_words(MODES), window)
        self.count_in = ChoiceMenu(translated("&Count-in"), _in_words(COUNT_INS), window)
        self.quantise = ChoiceMenu(translated("&Quantise what comes in"), _in_words(GRIDS), window)
        self.mode.picked.connect(lambda mode: self._verbs.set_mode(RecordMode(mode)))
        self.count_in.picked.connect(self._verbs.set_count_in)
        self.quantise.picked.connect(self._verbs.set_quantise)
        self.last = self._parts(translated("Keep the &last"), self._verbs.capture)
        self.last_as_seed = self._parts(translated("Keep the last … as a see&d"), self._verbs.capture_as_seed)
        rows.armed.connect(self._arm)

    def place_menus(self, bar: QMenuBar) -> None:
        """The choices in the Record menu, below Punch."""
        home = self._actions.menu("record", bar)
        before = self._actions["hear_keys"]
        for choice in (self.mode, self.count_in, self.quantise):
            home.insertMenu(before, choice)
        home.insertSeparator(before)
        for part in (self.last, self.last_as_seed):
            home.insertMenu(self._actions["punch"], part)
        home.insertSeparator(self._actions["punch"])

    def button_menu(self) -> QMenu:
        """What belongs to the record button: the same commands and choices in short."""
        menu, actions = QMenu(self._window), self._actions
        menu.setToolTipsVisible(True)
        for name in ("record_with_count_in", "capture", "capture_as_seed"):
            menu.addAction(actions[name])
        menu.addSeparator()
        for choice in (self.mode, self.count_in, self.quantise):
            menu.addMenu(choice)
        menu.addSeparator()
        for name in ("punch", "hear_keys", "midi_settings"):
            menu.addAction(actions[name])
        return menu

    # -- commands ------------------------------------------------------------------------------------------------
    def record(self, on: bool) -> None:
        if on != self._verbs.state.recording:
            self._verbs.toggle()
        self.show(self._verbs.state)  # the tick is what is so, not what was wished

    def record_with_count_in(self) -> None:
        """With one bar where none is wanted usually; recording that runs goes on."""
        verbs, usual = self._verbs, self._verbs.state.count_in_bars
        if verbs.state.recording:
            return
        verbs.set_count_in(max(1, usual))
        verbs.toggle()
        verbs.set_count_in(usual)

    def capture(self) -> None:
        self._show_track(self._verbs.capture())

    def capture_as_seed(self) -> None:
        self._show_track(self._verbs.capture_as_seed())

    def arm_track(self, on: bool) -> None:
        if self._tracks.active is not None:
            self._arm(self._tracks.active.id, on)

    def punch(self, on: bool) -> None:
        """The region as it stands; without one, around the selection or the loop."""
        state = self._verbs.state
        low, high = state.punch_from, state.punch_to
        if on and high <= low:
            low, high = self._roll.selected_range() or self._loop() or (0, 0)
        if on and high <= low:
            self._session.status.say("info", translated("Select notes or set a loop first: punching needs a region"))
        self._verbs.set_punch(on, low, high)
        self.show(self._verbs.state)

    def punch_in(self) -> None:
        """At the first selected note, or at the playhead."""
        chosen, state = self._roll.selected_range(), self._verbs.state
        low = chosen[0] if chosen else self._session.transport.state.tick
        high = state.punch_to if state.punch_to > low else self._end_after(low)
        self._verbs.set_punch(True, low, high)

    def punch_out(self) -> None:
        """At the end of the last selected note, or at the playhead."""
        chosen, state = self._roll.selected_range(), self._verbs.state
        high = chosen[1] if chosen else self._session.transport.state.tick
        low = state.punch_from if state.punch_from < high else 0
        self._verbs.set_punch(True, low, high)

    def record_knobs(self, on: bool) -> None:
        """Knobs and sliders that steer the model are written into lanes while it plays."""
        self._session.knob_lanes.arm(on)
        if on:
            self._session.status.say("info", said("Play, and turn knobs or sliders: they are drawn into lanes"))

    def hear_keys(self, on: bool) -> None:
        self._verbs.set_thru(on)

    # -- following the session -----------------------------------------------------------------------------------
    def show(self, state: RecordState) -> None:
        """Ticks of the menus, the armed row, the punch region in the roll."""
        actions = self._actions
        actions.show_checked("record", state.recording)
        actions.show_checked("punch", state.punch)
        actions.show_checked("hear_keys", state.thru)
        self.mode.show_choice(state.mode)
        self.count_in.show_choice(state.count_in_bars)
        self.quantise.show_choice(state.quantise_ticks)
        how = " · ".join((self.mode.words, self.count_in.words, self.quantise.words))
        set_tip(actions["record"], f"{self._record_tip}\n{how}")
        self._rows.show_armed(state.armed)
        self.show_active()
        self._roll.set_recording(state.recording, (state.punch_from, state.punch_to) if state.punch else None)
        self._show_remembered(state.remembered > 0)

    def _show_remembered(self, some: bool) -> None:
        """Without a note that was played there is nothing to take up."""
        nothing = translated("Nothing was played yet: what comes in by MIDI or the keyboard piano can be kept.")
        for name in ("capture", "capture_as_seed"):
            self._actions.allow(name, some, nothing)
        for menu in (self.last, self.last_as_seed):
            set_enabled(menu, some, nothing)
            set_enabled(menu.menuAction(), some, nothing)

    def show_growing(self, notes: tuple[Note, ...]) -> None:
        """Notes on their way into the recorded track, while that is the one in the roll."""
        seen = self._verbs.state.armed in (None, self._roll.active_track)
        self._roll.set_growing(notes if seen else ())

    def show_active(self) -> None:
        """The active track has changed: is it the armed one?"""
        active = self._tracks.active
        none = translated("There is no track: add one first.")
        self._actions.allow("arm_track", active is not None, none)
        self._actions.show_checked("arm_track", active is not None and active.id == self._verbs.state.armed)

    def _parts(self, title: str, take: Callable[[float], int | None]) -> QMenu:
        """How much of what was played `take` is to take."""
        menu = QMenu(title, self._window)
        for words, seconds in PARTS:
            entry = menu.addAction(translated(words))
            entry.triggered.connect(lambda _checked=False, seconds=seconds: self._show_track(take(seconds)))
        return menu

    def _arm(self, track_id: int, on: bool) -> None:
        """One track at a time is armed; it becomes the one that is edited."""
        if on:
            self._tracks.pick(track_id)
        self._verbs.arm(track_id if on else None)

    def _show_track(self, track_id: int | None) -> None:
        if track_id is not None:
            self._tracks.pick(track_id)

    def _loop(self) -> tuple[int, int] | None:
        state = self._session.transport.state
        return (state.loop_from, state.loop_to) if state.loop else None

    def _end_after(self, tick: int) -> int:
        """The song's end, or a bar further where that is not later."""
        meter, end = self._session.document.score.meter, self._session.document.score.end_tick
        return end if end > tick else tick + meter.at(tick).bar_ticks


def _in_words(choices: tuple[tuple[str, object], ...]) -> list[tuple[str, object]]:
    return [(translated(words), value) for words, value in choices]
