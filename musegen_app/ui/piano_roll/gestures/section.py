"""Pull a section: its body moves both its ends, an edge moves the boundary between two."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score, Section
from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said

_COARSE = "1/4"  # sections begin on beats at least, whatever grid the notes have


class SectionPull(Gesture):
    """A click goes to the section's start and picks it; a drag moves the section between its neighbours."""

    cursor = Qt.CursorShape.ClosedHandCursor
    scrolls = True
    seeks = True

    def __init__(self, stage: Stage, start: Pointer, section: Section) -> None:
        super().__init__(stage, start)
        self._section = section
        self._delta = 0

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        grid = _COARSE if snap.step_ticks(self.grid(pointer), self.stage.score.meter, 0) < 960 else self.stage.snap
        grid = snap.OFF if pointer.alt else grid
        tick = self._section.start_tick
        self._delta = snap.snapped_delta(grid, self.stage.score.meter, tick, pointer.tick - self.start.tick)
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        if not self.moved and self.seeks:
            self.stage.seek_wanted.emit(self._section.start_tick)
            return
        place, edited = self.stage.score.sections.index(self._section), self._edited()
        self.stage.edit("Move section", edited)
        self.stage.pick(("section", edited.sections[place].start_tick))

    def words(self) -> str:
        if not self.moved:
            return ""
        start = self._section.start_tick + self._delta
        return said("Section {0} from {1}").format(self._section.label, hints.place_text(self.stage, start))

    def _edited(self) -> Score:
        if not self._delta:
            return self.stage.score
        return edits.move_section(self.stage.score, self._section.start_tick, self._delta)


class SectionEdge(SectionPull):
    """The boundary where `section` begins."""

    cursor = Qt.CursorShape.SizeHorCursor
    seeks = False

    def _edited(self) -> Score:
        start = self._section.start_tick
        return (
            edits.move_section_start(self.stage.score, start, start + self._delta) if self._delta else self.stage.score
        )
