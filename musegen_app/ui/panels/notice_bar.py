"""A line under the transport bar that asks or tells something, where other programs open a box in your way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from musegen_app.ui.availability import set_tip
from musegen_app.ui.icons import icon, pixmap
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme

HEIGHT = 40
ICON = 16
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

Choice = tuple[str, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence with its answers; the last of them is what Esc and the cross mean."""

    sentence: str
    choices: tuple[Choice, ...]
    key: str = ""


class NoticeBar(QFrame):
    """Hidden while there is nothing to say. Notices wait for each other in the order they came; nothing waits for
    an answer. GUI thread only."""

    answered = Signal()  # the notice in sight went away while the keyboard was in it

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._waiting: list[Notice] = []
        self._shown: Notice | None = None
        self._buttons: list[QPushButton] = []
        self.picture = QLabel()
        self.sentence = ElidedLabel()
        self.more = QLabel()
        self.cross = QToolButton()
        self._answers = QHBoxLayout()
        self._place()
        self.set_theme(theme)
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is asked, the one in sight first."""
        return tuple(self._waiting)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The answers in sight, in their order."""
        return tuple(self._buttons)

    def ask(self, sentence: str, choices: Sequence[Choice], key: str = "") -> None:
        """Show `sentence` with a button for each of `choices` (words and what they do). Esc and the cross do the
        last choice; without choices they only close the line. A notice with the same non-empty `key` is replaced."""
        notice = Notice(sentence, tuple(choices), key)
        place = next((i for i, n in enumerate(self._waiting) if key and n.key == key), None)
        if place is None:
            self._waiting.append(notice)
        else:
            self._waiting[place] = notice
        self._show_first()

    def drop(self, key: str) -> None:
        """Take the notice of `key` away without an answer; nothing happens if there is none."""
        self._waiting = [n for n in self._waiting if n.key != key]
        self._show_first()

    def answer(self, place: int) -> None:
        """Carry out the choice at `place` of the notice in sight (-1: the last, as Esc does)."""
        if not self._waiting:
            return
        notice = self._waiting.pop(0)
        self._show_first()
        if notice.choices:
            notice.choices[place][1]()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.picture.setPixmap(pixmap("info", theme.accent, ICON, self.devicePixelRatioF()))
        self.cross.setIcon(icon("discard", theme, theme.dim))

    # -- keys ----------------------------------------------------------------------------------------------------
    def event(self, event: QEvent) -> bool:
        """Inside the line Enter presses the button and Esc closes: there they are no commands of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._claims(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        button = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.answer(-1)
        elif event.key() in _ENTER and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def _claims(self, event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Escape, *_ENTER)

    # -- inside --------------------------------------------------------------------------------------------------
    def _show_first(self) -> None:
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and self.isAncestorOf(focus)
        notice = self._waiting[0] if self._waiting else None
        if notice is None and had_keyboard:
            self.answered.emit()  # before it hides: that would give the keyboard to the next field
        if notice is not self._shown:
            self._shown = notice
            self._make_buttons(notice.choices if notice else (), had_keyboard and notice is not None)
        self.more.setText(self.tr("1 of {0}").format(len(self._waiting)))
        self.more.setVisible(len(self._waiting) > 1)
        self.setVisible(notice is not None)
        if notice is not None:
            self._say(notice.sentence)

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _make_buttons(self, choices: Sequence[Choice], with_keyboard: bool) -> None:
        old = self._buttons
        self._buttons = [self._button(place, words) for place, (words, _do) in enumerate(choices)]
        for button in self._buttons:
            self._answers.addWidget(button)
            button.show()  # at once, so that the keyboard can go there
        self.setFocusProxy(self._buttons[0] if self._buttons else self.cross)
        self.cross.setVisible(len(choices) != 1)
        for earlier, later in pairwise([*self._buttons, self.cross]):
            self.setTabOrder(earlier, later)
        if with_keyboard:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        for button in old:
            self._answers.removeWidget(button)
            button.hide()
            button.deleteLater()

    def _button(self, place: int, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("kind", "answer")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: self.answer(place))
        return button

    def _place(self) -> None:
        self.setProperty("surface", "notice")
        self.setFixedHeight(HEIGHT)
        self.more.setProperty("role", "small")
        self.cross.setProperty("kind", "quiet")
        self.cross.setIconSize(QSize(ICON, ICON))
        self.cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cross.setAccessibleName(self.tr("Close this line"))
        set_tip(self.cross, self.tr("Close this line (Esc)"))
        self.cross.clicked.connect(lambda _checked=False: self.answer(-1))
        self._answers.setSpacing(GAP)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_DOUBLE, 0, GAP, 0)
        row.setSpacing(GAP)
        row.addWidget(self.picture)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.more)
        row.addLayout(self._answers)
        row.addWidget(self.cross)
