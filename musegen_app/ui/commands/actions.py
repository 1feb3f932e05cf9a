"""The catalog of commands as Qt actions: keys, menus, and the methods behind them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.commands.catalog import COMMANDS, Command, Menu, Reach


def translated(text: str) -> str:
    """A text of the catalog in the user's language."""
    return QCoreApplication.translate("Command", text)


class Actions:
    """One QAction for each command. GUI thread only."""

    def __init__(self, window: QWidget, roll: QWidget) -> None:
        self._actions = {c.name: _action(c, window, roll) for c in COMMANDS}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def connect(self, verbs: Iterable[object]) -> None:
        """Let each action call the method of its name in one of `verbs`; checkable ones pass the new state.

        Raises LookupError for a command that none of them does, or more than one.
        """
        verbs = tuple(verbs)
        for command in COMMANDS:
            methods = [m for v in verbs if callable(m := getattr(v, command.name, None))]
            if len(methods) != 1:
                raise LookupError(f"{len(methods)} parts do the command {command.name!r}")
            method = methods[0]
            action = self._actions[command.name]
            if command.checkable:
                action.triggered.connect(method)
            else:
                action.triggered.connect(lambda _checked=False, call=method: call())

    def allow(self, name: str, ok: bool, why: str = "") -> None:
        """Switch a command on, or off with the reason that its tooltip shows."""
        set_enabled(self._actions[name], ok, why)

    def show_checked(self, name: str, checked: bool) -> None:
        """Set the tick of a command without carrying it out."""
        action = self._actions[name]
        if action.isChecked() == checked:
            return
        action.blockSignals(True)
        action.setChecked(checked)
        action.blockSignals(False)
        action.changed.emit()

    def fill(self, bar: QMenuBar) -> None:
        """Build the menus of `bar` in the order of the catalog."""
        for menu in Menu:
            built = bar.addMenu(translated(menu.value))
            built.setObjectName(menu.name.lower())
            built.setToolTipsVisible(True)
            for command in (c for c in COMMANDS if c.menu is menu):
                home = _submenu(built, command.submenu) if command.submenu else built
                home.addAction(self._actions[command.name])
                if command.ends_group:
                    home.addSeparator()

    def menu(self, name: str, bar: QMenuBar) -> QMenu:
        """The menu of `bar` that the command `name` stands in."""
        home = bar.findChild(QMenu, next(c for c in COMMANDS if c.name == name).menu.name.lower())
        assert isinstance(home, QMenu)
        return home

    def add_menu_after(self, name: str, title: str, bar: QMenuBar) -> QMenu:
        """A submenu right below the command `name`."""
        added = QMenu(title, self.menu(name, bar))
        self.add_submenu_after(name, added, bar)
        return added

    def add_submenu_after(self, name: str, menu: QMenu, bar: QMenuBar) -> None:
        """`menu` right below the command `name`."""
        home = self.menu(name, bar)
        entries = home.actions()
        after = entries[entries.index(self._actions[name]) + 1]
        menu.setToolTipsVisible(True)
        home.insertMenu(after, menu)


def _submenu(menu: QMenu, title: str) -> QMenu:
    """The menu of that title inside `menu`; made when it is not there yet."""
    found = menu.findChild(QMenu, title, Qt.FindChildOption.FindDirectChildrenOnly)
    if isinstance(found, QMenu):
        return found
    made = menu.addMenu(translated(title))
    made.setObjectName(title)
    made.setToolTipsVisible(True)
    return made


def _action(command: Command, window: QWidget, roll: QWidget) -> QAction:
    home: QWidget = roll if command.reach is Reach.ROLL else window
    action = QAction(translated(command.text), _as_object(home))
    action.setObjectName(command.name)
    action.setCheckable(command.checkable)
    action.setShortcuts([QKeySequence(k) for k in command.keys])
    widget_only = Qt.ShortcutContext.WidgetWithChildrenShortcut
    action.setShortcutContext(widget_only if command.reach is Reach.ROLL else Qt.ShortcutContext.WindowShortcut)
    action.setAutoRepeat(command.repeats)
    set_tip(action, tip_of(command))
    home.addAction(action)
    return action


def _as_object(widget: QWidget) -> QObject:
    return widget


def tip_of(command: Command) -> str:
    """The command's name and its first key, as buttons and menus show it."""
    name = translated(command.text).replace("&", "").rstrip("…")
    return f"{name} ({key_text(command.keys[0])})" if command.keys else name


def key_text(key: str) -> str:
    """A key as this platform writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
