"""How an operation is to be done: how much changes, what stays, on which tracks, and where it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from musegen_app.session.tasks import Options, Task
from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.parts.value_slider import ValueSlider
from musegen_app.ui.theme import GAP
from musegen_app.ui.translation import marked, said

_AMOUNTS = {
    Task.VARY: marked("How much changes"),
    Task.INTERPOLATE: marked("How far over"),
    Task.HUMANISE: marked("How many notes"),
}
_TIPS = {
    Task.VARY: marked("Which share of the notes is written anew: the lightest places of the bar first (amount)"),
    Task.INTERPOLATE: marked("0 % is this passage, 100 % the other one (amount)"),
    Task.HUMANISE: marked("Which share of the notes is played anew (amount)"),
}


class OperationOptions(QWidget):
    """Shows what the chosen task can be told; `changed` brings the Options with every step of the user's hand.
    `every_track` is placed by the row above."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._options = Options()
        self._task = Task.CONTINUE
        self.amounts = {task: _slider(task) for task in _AMOUNTS}
        self.keep = ChoiceBox(self.tr("Leave"), self.tr("What the new notes keep of the old ones"))
        self.second = ChoiceBox(self.tr("Towards"), self.tr("The passage that this one is led over to"))
        self.every_track = QCheckBox(self.tr("All tracks"))
        self._rows = {box: self._row(box) for box in (self.keep, self.second)}
        self._place()
        self._connect()
        self.show_task(Task.CONTINUE)

    def show_options(self, options: Options) -> None:
        """Nothing is told."""
        self._options = options
        for task, slider in self.amounts.items():
            slider.set_value(100 * options.amount_of(task))
        kept = [(self.tr("nothing"), ""), (self.tr("their rhythm"), "rhythm"), (self.tr("up and down"), "contour")]
        self.keep.show_choices(kept, options.keep)
        self.every_track.blockSignals(True)
        self.every_track.setChecked(options.every_track)
        self.every_track.blockSignals(False)

    def show_seconds(self, seconds: Sequence[tuple[str, tuple[int, int]]], chosen: tuple[int, int]) -> None:
        """Passages to lead over to, in words and ticks."""
        none = [(self.tr("no other passage with notes"), (0, 0))]
        self.second.show_choices(list(seconds) or none, chosen)

    def show_task(self, task: Task) -> None:
        """What it can be told, the rest is not there."""
        self._task = task
        for each, slider in self.amounts.items():
            slider.setVisible(each is task)
        self._rows[self.keep].setVisible(task is Task.VARY)
        self._rows[self.second].setVisible(task is Task.INTERPOLATE)
        self.setVisible(task.has_amount)

    def _connect(self) -> None:
        for task, slider in self.amounts.items():
            field = "touched" if task is Task.HUMANISE else "amount"
            slider.changed.connect(lambda value, field=field: self._choose(**{field: value / 100}))
        self.keep.picked.connect(lambda keep: self._choose(keep=keep))
        self.second.picked.connect(lambda span: self._choose(second_from=span[0], second_to=span[1]))
        self.every_track.toggled.connect(lambda on: self._choose(every_track=on))

    def _choose(self, **fields: object) -> None:
        self._options = replace(self._options, **fields)  # type: ignore[arg-type]
        self.changed.emit(self._options)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (*self.amounts.values(), *self._rows.values()):
            column.addWidget(part)
        self.every_track.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.every_track, self.tr("Write on all tracks anew, not only on the chosen one"))

    def _row(self, box: ChoiceBox) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(QLabel(box.accessibleName()))
        line.addWidget(box, 1)
        return row


def _slider(task: Task) -> ValueSlider:
    name, tip, usual = said(_AMOUNTS[task]), said(_TIPS[task]), 100 * Options().amount_of(task)
    return ValueSlider(name, tip, 0, 100, usual, 5, "{:.0f} %".format)
