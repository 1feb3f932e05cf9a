"""The menu of what a lane may show; controls that the track uses say how many points they have."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.score.control_names import LAST_CONTROLLER
from musegen_app.score.control_values import used
from musegen_app.ui.availability import set_enabled
from musegen_app.ui.piano_roll import lane_kinds
from musegen_app.ui.piano_roll.stage import Stage

_GROUP = 32


class LaneMenu:
    """Fills a menu anew each time it is shown. `present` is the key that is ticked, "" for none."""

    def __init__(self, stage: Stage, present: str, taken: Collection[str], pick: Callable[[str], None]) -> None:
        self._present, self._taken, self._pick = present, taken, pick
        track = stage.track
        self._counts = {lane_kinds.key_of(n): c for n, c in used(track.controls if track else ()).items()}
        self._counts[lane_kinds.VELOCITY] = len(track.notes) if track is not None else 0
        drawn = {lane_kinds.steering_key(lane.control): len(lane.points) for lane in stage.score.steering}
        self._counts |= {key: count for key, count in drawn.items() if lane_kinds.is_known(key)}

    def fill(self, menu: QMenu, ask: Callable[[], None], close: Callable[[], None] | None = None) -> None:
        """`ask` opens a field for any other controller; `close` closes the lane that the menu belongs to."""
        for inner in menu.findChildren(QMenu):
            inner.deleteLater()  # `clear` would leave them, hidden, with all their entries
        menu.clear()
        menu.setToolTipsVisible(True)
        for key in lane_kinds.USUAL:
            self._add(menu, key)
        others = sorted(key for key in self._counts if key not in lane_kinds.USUAL and self._known(key))
        if others:
            menu.addSeparator()
            for key in others:
                self._add(menu, key)
        menu.addSeparator()
        self._add_steering(menu.addMenu(_tr("Steering the model")))
        self._add_all(menu.addMenu(_tr("Every controller")))
        menu.addAction(_tr("By number or name…")).triggered.connect(lambda _checked=False: ask())
        if close is not None:
            menu.addSeparator()
            menu.addAction(_tr("Close this lane")).triggered.connect(lambda _checked=False: close())

    def _known(self, key: str) -> bool:
        return lane_kinds.name_of(key) is not None

    def _add_steering(self, menu: QMenu) -> None:
        """The controls as the Compose column has them, those in sight first."""
        for main in (True, False):
            for spec in (c.spec for c in CONTROLS if c.spec.main is main):
                self._add(menu, lane_kinds.steering_key(spec.name))
            if main:
                menu.addSeparator()

    def _add_all(self, menu: QMenu) -> None:
        for first in range(0, LAST_CONTROLLER + 1, _GROUP):
            last = min(first + _GROUP - 1, LAST_CONTROLLER)
            group = menu.addMenu(f"{first} – {last}")
            for number in range(first, last + 1):
                self._add(group, f"cc{number}")

    def _add(self, menu: QMenu, key: str) -> None:
        action = menu.addAction(entry_text(key, self._counts.get(key, 0)))
        action.setObjectName(key)
        action.setCheckable(True)
        action.setChecked(key == self._present)
        self._mark(action, key)
        action.triggered.connect(lambda _checked=False: self._pick(key))

    def _mark(self, action: QAction, key: str) -> None:
        """What is used stands out; what is open elsewhere cannot be opened twice."""
        font = action.font()
        font.setBold(bool(self._counts.get(key)) and key != lane_kinds.VELOCITY)
        action.setFont(font)
        if key in self._taken and key != self._present:
            set_enabled(action, False, _tr("It is open in another lane"))


def entry_text(key: str, count: int) -> str:
    """Such as "Sustain 64    12 points"."""
    words = QCoreApplication.translate("Controller", lane_kinds.title(key))
    if not count or key == lane_kinds.VELOCITY:
        return words
    return f"{words}\t" + (_tr("1 point") if count == 1 else _tr("{0} points").format(count))


def _tr(text: str) -> str:
    return QCoreApplication.translate("LaneMenu", text)
