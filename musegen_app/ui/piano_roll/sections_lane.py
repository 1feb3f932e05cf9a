"""The form of the song above the bars: A, A', B … as coloured bars. Click to go there, double-click to loop one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from musegen_app.score.model import Section
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour, mixed

HEIGHT = 24


class SectionsLane(Lane):
    """Hidden while the song has no sections (the view sees to that)."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "Sections", parent)
        self.setFixedHeight(HEIGHT)

    def paint_base(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour(self.stage.theme.ground))
        painter.setFont(tokens.font(tokens.SIZE_SMALL, bold=True))
        for section, end in spans(self.stage):
            left, right = self.stage.time.x(section.start_tick), self.stage.time.x(end)
            if right > 0 and left < self.width():
                self._paint_section(painter, section, round(left), round(right))

    def _paint_section(self, painter: QPainter, section: Section, left: int, right: int) -> None:
        box = QRectF(left, 3, max(2, right - left - 1), HEIGHT - 5)
        shapes.fill_rects(painter, [box], colour(self._fill(section.label)), tokens.RADIUS_SMALL)
        seen = QRectF(max(0.0, box.left()) + 8, box.top(), box.width() - 8, box.height())
        painter.setPen(colour(self.stage.theme.text))
        painter.drawText(seen, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, section.label)

    def _fill(self, label: str) -> str:
        """One colour a letter: A and A' look alike."""
        theme = self.stage.theme
        fills = (theme.section, theme.section_alternate, theme.warm_ground, theme.bad_ground)
        place = (ord(label[0].upper()) - ord("A")) % len(fills) if label else 0
        return mixed(fills[place], theme.text, 0.06).name() if label.endswith("'") else fills[place]

    # -- the mouse -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._focus_roll()
        pointer = self.point(event)
        found = section_at(self.stage, pointer.tick)
        if found is None:
            return
        section, end = found
        if pointer.double:
            self.stage.loop_wanted.emit(True, section.start_tick, end)
        else:
            self.stage.seek_wanted.emit(section.start_tick)

    def hover(self, pointer: Pointer) -> None:
        found = section_at(self.stage, pointer.tick)
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
        words = f"Section {found[0].label} · click to go there, double-click to loop it" if found else ""
        self.stage.hint.emit(words)


def spans(stage: Stage) -> list[tuple[Section, int]]:
    """Sections with their ends; the last one ends with the song, at a bar line."""
    sections = stage.score.sections
    if not sections:
        return []
    meter = stage.score.meter
    end = max(stage.score.end_tick, sections[-1].start_tick + 1)
    closing = meter.bar_start(meter.position(end - 1).bar + 1)
    return list(zip(sections, [*(s.start_tick for s in sections[1:]), closing], strict=True))


def section_at(stage: Stage, tick: float) -> tuple[Section, int] | None:
    return next(((s, end) for s, end in spans(stage) if s.start_tick <= tick < end), None)
