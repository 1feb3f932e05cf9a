"""The row at the top of the Compose column: what the net is to do, where, and how."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from musegen_app.session.tasks import Task
from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.operation_options import OperationOptions
from musegen_app.ui.panels.operation_words import NAMES, TIPS
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.theme import GAP, GAP_HALF, Theme
from musegen_app.ui.translation import said

SHOWN = (Task.CONTINUE, Task.FILL_IN, Task.HARMONISE, Task.VARY)


class OperationBar(QWidget):
    """A button each for the commonest tasks; the others are behind the arrow, and take the last place when chosen.
    `chosen` brings a Task."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.task = Task.CONTINUE
        self.buttons = {task: _button(task) for task in Task}
        self.more = QPushButton("▾")
        self.menu = QMenu(self.more)
        self.where = ElidedLabel()
        self.options = OperationOptions()
        self.auto = IconButton("auto", actions["auto_apply"], role="dim")
        self._why: Mapping[Task, str] = {}
        self._group = QButtonGroup(self)
        self._place()
        self.more.clicked.connect(self._open)
        self.show_task(Task.CONTINUE)

    def show_task(self, task: Task) -> None:
        """The task that is chosen; nothing is told."""
        self.task = task
        self.buttons[task].setChecked(True)
        shown = {*SHOWN[:-1], task if task not in SHOWN else SHOWN[-1]}
        for each, button in self.buttons.items():
            button.setVisible(each in shown)
        self.options.show_task(task)

    def show_possible(self, why: Mapping[Task, str]) -> None:
        """Why a task cannot be done now, "" or absent: it can."""
        self._why = why
        for task, button in self.buttons.items():
            set_enabled(button, not why.get(task) or task is self.task, why.get(task, ""))

    def show_where(self, words: str, whole: bool = True) -> None:
        """`whole`: it is about bars, in which all tracks may be meant, not about some notes of one."""
        self.where.setText(words)
        self.options.every_track.setVisible(whole and self.task.rewrites)

    def _open(self) -> None:
        """The tasks that have no button now."""
        self.menu.clear()
        for task, button in self.buttons.items():
            if button.isHidden():
                action = self.menu.addAction(said(NAMES[task]))
                action.triggered.connect(lambda _checked=False, task=task: self._choose(task))
                set_tip(action, said(TIPS[task]))
                set_enabled(action, not self._why.get(task), self._why.get(task, ""))
        right = self.more.width() - self.menu.sizeHint().width()  # it opens over the column, not beyond the window
        self.menu.popup(self.more.mapToGlobal(QPoint(right, self.more.height() + 2)))

    def _choose(self, task: Task) -> None:
        self.show_task(task)
        self.chosen.emit(task)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(GAP_HALF)
        for task, button in self.buttons.items():
            self._group.addButton(button)
            button.clicked.connect(lambda _checked=False, task=task: self._choose(task))
            row.addWidget(button, 1)
        row.addWidget(self.more)
        self._place_more()
        self.where.setProperty("role", "dim")
        self.auto.setProperty("kind", "quiet")
        self.auto.setFixedSize(26, 26)
        column.addLayout(row)
        where = QHBoxLayout()
        where.addWidget(self.where, 1)
        where.addWidget(self.options.every_track)
        where.addWidget(self.auto)
        column.addLayout(where)
        column.addWidget(self.options)

    def _place_more(self) -> None:
        self.menu.setToolTipsVisible(True)
        self.more.setProperty("kind", "task")
        self.more.setFixedWidth(26)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setAccessibleName(self.tr("More that the net can do"))
        set_tip(self.more, self.tr("More: melody, accompany, interpolate, humanise, from nothing"))


def _button(task: Task) -> QPushButton:
    button = QPushButton(said(NAMES[task]))
    button.setCheckable(True)
    button.setProperty("kind", "task")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_tip(button, said(TIPS[task]))
    return button
