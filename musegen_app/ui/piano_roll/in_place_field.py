"""A field that opens over the lanes for one short word: a value, a controller."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class InPlaceField(QLineEdit):
    """Enter hands the text on, Esc or a click elsewhere leaves things as they were. GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._done: Callable[[str], bool] | None = None
        self._back: QWidget | None = None
        self.setAccessibleName(self.tr("A value typed in place"))
        self.hide()
        self.textEdited.connect(lambda _text: self._mark(""))

    def open(self, place: QRect, name: str, text: str, done: Callable[[str], bool], back: QWidget) -> None:
        """Write in `place`, beginning with `text`. `done` says whether it understood; `back` gets the keyboard then.
        `name` is what a screen reader calls the field."""
        self._done, self._back = done, back
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setGeometry(place)
        self.setText(text)
        self._mark("")
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """No key of the window or of the roll means anything while something is typed here."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # a list of words to choose from is no leaving
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._hand_on()
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False  # Tab ends the writing, like Enter

    def _hand_on(self) -> None:
        if self._done is None or self._done(self.text().strip()):
            self._close()
        else:
            self._mark("bad")

    def _close(self) -> None:
        self.hide()
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark(self, state: str) -> None:
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().polish(self)
