"""The controls that steer the net, made from their catalogue: the main ones in sight, the others behind "More"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.ui.availability import set_tip
from musegen_app.ui.panels.preset_button import PresetButton
from musegen_app.ui.panels.steering_menu import steering_menu
from musegen_app.ui.panels.steering_rows import rows_of
from musegen_app.ui.parts.group_chips import GroupChips
from musegen_app.ui.parts.steering_row import KnobSign, SteeringRow
from musegen_app.ui.theme import GAP_HALF, Theme
from musegen_app.ui.translation import said

_DENSE = 1  # pixels between one-line controls


class SteeringPanel(QWidget):
    """`steered` brings values by name of control at every step of the user's hand."""

    steered = Signal(object)
    more_wanted = Signal(bool)
    learn_wanted = Signal(str)  # name of a control; the same again: stop
    forget_wanted = Signal(str)
    lane_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rows: dict[str, SteeringRow] = {}  # by name of control
        groups = _groups_behind_more()
        self.chips = GroupChips([(group, said(group)) for group in groups])
        self.more = QPushButton()
        self.presets = PresetButton()
        self.gave_way = QLabel()
        self.silent = QLabel()
        self._obeyed: list[SteeringRow] = []
        self._groups = {group: QWidget() for group in groups}
        self._knobs: Mapping[str, KnobSign] = {}
        self._learning = ""
        self._open = ""
        self._main = QVBoxLayout()
        self._others = QWidget()
        self._place()
        self._fill(theme)
        self.more.toggled.connect(self._show_more)
        self._show_more(False)

    # -- what to show --------------------------------------------------------------------------------------------
    def show_steering(self, steering: Steering) -> None:
        """The remembered values; nothing is told."""
        for row in self._each():
            row.show_steering(steering)
        self._show_wishes()

    def show_obeyed(self, controls: Collection[str] | None, net: str) -> None:
        """Only the controls that act on the net (None: all); the others are named behind "More"."""
        self._obeyed = [r for r in self._each() if controls is None or any(name in controls for name in r.names)]
        for row in self._each():
            row.setHidden(row not in self._obeyed)
        others = [row.title.text() for row in self._each() if row not in self._obeyed]
        words = self.tr("{0} writes nothing that these could act on: {1}").format(net, ", ".join(others))
        self.silent.setText(words if others else "")
        self.silent.setVisible(bool(others))
        self._show_groups()
        self._show_wishes()

    def show_knobs(self, knobs: Mapping[str, KnobSign], learning: str) -> None:
        """The learned MIDI knobs, and the control that waits for one ("" = none)."""
        self._knobs, self._learning = knobs, learning
        shown = {**knobs, learning: KnobSign(self.tr("turn it …"))} if learning else knobs
        for row in self._each():
            row.show_knobs(shown)

    def show_ruled(self, names: Collection[str]) -> None:
        """The controls that lanes of the song rule."""
        for row in self._each():
            row.show_ruled(names)

    def set_compact(self, on: bool) -> None:
        """One line for each control, where there is little room; ranges keep theirs below their name."""
        for row in self._each():
            if len(row.specs) == 1:
                row.set_compact(on)
        for column in (self._main, *(box.layout() for box in self._groups.values())):
            if column is not None:
                column.setSpacing(_DENSE if on else GAP_HALF)

    def show_gave_way(self, labels: Sequence[str]) -> None:
        """The controls that could not be met everywhere in the take that is shown."""
        words = self.tr("Gave way somewhere: {0}").format(", ".join(said(text) for text in labels))
        self.gave_way.setText(words if labels else "")
        self.gave_way.setVisible(bool(labels))

    @property
    def open_group(self) -> str:
        """The group behind "More" that is in sight, "" for none."""
        return self._open if self.more.isChecked() else ""

    def open_more(self, group: str) -> None:
        """Show that group; "" folds them away."""
        if group in self._groups:
            self._open_group(group)
        self.more.setChecked(group in self._groups)

    # -- inside --------------------------------------------------------------------------------------------------
    def _each(self) -> list[SteeringRow]:
        return list(dict.fromkeys(self.rows.values()))

    def _steer(self, values: Mapping[str, float]) -> None:
        self._show_wishes()
        self.steered.emit(values)

    def _show_wishes(self) -> None:
        """Dots at the groups in which something is set, and how much of it is out of sight."""
        wishing = {row.specs[0].group.value for row in self._hidden() if not row.is_usual}
        self.chips.show_wishes(wishing)
        self._name_more()

    def _hidden(self) -> list[SteeringRow]:
        return [row for row in self._obeyed if not _is_main(row)]

    def _show_groups(self) -> None:
        """Those that have something to move; the open one stays open if it can."""
        there = list(dict.fromkeys(row.specs[0].group.value for row in self._hidden()))
        self.chips.show_only(there)
        self._open_group(self._open if self._open in there else next(iter(there), ""))

    def _name_more(self) -> None:
        if self.more.isChecked():
            self.more.setText(self.tr("Less  ▴"))
            return
        count = sum(not row.is_usual for row in self._hidden())
        self.more.setText(self.tr("More  ▾  {0} set").format(count) if count else self.tr("More  ▾"))

    def _show_more(self, on: bool) -> None:
        self._name_more()
        self._others.setVisible(on)
        self.more_wanted.emit(on)

    def _open_group(self, group: str) -> None:
        self._open = group
        for name, box in self._groups.items():
            box.setVisible(name == group)
        self.chips.show_open(group)

    def _open_menu(self, row: SteeringRow, place: QPoint) -> None:
        learn, forget, draw = self.learn_wanted.emit, self.forget_wanted.emit, self.lane_wanted.emit
        steering_menu(row, self._knobs, self._learning, learn, forget, draw).popup(place)

    def _fill(self, theme: Theme) -> None:
        """A row for each control: in sight, or in its group."""
        grouped: dict[str, list[SteeringRow]] = {group: [] for group in self._groups}
        for row in rows_of(theme, [c.spec for c in CONTROLS]):
            self.rows.update(dict.fromkeys(row.names, row))
            row.changed.connect(self._steer)
            row.menu_wanted.connect(lambda place, row=row: self._open_menu(row, place))
            if _is_main(row):
                self._main.addWidget(row)
            else:
                grouped[row.specs[0].group.value].append(row)
        for group, rows in grouped.items():
            _stack(self._groups[group], rows)
        self._obeyed = self._each()
        self._show_groups()

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_HALF)
        self._main.setSpacing(GAP_HALF)
        column.addLayout(self._main)
        column.addLayout(self._head())
        inside = QVBoxLayout(self._others)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GAP_HALF)
        for part in (self.chips, *self._groups.values()):
            inside.addWidget(part)
        self.chips.opened.connect(self._open_group)
        inside.addWidget(self.silent)
        self.silent.setProperty("role", "small")
        self.silent.setWordWrap(True)
        self.silent.hide()
        column.addWidget(self._others)
        column.addWidget(self.gave_way)
        self.gave_way.setProperty("role", "warm")
        self.gave_way.setWordWrap(True)
        why = self.tr("With all wishes together nothing could have been written there: the weakest stepped back.")
        set_tip(self.gave_way, why)
        self.gave_way.hide()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.more.setCheckable(True)
        self.more.setProperty("kind", "heading")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.more, self.tr("Controls that are needed less often"))
        row.addWidget(self.more, 1)
        row.addWidget(self.presets)
        return row


def _is_main(row: SteeringRow) -> bool:
    return any(spec.main for spec in row.specs)


def _groups_behind_more() -> list[str]:
    """In the order in which the catalogue names them."""
    return list(dict.fromkeys(c.spec.group.value for c in CONTROLS if not c.spec.main))


def _stack(box: QWidget, rows: Sequence[SteeringRow]) -> None:
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_HALF)
    for row in rows:
        column.addWidget(row)
