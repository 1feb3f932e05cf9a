"""Song menu: markers, sections, bars, tempo, metre and key from the playhead on."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from musegen_app.base.errors import SettingsError
from musegen_app.score import edits
from musegen_app.score.tap_tempo import tapped_bpm, taps_in_row
from musegen_app.score.timeline_edits import markers
from musegen_app.session.moving_takes import MovingTakes
from musegen_app.session.regions import Regions
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.commands.saying import failures_said
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.lane_field import LaneField, Typed
from musegen_app.ui.piano_roll.sign_lane import Sign
from musegen_app.ui.piano_roll.timeline import FOLDING

if TYPE_CHECKING:
    from collections.abc import Callable

    from musegen_app.score.model import Score, Section
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView

_MOST_BARS = 999
_FIELD_WIDTH = 110


class SongCommands:
    """GUI thread; every change is one `Document.edit`, and what is asked is asked in one line on a strip."""

    def __init__(self, session: Session, roll: RollView, actions: Actions) -> None:
        self._session = session
        self._document = session.document
        self._roll = roll
        self._timeline = roll.timeline
        self._actions = actions
        self._bars_field = LaneField(self._timeline.ruler)
        self._regions = Regions(session.document, session.transport, session.record)
        self._moving = MovingTakes(session.document, session.compose)
        self._taps: tuple[float, ...] = ()
        self.now: Callable[[], float] = time.monotonic
        self._timeline.changed.connect(self.refresh)
        roll.stage.bars_put_in.connect(self._put_in)
        roll.punchRequested.connect(lambda low, high: session.record.set_punch(True, low, high))
        self.refresh()

    def refresh(self) -> None:
        """Which strips are unfolded."""
        for name in FOLDING:
            self._actions.show_checked(f"show_{name}", self._timeline.shows(name))

    # -- markers and sections ------------------------------------------------------------------------------------

    def add_marker(self) -> None:
        """At the grid line nearest to the playhead."""
        tick = snap.nearest_tick(self._roll.stage.snap, self._score.meter, self._tick)
        self._timeline.write("flags", self._timeline.flags.sign_of("marker", tick))

    def previous_marker(self) -> None:
        before = [t for t in self._landmarks() if t < self._tick]
        self._go_to(before[-1] if before else 0)

    def next_marker(self) -> None:
        after = [t for t in self._landmarks() if t > self._tick]
        if after:
            self._go_to(after[0])
        else:
            self._session.status.say("info", translated("There is no marker or section after the playhead."))

    def name_section(self) -> None:
        """At the bar of the playhead; a section that begins there is renamed."""
        tick = self._timeline.sections.new_sign(self._tick).tick
        known = next((s.label for s in self._score.sections if s.start_tick == tick), "")
        self._timeline.write("sections", Sign("section", tick, known))

    def loop_section(self) -> None:
        with failures_said(self._session.status):
            section, end = self._section()
            self._session.transport.set_loop(True, section.start_tick, end)

    def duplicate_section(self) -> None:
        with failures_said(self._session.status):
            section, end = self._section()
            edited = edits.duplicate_section(self._score, section.start_tick, end)
            if self._document.edit("Duplicate section", edited):
                self._put_in(end, end - section.start_tick)

    # -- bars ----------------------------------------------------------------------------------------------------

    def insert_bars(self) -> None:
        """Asks how many, before the bar of the playhead."""
        bar = self._score.meter.position(self._tick).bar
        words = translated("How many bars to insert before bar {0}; all tracks move").format(bar + 1)
        self._ask_bars(bar, Typed(words, "4", "1", lambda text: self._insert(bar, text)))

    def delete_bars(self) -> None:
        """Asks which, beginning with those of the selection or the loop, else with that of the playhead."""
        first, last = self._chosen_bars()
        shown = f"{first + 1}" if first == last else f"{first + 1}-{last + 1}"
        words = translated("Which bars to take out of all tracks, such as 5-8")
        self._ask_bars(first, Typed(words, "5-8", shown, self._delete))

    def _insert(self, bar: int, text: str) -> bool:
        with failures_said(self._session.status):
            if not re.fullmatch(r"\d{1,3}", text) or int(text) == 0:
                raise SettingsError(translated("Write how many bars, from 1 to {0}.").format(_MOST_BARS))
            at = self._score.meter.bar_start(bar)
            bar_ticks = self._score.meter.at(max(0, at - 1)).bar_ticks
            label, ticks = translated("Insert {0} bars").format(int(text)), int(text) * bar_ticks
            if self._document.edit(label, edits.insert_time(self._score, at, ticks)):
                self._put_in(at, ticks)
            return True
        return False

    def _delete(self, text: str) -> bool:
        match = re.fullmatch(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?", text)
        with failures_said(self._session.status):
            first = int(match[1]) if match else 0
            last = int(match[2] or match[1]) if match else -1
            if not match or last < first or first < self._score.meter.position(0).bar + 1:
                raise SettingsError(translated("Write the bars to delete, such as 5 or 5-8."))
            low, high = self._score.meter.bar_start(first - 1), self._score.meter.bar_start(last)
            label = translated("Delete bars {0}").format(text)
            if self._document.edit(label, edits.delete_time(self._score, low, high)):
                self._regions.taken_out(low, high)
                self._roll.stage.mark(None)
                self._moving.taken_out(low, high)
            return True
        return False

    def _put_in(self, at: int, ticks: int) -> None:
        """Loop, punch region and takes go along."""
        self._regions.put_in(at, ticks)
        self._moving.put_in(at, ticks)
        self._roll.stage.mark(None)  # what was marked for the net would be other bars now

    def _ask_bars(self, bar: int, typed: Typed) -> None:
        ruler, stage = self._timeline.ruler, self._roll.stage
        tick = self._score.meter.bar_start(bar)
        self._roll.reveal_tick(tick)
        x = min(max(0, round(stage.time.x(tick))), max(0, stage.width - _FIELD_WIDTH))
        self._bars_field.open(QRect(x, 1, _FIELD_WIDTH, ruler.height() - 2), typed)
        stage.hint.emit(typed.name)

    def _chosen_bars(self) -> tuple[int, int]:
        meter = self._score.meter
        low, high = self._stretch() or (self._tick, self._tick + 1)
        return meter.position(low).bar, meter.position(max(low, high - 1)).bar

    # -- tempo, metre and key ------------------------------------------------------------------------------------

    def tempo_here(self) -> None:
        tempo = self._timeline.tempo
        self._timeline.write("tempo", tempo.new_sign(self._tick))

    def tap_tempo(self) -> None:
        """Tap again and again: from the second tap on, the tempo at the playhead follows."""
        self._taps = taps_in_row(self._taps, self.now())
        bpm = tapped_bpm(self._taps)
        if bpm is None:
            self._session.status.say("info", translated("Tap the tempo: go on with Shift+T on every beat."))
            return
        with failures_said(self._session.status):
            tick = self._score.tempo.at(self._tick).tick
            edited = edits.set_tempo(self._score, tick, bpm)
            self._document.edit("Tap tempo", edited, coalesce=f"tap {self._taps[0]}")
            self._session.status.say("info", translated("{0} bpm after {1} taps.").format(bpm, len(self._taps)))

    def meter_here(self) -> None:
        """From the bar of the playhead on."""
        tick = snap.floor_tick(snap.BAR, self._score.meter, self._tick)
        self._timeline.write("flags", self._timeline.flags.sign_of("meter", tick))

    def key_here(self) -> None:
        tick = snap.floor_tick(snap.BAR, self._score.meter, self._tick)
        self._timeline.write("flags", self._timeline.flags.sign_of("key", tick))

    # -- strips --------------------------------------------------------------------------------------------------

    def show_sections(self, on: bool) -> None:
        self._timeline.show("sections", on)

    def show_flags(self, on: bool) -> None:
        self._timeline.show("flags", on)

    def show_tempo(self, on: bool) -> None:
        self._timeline.show("tempo", on)

    def next_strip(self) -> None:
        self._timeline.next_strip()

    # -- inside --------------------------------------------------------------------------------------------------

    @property
    def _score(self) -> Score:
        return self._document.score

    @property
    def _tick(self) -> int:
        return self._session.transport.state.tick

    def _landmarks(self) -> list[int]:
        """Ticks of markers and sections, in order."""
        return sorted({*(m.tick for m in markers(self._score)), *(s.start_tick for s in self._score.sections)})

    def _section(self) -> tuple[Section, int]:
        """The section that is picked on its strip, else that of the playhead. Raises SettingsError."""
        picked = self._roll.stage.picked
        tick = picked[1] if picked is not None and picked[0] == "section" else self._tick
        found = self._timeline.sections.span_at(tick)
        if found is None:
            raise SettingsError(translated("There is no section at the playhead: name one first."))
        return found

    def _stretch(self) -> tuple[int, int] | None:
        """The selected notes, else the loop while it is on."""
        state = self._session.transport.state
        chosen = self._roll.selected_range()
        return chosen or ((state.loop_from, state.loop_to) if state.loop else None)

    def _edit(self, label: str, score: Score) -> bool:
        self._document.edit(label, score)
        return True

    def _go_to(self, tick: int) -> None:
        self._session.transport.seek(tick)
        self._roll.reveal_tick(tick)
