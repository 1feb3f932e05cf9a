"""Edit menu: undo and redo of the document, and the roll's own verbs on the selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from musegen_app.document.document import Document
from musegen_app.ui.commands.actions import Actions, translated

if TYPE_CHECKING:
    from musegen_app.score.model import Score
    from musegen_app.ui.piano_roll.view import RollView


ROLL_MENU = (
    *("cut", "copy", "paste", "duplicate", "delete", ""),
    *("select_all", "quantise", "play_selection", "loop_selection", "continue_selection"),
)


class EditCommands:
    """GUI thread; every change is one `Document.edit`."""

    def __init__(self, document: Document, roll: RollView, actions: Actions) -> None:
        self._document = document
        self._roll = roll
        self._actions = actions
        roll.editRequested.connect(self.edit)
        roll.selectionChanged.connect(self.refresh)
        roll.menuRequested.connect(self.show_menu)

    def edit(self, label: str, score: Score, coalesce: str) -> None:
        """The roll's wish to change the document."""
        self._document.edit(label, score, coalesce)

    def undo(self) -> None:
        self._document.undo()

    def redo(self) -> None:
        self._document.redo()

    def cut(self) -> None:
        self._roll.cut()
        self.refresh()

    def copy(self) -> None:
        self._roll.copy()
        self.refresh()

    def paste(self) -> None:
        self._roll.paste()

    def duplicate(self) -> None:
        self._roll.duplicate()

    def delete(self) -> None:
        self._roll.delete()

    def select_all(self) -> None:
        self._roll.select_all()

    def select_none(self) -> None:
        self._roll.select_none()

    def semitone_up(self) -> None:
        self._roll.transpose(1)

    def semitone_down(self) -> None:
        self._roll.transpose(-1)

    def octave_up(self) -> None:
        self._roll.transpose(12)

    def octave_down(self) -> None:
        self._roll.transpose(-12)

    def nudge_left(self) -> None:
        self._roll.nudge(-1)

    def nudge_right(self) -> None:
        self._roll.nudge(1)

    def quantise(self) -> None:
        self._roll.quantise()

    def show_menu(self, place: QPoint) -> None:
        """The menu of a right click in the roll."""
        menu = QMenu(self._roll)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in ROLL_MENU:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.popup(place)

    def refresh(self) -> None:
        """Which commands can be carried out now, and why the others cannot."""
        document, allow = self._document, self._actions.allow
        allow("undo", document.can_undo, translated("There is nothing to undo."))
        allow("redo", document.can_redo, translated("Nothing was undone that could be done again."))
        self._name_steps()
        why = translated("No notes are selected: click one, or press Ctrl+A.")
        chosen = bool(self._roll.selection)
        for name in ("cut", "copy", "duplicate", "select_none", "loop_selection", "play_selection", "zoom_selection"):
            allow(name, chosen, why)
        for name in ("semitone_up", "semitone_down", "octave_up", "octave_down", "nudge_left", "nudge_right"):
            allow(name, chosen, why)
        allow("paste", self._roll.can_paste(), translated("Nothing was copied yet."))

    def _name_steps(self) -> None:
        document, actions = self._document, self._actions
        actions["undo"].setText(_step(translated("&Undo"), document.undo_label))
        actions["redo"].setText(_step(translated("&Redo"), document.redo_label))


def _step(verb: str, label: str) -> str:
    return f"{verb} {label[:1].lower()}{label[1:]}" if label else verb
