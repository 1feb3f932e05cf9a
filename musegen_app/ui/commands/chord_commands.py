"""Song menu: chords typed as a line, and chords found in the notes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from musegen_app.score import edits
from musegen_app.score.chord_detection import detection
from musegen_app.ui.commands.actions import translated
from musegen_app.ui.piano_roll import snap

if TYPE_CHECKING:
    from collections.abc import Generator

    from musegen_app.score.harmony import ChordSymbol
    from musegen_app.score.model import Track
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView


_SLICE_SECONDS = 0.004


class ChordCommands:
    """GUI thread; each is one undo step."""

    def __init__(self, session: Session, roll: RollView) -> None:
        self._session = session
        self._roll = roll
        self._lane = roll.timeline.chords
        self._lane.detect = self.detect
        self._search: Generator[None, None, tuple[ChordSymbol, ...]] | None = None
        self._stretch = (0, 0)
        self._heard: tuple[Track, ...] = ()  # the tracks that are listened to
        self._timer = QTimer(roll)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def type_chords(self) -> None:
        """In the bars of the selection, else from the bar of the playhead on."""
        meter, chosen = self._session.document.score.meter, self._roll.selected_range()
        low = chosen[0] if chosen is not None else self._session.transport.state.tick
        high = snap.ceil_tick(snap.BAR, meter, chosen[1]) if chosen is not None else None
        self._lane.write_line(snap.floor_tick(snap.BAR, meter, low), high)

    def detect_chords(self) -> None:
        """In the bars of the selection or of the loop, else in the whole song."""
        state, score = self._session.transport.state, self._session.document.score
        loop = (state.loop_from, state.loop_to) if state.loop else None
        self.detect(*(self._roll.selected_range() or loop or (0, score.end_tick)))

    def detect(self, low: int, high: int) -> None:
        """Find chords in all tracks between two ticks, widened to bars; they take the place of what is written. A long
        song is gone through in slices, so that the window never waits; a new call begins anew."""
        meter = self._session.document.score.meter
        low, high = snap.floor_tick(snap.BAR, meter, low), snap.ceil_tick(snap.BAR, meter, high)
        self._heard = self._session.document.score.tracks
        self._search = detection(self._session.document.score, low, high)
        self._stretch = low, high
        self._go_on()

    def _go_on(self) -> None:
        """Search for a few milliseconds."""
        until = time.monotonic() + _SLICE_SECONDS
        while self._search is not None:
            try:
                next(self._search)
            except StopIteration as end:
                self._search = None
                self._take(end.value)
                return
            if time.monotonic() > until:
                self._session.status.say("info", translated("Listening for chords …"))
                self._timer.start(0)
                return

    def _take(self, found: tuple[ChordSymbol, ...]) -> None:
        document, status = self._session.document, self._session.status
        low, high = self._stretch
        if document.score.tracks is not self._heard:
            status.say("info", translated("The notes changed meanwhile: detect the chords again."))
            return
        if not any(s.chord is not None for s in found):
            status.say("info", translated("No chords were found there: too few notes sound."))
            return
        document.edit("Detect chords", edits.write_chords(document.score, found, low, high))
        meter = document.score.meter
        first, last = meter.position(low).bar + 1, meter.position(max(low, high - 1)).bar + 1
        words = translated("{0} chords found in bars {1} to {2}; Ctrl+Z takes them back.")
        status.say("info", words.format(len(found), first, last))
