"""The lanes below the notes: velocities, and whatever else varies in time. Which are open, and how high."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QMenu, QWidget

from musegen_app.score.control_names import CONTROLLERS
from musegen_app.ui.piano_roll import lane_divider, lane_kinds
from musegen_app.ui.piano_roll.controller_lane import ControllerLane
from musegen_app.ui.piano_roll.curve_lane import CurveLane
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.lane_divider import LaneDivider
from musegen_app.ui.piano_roll.lane_field import LaneField, Typed
from musegen_app.ui.piano_roll.lane_head import LaneHead
from musegen_app.ui.piano_roll.lane_kinds import VELOCITY, OpenLane
from musegen_app.ui.piano_roll.lane_menu import LaneMenu
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.strip import Strip
from musegen_app.ui.piano_roll.velocity_lane import VelocityLane

MOST = 8  # lanes at once
MOST_ROWS = 2 * MOST  # of the grid: each has a divider
_NOTES_KEEP = 120  # pixels that are left to the notes in a small window
_FOOT = 12
_FIELD = QRect(0, 0, 180, 26)


@dataclass(slots=True)
class _Row:
    """One open lane with what stands above and beside it."""

    wanted: OpenLane
    divider: LaneDivider
    strip: Strip


class Below(QObject):
    """Makes and closes lanes and puts them into the grid of the roll. GUI thread."""

    changed = Signal()  # which lanes are open, or how high they are

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage, self._parent = stage, parent
        self.velocities = VelocityLane(stage, parent)
        self._grid: QGridLayout | None = None
        self._first_row = 0
        self._rows: list[_Row] = []
        self._begun_at = 0
        self._menu = QMenu(parent)
        self._field = LaneField(parent)
        self._field.setCompleter(_completer(self._field))
        self.set_open((lane_kinds.opened(VELOCITY),))
        parent.installEventFilter(self)

    # -- what is open --------------------------------------------------------------------------------------------

    @property
    def strips(self) -> tuple[Strip, ...]:
        """The open lanes with their heads, from top to bottom."""
        return tuple(row.strip for row in self._rows)

    @property
    def open_lanes(self) -> tuple[OpenLane, ...]:
        return tuple(row.wanted for row in self._rows)

    @property
    def controllers(self) -> tuple[ControllerLane, ...]:
        """The open lanes that are not the velocities."""
        return tuple(strip.lane for strip in self.strips if isinstance(strip.lane, ControllerLane))

    def lane(self, key: str) -> Lane | None:
        """The open lane of that key."""
        return next((row.strip.lane for row in self._rows if row.wanted.key == key), None)

    def set_open(self, lanes: tuple[OpenLane, ...]) -> None:
        """Have exactly these open (each once); those that were open stay the widgets they are."""
        lanes = tuple({lane.key: lane for lane in lanes}.values())[:MOST]
        known = {row.wanted.key: row for row in self._rows}
        kept = {lane.key for lane in lanes}
        for key, row in known.items():
            if key not in kept:
                self._discard(row)
        self._rows = [_replaced(known[w.key], w) if w.key in known else self._made(w) for w in lanes]
        self._lay_out()
        self.changed.emit()

    def open(self, key: str, after: str = "") -> None:
        """One more lane, below `after` or at the foot. One that is open stays as it is."""
        lanes = list(self.open_lanes)
        keys = [lane.key for lane in lanes]
        if key in keys:
            return
        if len(lanes) >= MOST:
            self._stage.hint.emit(self.tr("Close a lane first: {0} are open").format(MOST))
            return
        place = keys.index(after) + 1 if after in keys else len(lanes)
        lanes.insert(place, lane_kinds.opened(key))
        self.set_open(tuple(lanes))

    def show(self, key: str) -> None:
        """The lane, open and with the keyboard."""
        self.open(key)
        lane = self.lane(key)
        if lane is not None:
            lane.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self, key: str) -> None:
        self.set_open(tuple(lane for lane in self.open_lanes if lane.key != key))

    def change(self, key: str, other: str) -> None:
        """The lane of `key` shows `other` from now on, unless that is open already."""
        if all(lane.key != other for lane in self.open_lanes):
            self.set_open(tuple(replace(w, key=other) if w.key == key else w for w in self.open_lanes))

    def is_open(self, key: str) -> bool:
        return any(lane.key == key for lane in self.open_lanes)

    def set_height(self, key: str, height: int) -> None:
        """Wanted pixels, held within what a lane may be."""
        height = min(lane_kinds.MOST_HEIGHT, max(lane_kinds.LEAST_HEIGHT, height))
        for row in self._rows:
            if row.wanted.key == key and row.wanted.height != height:
                row.wanted = replace(row.wanted, height=height)
                self._fit()
                self.changed.emit()

    # -- the choice ----------------------------------------------------------------------------------------------

    def choose(self, key: str, place: QPoint) -> None:
        """The menu of what the lane `key` may show instead."""
        self._show_menu(key, place, lambda other: self.change(key, other))

    def add(self, key: str, place: QPoint) -> None:
        """The menu of lanes that may be opened below the lane `key`."""
        self._show_menu("", place, lambda other: self.open(other, key))

    # -- inside the roll -----------------------------------------------------------------------------------------

    def place(self, grid: QGridLayout, first_row: int) -> None:
        """Put the lanes into `grid` from `first_row` on; they take up to `MOST_ROWS` rows."""
        self._grid, self._first_row = grid, first_row
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._fit()
        return False

    # -- inside --------------------------------------------------------------------------------------------------

    def _show_menu(self, key: str, place: QPoint, pick: Callable[[str], None]) -> None:
        taken = [lane.key for lane in self.open_lanes]
        menu = LaneMenu(self._stage, key, taken, pick)
        close = (lambda: self.close(key)) if key else None
        menu.fill(self._menu, lambda: self._ask(place, pick), close)
        self._menu.popup(place)

    def _ask(self, place: QPoint, pick: Callable[[str], None]) -> None:
        """A field for the number or the name of any controller."""

        def done(typed: str) -> bool:
            key = lane_kinds.found(typed)
            if key:
                pick(key)
            return bool(key) or not typed

        room = self._parent.rect()
        box = _FIELD.translated(self._parent.mapFromGlobal(place))
        box.moveBottom(min(box.bottom(), room.bottom()))
        words = self.tr("Number or name of a controller")
        self._field.open(box, Typed(words, self.tr("74 or brightness"), "", done), self._parent)

    def _made(self, wanted: OpenLane) -> _Row:
        lane = self._lane_of(wanted.key)
        head = LaneHead(self._stage, wanted.key, self._parent)
        divider = LaneDivider(self._stage, self._parent)
        words = self.tr(lane_kinds.title(wanted.key))
        divider.setAccessibleName(self.tr("Height of the lane {0}").format(words))
        head.choosing.connect(lambda place: self.choose(wanted.key, place))
        head.adding.connect(lambda place: self.add(wanted.key, place))
        head.closing.connect(lambda: self.close(wanted.key))
        divider.begun.connect(lambda: self._begin_pull(wanted.key))
        divider.pulled.connect(lambda pixels: self.set_height(wanted.key, self._begun_at + pixels))
        divider.reset.connect(lambda: self.set_height(wanted.key, lane_kinds.usual_height(wanted.key)))
        return _Row(wanted, divider, Strip(head, lane))

    def _lane_of(self, key: str) -> Lane:
        name, steered = lane_kinds.name_of(key), lane_kinds.steering_of(key)
        lane: ControllerLane | CurveLane
        if name is not None:
            lane = ControllerLane(self._stage, name, self._parent)
        elif steered is not None:
            lane = CurveLane(self._stage, steered, self._parent)
        else:
            return self.velocities
        lane.choosing.connect(lambda place: self.choose(key, place))
        return lane

    def _begin_pull(self, key: str) -> None:
        lane = self.lane(key)
        self._begun_at = lane.height() if lane is not None else 0

    def _discard(self, row: _Row) -> None:
        row.strip.lane.cancel_gesture()
        if row.strip.lane.hasFocus():
            self._parent.setFocus(Qt.FocusReason.OtherFocusReason)
        gone = [row.divider, row.strip.head]
        if row.strip.lane is self.velocities:
            self.velocities.hide()
        else:
            gone.append(row.strip.lane)
        for widget in gone:
            widget.hide()
            widget.deleteLater()

    def _lay_out(self) -> None:
        if self._grid is None:
            return
        for place, row in enumerate(self._rows):
            at = self._first_row + 2 * place
            self._grid.addWidget(row.divider, at, 0, 1, 2)
            self._grid.addWidget(row.strip.head, at + 1, 0)
            self._grid.addWidget(row.strip.lane, at + 1, 1)
            row.divider.show()
            row.strip.set_visible(True)
        self.velocities.setVisible(self.is_open(VELOCITY))
        self._fit()

    def _fit(self) -> None:
        """In a window without room for all, every lane gives up its share."""
        if self._grid is None:
            return
        above = self._grid.cellRect(self._first_row - 1, 1).top()
        room = self._parent.height() - above - _NOTES_KEEP - _FOOT - lane_divider.HEIGHT * len(self._rows)
        wanted = sum(row.wanted.height for row in self._rows)
        share = min(1.0, room / wanted) if wanted and self._parent.isVisible() else 1.0
        for row in self._rows:
            row.strip.lane.setFixedHeight(max(lane_kinds.LEAST_HEIGHT, int(row.wanted.height * share)))


def _replaced(row: _Row, wanted: OpenLane) -> _Row:
    row.wanted = wanted
    return row


def _completer(parent: QWidget) -> QCompleter:
    words = [f"{number} {name}" for number, name in CONTROLLERS.items()]
    made = QCompleter(words, parent)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    return made
