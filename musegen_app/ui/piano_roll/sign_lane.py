"""The base of the strips above the notes: signs at ticks are picked, moved, typed and removed, by mouse or keys."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from musegen_app.base.errors import MuseGenError
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.lane_field import LaneField, Typed
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

T = TypeVar("T")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_STEP = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_OWN = (*_ENTER, *_REMOVE, *_STEP, Qt.Key.Key_Escape)
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
FIELD_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing on a strip: its kind ("chord", "section", "marker", "meter", "key", "tempo"), place and words."""

    kind: str
    tick: int
    text: str


class SignLane(Lane):
    """Arrows and Tab go from sign to sign, Enter types, Delete removes, Shift+arrows move by the grid, Esc goes back to
    the notes. What is picked is `stage.picked`. GUI thread."""

    field_width = FIELD_WIDTH

    def __init__(self, stage: Stage, name: str, parent: QWidget | None = None) -> None:
        super().__init__(stage, name, parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab belongs to the notes
        self.field = LaneField(self)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self._boxes: list[tuple[QRectF, Sign]] = []
        self._nudged: tuple[str, int] | None = None  # where Shift+arrows left a sign
        self._run = 0
        stage.mark_picked.connect(self.refresh)
        stage.draft_changed.connect(self._view_changed)

    # -- what a strip is made of ---------------------------------------------------------------------------------

    def signs_of(self, score: Score) -> Sequence[Sign]:
        """What stands on the strip of `score`, in order."""
        raise NotImplementedError

    def typed(self, sign: Sign) -> Typed:
        """What is asked when `sign` is typed; its text is "" for a new one."""
        raise NotImplementedError

    def new_sign(self, tick: float) -> Sign:
        """An empty sign where one that is typed at `tick` would stand."""
        raise NotImplementedError

    def moved(self, score: Score, sign: Sign, to_tick: int) -> Score:
        """`sign` elsewhere."""
        raise NotImplementedError

    def removed(self, score: Score, sign: Sign) -> Score:
        """Without `sign`."""
        raise NotImplementedError

    def fill_menu(self, menu: QMenu, sign: Sign | None, tick: float) -> None:
        """What can be done with `sign`, or at `tick`."""
        if sign is None:
            menu.addAction(self.tr("Write here…"), lambda: self.write(self.new_sign(tick)))
            return
        menu.addAction(self.tr("Change…"), lambda: self.write(sign))
        menu.addAction(self.tr("Remove"), lambda: self.take_away(sign))

    # -- doing it ------------------------------------------------------------------------------------------------

    def signs(self) -> Sequence[Sign]:
        """What stands on the strip, in order."""
        return self.signs_of(self.stage.score)

    @property
    def picked(self) -> Sign | None:
        """The sign of this strip that is picked."""
        return next((s for s in self.signs() if (s.kind, s.tick) == self.stage.picked), None)

    def sign_at(self, x: float) -> Sign | None:
        """The sign drawn at `x` pixels."""
        return next((sign for box, sign in reversed(self._boxes) if box.left() <= x <= box.right()), None)

    def pick(self, sign: Sign | None) -> None:
        if sign is not None:
            self.stage.select(())
        self.stage.pick((sign.kind, sign.tick) if sign is not None else None)

    def write(self, sign: Sign) -> None:
        """Open the field for `sign`."""
        x = min(max(0, self.stage.time.pixel(sign.tick)), max(0, self.stage.width - self.field_width))
        self.field.open(QRect(x, 1, self.field_width, self.height() - 2), self.typed(sign))

    def take_away(self, sign: Sign) -> None:
        """Remove `sign`, and pick its neighbour."""
        later = [s for s in self.signs() if s.tick > sign.tick] or [s for s in self.signs() if s.tick < sign.tick][-1:]
        edited = self.removed(self.stage.score, sign)
        if edited is self.stage.score or edited == self.stage.score:
            self.stage.hint.emit(self.tr("What holds from the beginning of the song can be changed, not removed."))
            return
        self.stage.edit(self.tr("Remove {0}").format(self.word(sign)), edited)
        self.pick(later[0] if later else None)

    def word(self, sign: Sign) -> str:
        """What the sign is called in labels of the history."""
        return {"meter": self.tr("metre"), "key": self.tr("key"), "tempo": self.tr("tempo")}.get(sign.kind, sign.kind)

    def put(self, label: str, edit: Score) -> bool:
        """Ask for an edit as one step; true for the field."""
        self.stage.edit(label, edit)
        return True

    def refuse(self, error: MuseGenError) -> bool:
        """Say why; false for the field."""
        self.stage.hint.emit(str(error))
        return False

    def show_menu(self, sign: Sign | None, tick: float, place: QPoint) -> None:
        """Open the menu at the global `place`."""
        self.pick(sign)
        self.menu.clear()
        self.fill_menu(self.menu, sign, tick)
        self.menu.popup(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key: for the picked sign. (A right click is a press, see `begin`.)"""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            sign = self.picked
            tick = sign.tick if sign is not None else self.stage.playhead
            x = min(max(0, self.stage.time.pixel(tick)), self.width())
            self.show_menu(sign, tick, self.mapToGlobal(QPoint(x, self.height())))
        event.accept()

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        sign = self.sign_at(pointer.x)
        if pointer.button is Qt.MouseButton.RightButton:
            self.show_menu(sign, pointer.tick, self.mapToGlobal(QPoint(round(pointer.x), round(pointer.y))))
            return None
        if pointer.button is not Qt.MouseButton.LeftButton:
            return None
        if pointer.double:
            self.write(sign if sign is not None else self.new_sign(pointer.tick))
            return None
        return self.pull(pointer, sign)

    def pull(self, pointer: Pointer, sign: Sign | None) -> Gesture | None:
        """The gesture that a press of the left button on `sign` begins."""
        self.pick(sign)
        return None

    def place_text(self, tick: float) -> str:
        return hints.place_text(self.stage, tick)

    def _focus_roll(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    # -- keys ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys of the strip are no shortcuts of the window while it has the keyboard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_own(event):
            super().keyPressEvent(event)
            return
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key is Qt.Key.Key_Escape:
            self.leave()
        elif key in _ENTER:
            self.write(self.picked or self.new_sign(self.stage.playhead))
        elif key in _REMOVE:
            if (sign := self.picked) is not None:
                self.take_away(sign)
        elif shift and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._nudge(_STEP[key])
        else:
            self._step(_STEP[key])

    def _is_own(self, event: QKeyEvent) -> bool:
        return event.key() in _OWN and not event.modifiers() & _HELD

    def _step(self, by: int) -> None:
        """Pick the next sign; the first time the one nearest to the playhead."""
        signs, here = list(self.signs()), self.picked
        if not signs:
            return
        if here is not None:
            place = min(max(signs.index(here) + by, 0), len(signs) - 1)
        else:
            place = min(range(len(signs)), key=lambda i: abs(signs[i].tick - self.stage.playhead))
        self.pick(signs[place])
        self.reveal(signs[place].tick)
        told = self.told(signs[place])
        self.setAccessibleDescription(told)
        self.stage.hint.emit(told)

    def told(self, sign: Sign) -> str:
        """The sign in words, for the status line."""
        words = self.tr("{0} at {1} · Enter to change it, Delete to remove it, Shift+arrows to move it")
        return words.format(sign.text, self.place_text(sign.tick))

    def guide(self) -> str:
        """How the strip is used with keys."""
        words = self.tr("{0}: arrows go from one to the next, Enter writes, Delete removes, Esc goes back to the notes")
        return words.format(self.accessibleName())

    def _nudge(self, by: int) -> None:
        sign = self.picked
        if sign is None:
            return
        if self._nudged != self.stage.picked:
            self._run += 1  # another sign: another step of the history
        step = self.step_ticks(sign.tick if by > 0 else max(0, sign.tick - 1))
        to_tick = max(0, sign.tick + by * step)
        edited = self.moved(self.stage.score, sign, to_tick)
        self._nudged = (sign.kind, self.arrived(sign, to_tick, edited))
        self.stage.edit(self.tr("Move {0}").format(self.word(sign)), edited, coalesce=f"move {sign.kind} {self._run}")
        self.stage.pick(self._nudged)

    def arrived(self, sign: Sign, to_tick: int, edited: Score) -> int:
        """The tick of `sign` in `edited`: what was moved to `to_tick` may have stopped at a neighbour or a bar line."""
        if edited is self.stage.score:
            return sign.tick
        before = {s.tick for s in self.signs() if s.kind == sign.kind}
        new = [s.tick for s in self.signs_of(edited) if s.kind == sign.kind and s.tick not in before]
        return min(new, key=lambda tick: abs(tick - to_tick), default=to_tick)

    def step_ticks(self, tick: int) -> int:
        """How far Shift+arrows move a sign."""
        return snap.note_ticks(self.stage.snap, self.stage.score.meter, tick)

    def leave(self) -> None:
        """Cancel a drag, else give the keyboard back to the notes."""
        if not self.cancel_gesture():
            self.stage.pick(None)
            super()._focus_roll()

    def reveal(self, tick: int) -> None:
        """Scroll until `tick` is in sight."""
        stage = self.stage
        x = stage.time.x(tick)
        if not 0 <= x <= stage.width - 20:
            stage.set_view(time=stage.time.scrolled(stage.time.scroll + x - stage.width / 3))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.refresh()

    # -- painting ------------------------------------------------------------------------------------------------

    def in_sight(self, items: Sequence[T], tick_of: Callable[[T], int], reach: float = 0) -> Sequence[T]:
        """Those of sorted `items` that begin in sight, the last one before, and those of `reach` pixels before that."""
        time = self.stage.time
        first = bisect_right(items, time.tick(-reach), key=tick_of) - 1
        return items[max(0, first) : bisect_right(items, time.tick(self.width()), key=tick_of)]

    def paint_ground(self, painter: QPainter, fill: str) -> None:
        """The ground, the line below, and a bar at the left while the strip has the keyboard."""
        theme = self.stage.theme
        painter.fillRect(self.rect(), colour(fill))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(theme.line))
        if self.hasFocus():
            painter.fillRect(0, 0, 2, self.height(), colour(theme.accent))
