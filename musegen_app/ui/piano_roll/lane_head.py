"""What stands at the left of a lane: its name, which opens the choice, and buttons to add and to close lanes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from musegen_app.ui.icons import icon
from musegen_app.ui.piano_roll import lane_kinds
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

_NAME_HEIGHT = 20
_BUTTON = 18
_PICTURE = 12


class LaneHead(QWidget):
    """`choosing` and `adding` ask for a menu at a place on the screen."""

    choosing = Signal(QPoint)
    adding = Signal(QPoint)
    closing = Signal()

    def __init__(self, stage: Stage, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self.key = key
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        words = self.tr(lane_kinds.title(key))
        self.name = self._button(self.tr("{0}: choose what this lane shows").format(words), "lane")
        self.name.setText(self.tr(lane_kinds.short(key)))
        self.arrow = self._button(self.tr("Choose what the lane {0} shows").format(words), "row")
        self.add = self._button(self.tr("Open another lane"), "row")
        self.close_button = self._button(self.tr("Close the lane {0}").format(words), "row")
        self.name.clicked.connect(lambda: self.choosing.emit(_below(self.name)))
        self.arrow.clicked.connect(lambda: self.choosing.emit(_below(self.arrow)))
        self.add.clicked.connect(lambda: self.adding.emit(_below(self.add)))
        self.close_button.clicked.connect(self.closing)
        stage.theme_changed.connect(self._paint_icons)
        self._paint_icons()

    def _button(self, words: str, kind: str) -> QToolButton:
        made = QToolButton(self)
        made.setProperty("kind", kind)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setAccessibleName(words)
        made.setToolTip(words)
        made.setIconSize(QSize(_PICTURE, _PICTURE))
        return made

    def _paint_icons(self) -> None:
        theme = self._stage.theme
        self.arrow.setIcon(icon("chevron_down", theme, theme.dim))
        self.add.setIcon(icon("add", theme, theme.dim))
        self.close_button.setIcon(icon("close", theme, theme.dim))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.name.setGeometry(1, 3, self.width() - 3, _NAME_HEIGHT)
        below = 3 + _NAME_HEIGHT
        roomy = self.height() >= below + _BUTTON - 4
        left = self.width() - 3 * _BUTTON - 2
        for place, button in enumerate((self.arrow, self.add, self.close_button)):
            button.setGeometry(left + place * _BUTTON, below, _BUTTON, _BUTTON)
            button.setVisible(roomy)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colour(self._stage.theme.ground))


def _below(button: QWidget) -> QPoint:
    return button.mapToGlobal(QPoint(0, button.height()))
