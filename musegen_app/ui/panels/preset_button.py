"""Settings of all controls under a name: kept, brought back, forgotten; and all of them back to nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.menu_words import plain
from musegen_app.ui.parts.popping import open_within_screen
from musegen_app.ui.theme import GAP


class PresetButton(QPushButton):
    """Each signal but the first two brings the name of a preset."""

    neutral_wanted = Signal()
    usual_wanted = Signal()
    picked = Signal(str)
    saved = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setText(self.tr("Presets  ▾"))
        self.setProperty("kind", "heading")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self, self.tr("Bring the controls back to settings that were kept, or keep these"))
        self.name = NameBox(self)
        self.name.named.connect(self.saved)
        self._names: tuple[str, ...] = ()
        self.clicked.connect(lambda _checked=False: self.menu_now().popup(self._below()))

    def show_names(self, names: Sequence[str]) -> None:
        self._names = tuple(names)

    def menu_now(self) -> QMenu:
        """The menu as it would pop up now."""
        menu = QMenu(self)
        _verb(menu, self.tr("No wishes at all"), self.neutral_wanted.emit)
        _verb(menu, self.tr("As in a new song"), self.usual_wanted.emit)
        menu.addSeparator()
        for name in self._names:
            menu.addAction(plain(name)).triggered.connect(lambda _checked=False, name=name: self.picked.emit(name))
        if self._names:
            menu.addSeparator()
        _verb(menu, self.tr("Keep these settings as …"), self._ask_name)
        if self._names:
            forget = menu.addMenu(self.tr("Forget"))
            for name in self._names:
                forget.addAction(plain(name)).triggered.connect(
                    lambda _checked=False, name=name: self.removed.emit(name)
                )
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _ask_name(self) -> None:
        self.name.open_at(self._below())

    def _below(self) -> QPoint:
        return self.mapToGlobal(QPoint(0, self.height() + 2))


class NameBox(QFrame):
    """A small window with a field; `named` brings what was typed and entered. Esc or a click beside it closes it."""

    named = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "popover")
        self.field = QLineEdit()
        self.field.setProperty("role", "field")
        self.field.setPlaceholderText(self.tr("Name of these settings"))
        self.field.setAccessibleName(self.tr("Name of these settings"))
        self.field.setMinimumWidth(200)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(self.field)
        self.field.returnPressed.connect(self._take)

    def open_at(self, place: QPoint) -> None:
        self.field.setText("")
        open_within_screen(self, place)
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _take(self) -> None:
        name = self.field.text().strip()
        self.close()
        if name:
            self.named.emit(name)


def _verb(menu: QMenu, words: str, verb: Callable[[], None]) -> None:
    menu.addAction(words).triggered.connect(lambda _checked=False: verb())
