"""The computer keyboard as a piano, in a mode that is switched on and seen. GUI thread.

While it is on, keys that write something play notes and never carry out commands, unless a text is being edited.
Keys with Ctrl or Alt, Space, the arrows and F keys stay what they are; Esc leaves the mode.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit

from musegen_app.ui.piano_keys import Turn, is_plain, meaning

LOWEST, HIGHEST = 0, 108  # the pitch of the lowest key
STEP = 15  # of velocity
_TEXTS = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)


class KeyPiano(QObject):
    """Watches every key of the program while it is `on`. Each `pressed` (pitch, velocity) has its `released`."""

    pressed = Signal(int, int)
    released = Signal(int)
    changed = Signal()  # on, octave, velocity or a key that is held
    left = Signal()  # Esc

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.on = False
        self.lowest = 60
        self.velocity = 90
        self._held: dict[int, int] = {}  # key of the computer: pitch that it plays

    @property
    def held(self) -> frozenset[int]:
        """Pitches that sound now."""
        return frozenset(self._held.values())

    def set_on(self, on: bool) -> None:
        if on == self.on:
            return
        self.on = on
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        if on:
            application.installEventFilter(self)
            application.applicationStateChanged.connect(self._state_changed)
        else:
            application.removeEventFilter(self)
            application.applicationStateChanged.disconnect(self._state_changed)
            self.release_all()
        self.changed.emit()

    def release_all(self) -> None:
        """Every held key goes up: the mode ends, or the keyboard belongs to another program now."""
        for key in list(self._held):
            self._up(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate:
            self.release_all()
        if not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.KeyRelease and _place(event) in self._held:
            if not event.isAutoRepeat():
                self._up(_place(event))
            return True
        return not _is_busy() and self._take(event)

    def _take(self, event: QKeyEvent) -> bool:
        """Whether the key is ours: its shortcut must not fire, and its press is played."""
        leaves = event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier
        if not leaves and not is_plain(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            if leaves:
                self.left.emit()
            else:
                self._down(event)
        return True

    def _down(self, event: QKeyEvent) -> None:
        means = meaning(event)
        if isinstance(means, Turn):
            self._turn(means)
        elif means is not None and self.lowest + means <= 127 and _place(event) not in self._held:
            self._held[_place(event)] = self.lowest + means
            self.pressed.emit(self.lowest + means, self.velocity)
            self.changed.emit()

    def _up(self, key: int) -> None:
        pitch = self._held.pop(key)
        if pitch not in self._held.values():
            self.released.emit(pitch)
        self.changed.emit()

    def _turn(self, turn: Turn) -> None:
        """Another octave or velocity for what is struck from now on; held keys keep theirs."""
        octave = {Turn.OCTAVE_DOWN: -12, Turn.OCTAVE_UP: 12}.get(turn, 0)
        louder = {Turn.SOFTER: -STEP, Turn.LOUDER: STEP}.get(turn, 0)
        self.lowest = min(HIGHEST, max(LOWEST, self.lowest + octave))
        self.velocity = min(127, max(STEP, self.velocity + louder))
        self.changed.emit()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.release_all()


def _place(event: QKeyEvent) -> int:
    """The same for press and release of a key, whatever Shift does in between."""
    return event.nativeScanCode() or event.key()


def _is_busy() -> bool:
    """The keys belong to a text, a list or a menu just now."""
    return isinstance(QApplication.focusWidget(), _TEXTS) or QApplication.activePopupWidget() is not None
