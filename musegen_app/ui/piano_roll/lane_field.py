"""One line to type in, where the thing stands: chords, names, tempi, values, numbers of bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget


@dataclass(frozen=True, slots=True)
class Typed:
    """What is asked for: the field's `name`, an `example`, what stands in it, and who takes the text. `take` is false
    when it understood nothing, or says which part of the text is wrong. `on_tab` writes and goes on (None: only
    writes). With `begun` the text is the beginning of what is typed, else it is there to be replaced."""

    name: str
    example: str
    text: str
    take: Callable[[str], bool | tuple[int, int]]
    on_tab: Callable[[bool], None] | None = None
    begun: bool = False


class LaneField(QLineEdit):
    """Enter writes, Esc leaves things as they were, leaving the field writes too. GUI thread."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._typed: Typed | None = None
        self._back: QWidget | None = None
        self.setProperty("role", "in_place")
        self.setAccessibleName(self.tr("Text at this place"))
        self.hide()
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda _text: self._mark(""))

    def open(self, place: QRect, typed: Typed, back: QWidget | None = None) -> None:
        """Write in `place`; the keyboard goes to `back` when the field closes, else to who had it."""
        if not self.isVisible():
            self._back = back or QApplication.focusWidget()
        self._typed = typed
        self.setGeometry(place)
        self.setAccessibleName(typed.name)
        self.setToolTip(typed.name)
        self.setPlaceholderText(typed.example)
        self.setText(typed.text)
        self._mark("")
        self.show()
        self.raise_()
        self.end(False)
        if not typed.begun:
            self.home(True)  # all of it is selected, and its beginning is seen
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """No key of the window or of the roll means anything while something is written."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._go_on(event.key() == Qt.Key.Key_Tab)
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False  # Tab ends the writing, like Enter

    def _go_on(self, forward: bool) -> None:
        on_tab = self._typed.on_tab if self._typed is not None else None
        back = self._back
        self._finish()
        if on_tab is not None and not self.isVisible():
            on_tab(forward)
            self._back = back

    def _finish(self) -> None:
        if not self.isVisible() or self._typed is None:
            return
        taken = self._typed.take(self.text().strip())
        if taken is True or not self.hasFocus():
            self._close()
            return
        self._mark("bad")
        if isinstance(taken, tuple):
            self.setSelection(taken[0], taken[1] - taken[0])

    def _close(self) -> None:
        had_focus = self.hasFocus()
        self.hide()
        if had_focus and self._back is not None:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def _mark(self, state: str) -> None:
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().polish(self)
