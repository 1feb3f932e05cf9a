"""Flags above the bars: markers, changes of metre, changes of key."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QMenu, QWidget

from musegen_app.base.errors import MuseGenError
from musegen_app.score import edits
from musegen_app.score.key_text import parse_key
from musegen_app.score.model import Score
from musegen_app.score.timeline_edits import markers
from musegen_app.ui import theme as tokens
from musegen_app.ui.field_text import meter_text, parse_meter
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.sign import SignMove
from musegen_app.ui.piano_roll.lane_field import Typed
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.sign_lane import Sign, SignLane
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

HEIGHT = 22
_PAD = 6
_ORDER = ("meter", "key", "marker")  # of flags at one tick
_METER = re.compile(r"\s*\d{1,2}\s*/\s*\d{1,2}\s*")
_KEY = re.compile(r"\s*[A-Ga-g]\s*[#♯b♭]?\s*(maj|min|ion|aeo|dor|mix|phr|lyd|loc)[a-z]*\s*", re.IGNORECASE)


class FlagsLane(SignLane):
    """Folded while there is only the metre and key that the song begins with (`Timeline` sees to that)."""

    field_width = 170

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "", parent)
        self.setAccessibleName(self.tr("Markers, metres and keys"))
        self.setFixedHeight(HEIGHT)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        self.paint_ground(painter, self.stage.theme.ground)
        painter.setFont(tokens.font(tokens.SIZE_SMALL, bold=True))
        metrics = QFontMetricsF(painter.font())
        self._boxes = []
        free_from, at = -1000.0, -1
        for sign in flags(self.stage.shown):
            x = float(self.stage.time.pixel(sign.tick))
            if x > self.width() or x < -400:
                continue
            left = free_from if sign.tick == at else x
            if left < free_from:  # no room: only a stem
                painter.fillRect(QRectF(x, HEIGHT - 8, 2, 7), colour(self._ink(sign)))
                continue
            box = QRectF(left, 2, metrics.horizontalAdvance(sign.text) + 2 * _PAD, HEIGHT - 5)
            self._paint_flag(painter, sign, box)
            free_from, at = box.right() + 3, sign.tick

    def _ink(self, sign: Sign) -> str:
        theme = self.stage.theme
        return {"marker": theme.accent, "meter": theme.text, "key": theme.ok}[sign.kind]

    def _paint_flag(self, painter: QPainter, sign: Sign, box: QRectF) -> None:
        """A marker is a pennant, a metre a plate, a key a plate with an underline."""
        theme, ink = self.stage.theme, colour(self._ink(sign))
        fill = theme.accent_ground if sign.kind == "marker" else theme.raised
        painter.fillRect(QRectF(box.left(), 2, 2, HEIGHT - 3), ink)
        if sign.kind == "marker":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(fill))
            tip = QPointF(box.right() + 3, box.center().y())
            painter.drawPolygon(QPolygonF([box.topLeft(), box.topRight(), tip, box.bottomRight(), box.bottomLeft()]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        else:
            shapes.fill_rects(painter, [box.adjusted(2, 0, 0, 0)], colour(fill), 2)
        if sign.kind == "key":
            painter.fillRect(QRectF(box.left() + _PAD, box.bottom() - 3, box.width() - 2 * _PAD, 1), ink)
        if self.stage.picked == (sign.kind, sign.tick):
            shapes.outline_rects(painter, [box], QPen(colour(theme.text), 1), 2)
        painter.setPen(colour(theme.text))
        painter.drawText(box.adjusted(2, 0, 2, 0), Qt.AlignmentFlag.AlignCenter, sign.text)
        self._boxes.append((box, sign))

    def of_music(self) -> object:
        shown = self.stage.shown
        return shown.meter, shown.keys, shown.texts

    # -- what a strip is made of ---------------------------------------------------------------------------------

    def signs_of(self, score: Score) -> Sequence[Sign]:
        return flags(score)

    def new_sign(self, tick: float) -> Sign:
        grid = snap.BAR if snap.step_ticks(self.stage.snap, self.stage.score.meter, 0) < 960 else self.stage.snap
        return Sign("marker", snap.nearest_tick(grid, self.stage.score.meter, max(0.0, tick)), "")

    def sign_of(self, kind: str, tick: int) -> Sign:
        """The sign of that kind at `tick`, or an empty one."""
        found = (s for s in self.signs() if (s.kind, s.tick) == (kind, tick))
        return next(found, Sign(kind, tick, ""))

    def typed(self, sign: Sign) -> Typed:
        ask, example = {
            "meter": (self.tr("Metre from this bar on, such as 6/8"), "6/8"),
            "key": (self.tr("Key from here on, such as D dorian; empty removes it"), "D dorian"),
            "marker": (
                self.tr("A name makes a marker, 6/8 a metre, D dorian a key; empty removes it"),
                self.tr("Verse, 6/8, D dorian"),
            ),
        }[sign.kind]
        return Typed(ask, example, sign.text, lambda text: self._take(text, sign))

    def _take(self, text: str, sign: Sign) -> bool:
        if text == sign.text:
            return True
        if not text:
            self.take_away(sign)
            return True
        try:
            kind = sign.kind if sign.kind != "marker" or sign.text else kind_of(text)
            return self._set(kind, sign.tick, text)
        except MuseGenError as error:
            return self.refuse(error)

    def _set(self, kind: str, tick: int, text: str) -> bool:
        score = self.stage.score
        match kind:
            case "meter":
                return self.put(self.tr("Set metre"), edits.set_meter(score, tick, *parse_meter(text)))
            case "key":
                return self.put(self.tr("Set key"), edits.set_key(score, tick, parse_key(text)))
            case _:
                return self.put(self.tr("Set marker"), edits.set_marker(score, tick, text))

    def moved(self, score: Score, sign: Sign, to_tick: int) -> Score:
        move = {"meter": edits.move_meter, "key": edits.move_key, "marker": edits.move_marker}[sign.kind]
        return move(score, sign.tick, to_tick)

    def removed(self, score: Score, sign: Sign) -> Score:
        remove = {"meter": edits.remove_meter, "key": edits.remove_key, "marker": edits.remove_marker}[sign.kind]
        return remove(score, sign.tick)

    def step_ticks(self, tick: int) -> int:
        picked = self.stage.picked
        bars = picked is not None and picked[0] == "meter"
        return self.stage.score.meter.at(tick).bar_ticks if bars else super().step_ticks(tick)

    def fill_menu(self, menu: QMenu, sign: Sign | None, tick: float) -> None:
        if sign is not None:
            menu.addAction(self.tr("Go there"), lambda: self.stage.seek_wanted.emit(sign.tick))
            super().fill_menu(menu, sign, tick)
            return
        place = self.new_sign(tick).tick
        menu.addAction(self.tr("Marker here…"), lambda: self.write(Sign("marker", place, "")))
        menu.addAction(self.tr("Metre from this bar on…"), lambda: self.write(self.sign_of("meter", place)))
        menu.addAction(self.tr("Key from here on…"), lambda: self.write(self.sign_of("key", place)))

    # -- the mouse -----------------------------------------------------------------------------------------------

    def pull(self, pointer: Pointer, sign: Sign | None) -> Gesture | None:
        self.pick(sign)
        if sign is None:
            return None
        return SignMove(self, pointer, sign)

    def hover(self, pointer: Pointer) -> None:
        sign = self.sign_at(pointer.x)
        self.setCursor(Qt.CursorShape.OpenHandCursor if sign else Qt.CursorShape.ArrowCursor)
        if sign is not None:
            words = self.tr("{0} · pull to move, double-click to change, Delete to remove").format(sign.text)
        else:
            words = self.tr("{0} · double-click and write a name, 6/8 or D dorian")
            words = words.format(self.place_text(pointer.tick))
        self.stage.hint.emit(words)


def flags(score: Score) -> list[Sign]:
    """Everything that stands on the strip, in order."""
    found = [Sign("meter", c.tick, meter_text(c.numerator, c.denominator)) for c in score.meter.changes]
    found += [Sign("key", k.tick, k.key.name) for k in score.keys]
    found += [Sign("marker", m.tick, m.text) for m in markers(score)]
    return sorted(found, key=lambda s: (s.tick, _ORDER.index(s.kind)))


def kind_of(text: str) -> str:
    """What a text means that is typed at a new place: `6/8` a metre, `D dorian` a key, anything else a marker."""
    if _METER.fullmatch(text):
        return "meter"
    return "key" if _KEY.fullmatch(text) else "marker"
