"""Everything that was done to the song, as a list to walk in: a click goes back or on to that step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout

from musegen_app.ui.availability import set_tip
from musegen_app.ui.panels.history_model import UNDONE, HistoryModel
from musegen_app.ui.theme import GAP, GAP_DOUBLE, RADIUS_SMALL, SIZE_NORMAL, Theme, colour, font

ROW = 24
MARK = 3  # pixels across of the dot before a step
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HistoryPanel(QFrame):
    """`wanted` brings how many steps shall be done. What is shown costs nothing while the panel is folded."""

    wanted = Signal(int)
    unfolded = Signal()  # it came into sight and wants to know the present

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._model = HistoryModel()
        self._delegate = _StepDelegate(theme)
        self.list = _StepView()
        self._place()
        self.list.clicked.connect(lambda index: self.wanted.emit(index.row()))
        self.list.chosen.connect(self.wanted)

    def show_history(self, done: Sequence[str], future: Sequence[str]) -> None:
        """Labels of the steps, oldest first, and of the undone ones, the next first."""
        self._model.show(done, future)
        here = self._model.index(self._model.present)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here)

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.list.viewport().update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.unfolded.emit()
        return super().event(event)

    def _place(self) -> None:
        self.setProperty("surface", "panel")
        self.setAccessibleName(self.tr("History"))
        self.setFocusProxy(self.list)
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Steps of the history"))
        set_tip(self.list, self.tr("Click a step to go back or on to it; nothing is lost until you edit from there"))
        heading = QLabel(self.tr("HISTORY"))
        heading.setProperty("role", "caption")
        heading.setContentsMargins(GAP_DOUBLE, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP_DOUBLE - 4, 0, GAP)
        column.setSpacing(GAP)
        column.addWidget(heading)
        column.addWidget(self.list, 1)


class _StepView(QListView):
    """Enter goes to the step that the arrows stand on; here it is no command of the window."""

    chosen = Signal(int)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._means(event):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The present stays in sight, as when the panel has just unfolded and gets its size."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _means(self, event: QKeyEvent) -> bool:
        walks = (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        )
        return event.key() in (*_ENTER, *walks) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )


class _StepDelegate(QStyledItemDelegate):
    """A full dot and words for what is done, a ring and dimmer slanted words for what was undone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        model = index.model()
        assert isinstance(model, HistoryModel)
        here, undone = index.row() == model.present, bool(index.data(UNDONE))
        self._paint_ground(painter, option, here)
        self._paint_dot(painter, option.rect, here, undone)
        self._paint_words(painter, option.rect, str(index.data()), here, undone)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, here: bool) -> None:
        box: QRect = option.rect.adjusted(GAP, 0, -GAP, 0)
        theme, state = self._theme, option.state
        if here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(theme.accent_ground))
            painter.drawRoundedRect(box, RADIUS_SMALL, RADIUS_SMALL)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(theme.hover))
            painter.drawRoundedRect(box, RADIUS_SMALL, RADIUS_SMALL)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colour(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), RADIUS_SMALL, RADIUS_SMALL)

    def _paint_dot(self, painter: QPainter, box: QRect, here: bool, undone: bool) -> None:
        ink = self._theme.accent if here else self._theme.dim
        painter.setPen(colour(ink))
        painter.setBrush(Qt.BrushStyle.NoBrush if undone else colour(ink))
        painter.drawEllipse(QRect(box.left() + GAP_DOUBLE, box.center().y() - MARK + 1, 2 * MARK, 2 * MARK))

    def _paint_words(self, painter: QPainter, box: QRect, words: str, here: bool, undone: bool) -> None:
        face = font(SIZE_NORMAL, bold=here)
        face.setItalic(undone)
        painter.setFont(face)
        painter.setPen(colour(self._theme.dim if undone else self._theme.text))
        inside = box.adjusted(2 * GAP_DOUBLE, 0, -GAP_DOUBLE, 0)
        shown = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
