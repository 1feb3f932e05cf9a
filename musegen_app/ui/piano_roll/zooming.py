"""Zooming by command: to the width, to the height, to the selection, and back to where one was before."""

from __future__ import annotations

from musegen_app.ui.piano_roll.scrolling import Scrolling
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.transform import PitchAxis, TimeAxis

_REMEMBERED = 20


class Zooming:
    """Each jump remembers the view before it; `back` goes there. GUI thread."""

    def __init__(self, stage: Stage, scrolling: Scrolling) -> None:
        self._stage, self._scrolling = stage, scrolling
        self._before: list[tuple[TimeAxis, PitchAxis]] = []

    def width(self) -> None:
        """The whole song from the left edge to the right; the pitches stay."""
        self._remember()
        self._scrolling.fit_width()

    def height(self) -> None:
        """The pitches of what is in sight (of the whole track where nothing is); the time stays."""
        self._remember()
        self._scrolling.fit_height()

    def selection(self) -> None:
        """The selected notes; the whole song without a selection."""
        self._remember()
        chosen = self._stage.selected_notes()
        if not chosen:
            self._scrolling.fit_all()
            return
        pitches = [n.pitch for n in chosen]
        end = max(n.end_tick for n in chosen)
        self._scrolling.fit_ticks(chosen[0].start_tick, end, min(pitches), max(pitches))

    def back(self) -> None:
        """The view before the last jump that changed anything."""
        stage = self._stage
        while self._before:
            time, pitch = self._before.pop()
            if (time, pitch) != (stage.time, stage.pitch):
                stage.set_view(time, pitch.with_rows(stage.pitch.rows, stage.height))
                return
        stage.hint.emit(self._scrolling.tr("There is no zoom to go back to"))

    def _remember(self) -> None:
        self._before = [*self._before, (self._stage.time, self._stage.pitch)][-_REMEMBERED:]
