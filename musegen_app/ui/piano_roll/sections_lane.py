"""The form of the song above the bars: A, A', B … as coloured bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QMenu, QWidget

from musegen_app.base.errors import MuseGenError
from musegen_app.score import edits
from musegen_app.score.model import Score, Section
from musegen_app.score.timeline_edits import section_spans
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.section import SectionEdge, SectionPull
from musegen_app.ui.piano_roll.lane_field import Typed
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.sign_lane import Sign, SignLane
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour, mixed

HEIGHT = 24
_EDGE = 5.0  # pixels around a boundary


class SectionsLane(SignLane):
    """Folded while the song has no sections (`Timeline` sees to that)."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "", parent)
        self.setAccessibleName(self.tr("Sections"))
        self.setFixedHeight(HEIGHT)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        self.paint_ground(painter, self.stage.theme.ground)
        painter.setFont(tokens.font(tokens.SIZE_SMALL, bold=True))
        for section, end in section_spans(self.stage.shown):
            left, right = self.stage.time.x(section.start_tick), self.stage.time.x(end)
            if right > 0 and left < self.width():
                self._paint_section(painter, section, round(left), round(right))
        if not self.stage.shown.sections:
            painter.setFont(tokens.font(tokens.SIZE_SMALL))
            painter.setPen(colour(self.stage.theme.dim))
            painter.drawText(8, 16, self.tr("Double-click to name a section: A, A', B …"))

    def _paint_section(self, painter: QPainter, section: Section, left: int, right: int) -> None:
        box = QRectF(left, 3, max(2, right - left - 1), HEIGHT - 5)
        shapes.fill_rects(painter, [box], self._fill(section.label), tokens.RADIUS_SMALL)
        if self.stage.picked == ("section", section.start_tick):
            pen = QPen(colour(self.stage.theme.text), 1)
            shapes.outline_rects(painter, [box], pen, tokens.RADIUS_SMALL)
        seen = QRectF(max(0.0, box.left()) + 8, box.top(), box.width() - 8, box.height())
        painter.setPen(colour(self.stage.theme.text))
        painter.drawText(seen, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, section.label)

    def _fill(self, label: str) -> QColor:
        """One colour a letter: A and A' look alike, the prime a little lighter."""
        theme = self.stage.theme
        fills = (theme.section, theme.section_alternate, theme.warm_ground, theme.bad_ground)
        place = (ord(label.upper()[0]) - ord("A")) % len(fills) if label else 0
        return mixed(fills[place], theme.text, 0.06 if label.endswith("'") else 0.0)

    def of_music(self) -> object:
        """The last section ends with the song."""
        shown = self.stage.shown
        return shown.sections, shown.meter, shown.end_tick if shown.sections else 0

    # -- what a strip is made of ---------------------------------------------------------------------------------

    def signs_of(self, score: Score) -> Sequence[Sign]:
        return [Sign("section", s.start_tick, s.label) for s in score.sections]

    def new_sign(self, tick: float) -> Sign:
        """At the beginning of the bar."""
        return Sign("section", snap.floor_tick(snap.BAR, self.stage.score.meter, max(0.0, tick)), "")

    def typed(self, sign: Sign) -> Typed:
        def take(text: str) -> bool:
            label = self.tr("Name section") if text else self.tr("Remove section")
            return self.put(label, edits.set_section(self.stage.score, sign.tick, text)) if text != sign.text else True

        return Typed(self.tr("Name of the section that begins here; empty removes it"), "A", sign.text, take)

    def moved(self, score: Score, sign: Sign, to_tick: int) -> Score:
        return edits.move_section_start(score, sign.tick, to_tick)

    def removed(self, score: Score, sign: Sign) -> Score:
        return edits.set_section(score, sign.tick, "")

    def step_ticks(self, tick: int) -> int:
        return self.stage.score.meter.at(tick).bar_ticks

    def fill_menu(self, menu: QMenu, sign: Sign | None, tick: float) -> None:
        span = self.span_at(tick if sign is None else sign.tick)
        if sign is None or span is None:
            super().fill_menu(menu, sign, tick)
            return
        menu.addAction(self.tr("Loop section {0}").format(sign.text), lambda: self.loop(*span))
        menu.addAction(self.tr("Select its notes"), lambda: self.select_notes(*span))
        menu.addAction(self.tr("Duplicate"), lambda: self.duplicate(*span))
        menu.addSeparator()
        menu.addAction(self.tr("Rename…"), lambda: self.write(sign))
        menu.addAction(self.tr("New section at this bar…"), lambda: self.write(self.new_sign(tick)))
        menu.addAction(self.tr("Remove the name"), lambda: self.take_away(sign))

    # -- what can be done with a section -------------------------------------------------------------------------

    def span_at(self, tick: float) -> tuple[Section, int] | None:
        """The section that holds `tick`, and its end."""
        return next(((s, e) for s, e in section_spans(self.stage.score) if s.start_tick <= tick < e), None)

    def loop(self, section: Section, end: int) -> None:
        self.stage.loop_wanted.emit(True, section.start_tick, end)

    def select_notes(self, section: Section, end: int) -> None:
        """Notes of the active track that begin in it."""
        track = self.stage.track
        inside = [n.id for n in track.notes if section.start_tick <= n.start_tick < end] if track is not None else []
        self.stage.pick(None)
        self.stage.select(inside)

    def duplicate(self, section: Section, end: int) -> None:
        before = self.stage.score
        try:
            doubled = edits.duplicate_section(before, section.start_tick, end)
        except MuseGenError as error:
            self.refuse(error)
            return
        self.stage.edit(self.tr("Duplicate section"), doubled)
        if self.stage.score is not before:
            self.stage.bars_put_in.emit(end, end - section.start_tick)

    # -- the mouse -----------------------------------------------------------------------------------------------

    def sign_at(self, x: float) -> Sign | None:
        found = self.span_at(self.stage.time.tick(x))
        return Sign("section", found[0].start_tick, found[0].label) if found is not None else None

    def pull(self, pointer: Pointer, sign: Sign | None) -> Gesture | None:
        edge = self._edge_at(pointer.x)
        if edge is not None:
            self.pick(Sign("section", edge.start_tick, edge.label))
            return SectionEdge(self.stage, pointer, edge)
        self.pick(sign)
        span = self.span_at(pointer.tick)
        return SectionPull(self.stage, pointer, span[0]) if span is not None else None

    def hover(self, pointer: Pointer) -> None:
        found, edge = self.span_at(pointer.tick), self._edge_at(pointer.x)
        if edge is not None:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
            self.stage.hint.emit(self.tr("Pull to change where section {0} begins").format(edge.label))
        elif found is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            words = self.tr(
                "Section {0} · click to go there, pull to move it, double-click to name it, right click for more"
            )
            self.stage.hint.emit(words.format(found[0].label))
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)
            self.stage.hint.emit(self.tr("{0} · double-click to name a section").format(self.place_text(pointer.tick)))

    def _edge_at(self, x: float) -> Section | None:
        """The section whose beginning is at `x`; that of the song is no boundary."""
        sections = self.stage.score.sections
        near = [s for s in sections if s.start_tick > 0 and abs(self.stage.time.x(s.start_tick) - x) <= _EDGE]
        return near[-1] if near else None
