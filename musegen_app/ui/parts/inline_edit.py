"""A text that is edited where it stands: looks like a label, becomes a field when touched."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_BESIDE_TEXT = 2  # pixels that Qt leaves free beside the text of a field


class InlineEdit(QLineEdit):
    """`committed` brings the new text on Enter or when the focus leaves; Esc brings the old text back."""

    committed = Signal(str)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._shown = text
        self._limits = (0, 0)
        self._fresh = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def fit_between(self, narrowest: int, widest: int) -> None:
        """From now on be as wide as the text, within these pixels."""
        if not self._limits[1]:
            self.textChanged.connect(lambda _text: self._fit())
        self._limits = (narrowest, widest)
        self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self).width()
        wanted = self.fontMetrics().horizontalAdvance(self.text()) + self.width() - inside + 2 * _BESIDE_TEXT
        wanted += 1  # the advance is rounded: a text as wide as it could still be cut
        self.setFixedWidth(min(self._limits[1], max(self._limits[0], wanted)))

    def show_text(self, text: str) -> None:
        """What is shown while nobody types here; a text in the middle of being typed is left alone."""
        self._shown = text
        if text != self.text() and not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.setCursorPosition(0)
            if self.hasFocus():
                self.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A text without room is cut with … while nobody types."""
        shown = self.shown_text()
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        option, box = self._frame()
        with QPainter(self) as painter:
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(box, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)

    def shown_text(self) -> str:
        """What is seen of the text while nobody types."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self._frame()[1].width())

    def _frame(self) -> tuple[QStyleOptionFrame, QRect]:
        """How the field is drawn, and the place of its text."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return option, box.adjusted(_BESIDE_TEXT, 0, -_BESIDE_TEXT, 0)

    def event(self, event: QEvent) -> bool:
        # Enter and Esc belong to the text while it is edited, not to the window's commands.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._forget()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._fresh = event.reason() == Qt.FocusReason.MouseFocusReason
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        # The click that opens the field would only leave a cursor behind.
        if self._fresh and not self.hasSelectedText():
            self.selectAll()
        self._fresh = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        typed = self.text()
        self.deselect()
        if typed != self._shown:
            self.committed.emit(typed)
        self.setText(self._shown)
        self.setCursorPosition(0)

    def _forget(self) -> None:
        self.setText(self._shown)
        self._leave()

    def _leave(self) -> None:
        """Give the keyboard to what the window is about; with nobody keys would be lost, and later Play would get
        it as the first button."""
        self.clearFocus()
        self.window().setFocus()
