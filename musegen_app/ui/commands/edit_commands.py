"""Edit menu: undo and redo of the document, and the roll's own verbs on the selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from musegen_app.document.document import Document
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.piano_roll.gestures import drag_out
from musegen_app.ui.piano_roll.gestures.drag_out import midi_data

if TYPE_CHECKING:
    from musegen_app.score.model import Score
    from musegen_app.session.status import Status
    from musegen_app.session.take_steps import TakeSteps
    from musegen_app.ui.piano_roll.view import RollView


# The menu of a right click: names of commands, "" for a line, and submenus as (title, names).
Entry = str | tuple[str, tuple[str, ...]]
ROLL_MENU: tuple[Entry, ...] = (
    *("cut", "copy", "paste", "duplicate", "delete", ""),
    *("quantise", "quantise_settings", "split", "join"),
    (
        "Shape",
        ("legato", "fill_gaps", "trim_overlaps", "", "reverse", "invert", "", "strum_up", "strum_down", "humanise"),
    ),
    ("Move", ("octave_up", "octave_down", "scale_up", "scale_down", "", "nudge_bar_left", "nudge_bar_right")),
    *("mute_notes", "lock_notes", ""),
    (
        "Select",
        (
            *("select_all", "select_none", "select_inverted", ""),
            *("select_same_pitch", "select_in_loop", "select_muted", "select_generated"),
        ),
    ),
    (
        "Tools",
        (
            *("draw_tool", "select_tool", "erase_tool", "knife_tool", "glue_tool", "stamp_tool", "swipe_tool"),
            "",
            "step_input",
        ),
    ),
    *("", "play_selection", "loop_selection", "continue_selection"),
)


_OF_SELECTION = (
    *("cut", "copy", "copy_as_midi", "duplicate", "select_none", "select_same_pitch"),
    *("loop_selection", "play_selection", "zoom_selection"),
)


class EditCommands:
    """GUI thread; every change is one `Document.edit`. What was done with takes (`steps`) is undone along with it."""

    def __init__(self, document: Document, steps: TakeSteps, status: Status, roll: RollView, actions: Actions) -> None:
        self._document = document
        self._status = status
        self._steps = steps
        self._roll = roll
        self._actions = actions
        roll.editRequested.connect(self.edit)
        roll.selectionChanged.connect(self.refresh)
        roll.menuRequested.connect(self.show_menu)
        roll.stage.carry_wanted.connect(self.carry)

    def edit(self, label: str, score: Score, coalesce: str) -> None:
        """The roll's wish to change the document."""
        self._document.edit(label, score, coalesce)

    def undo(self) -> None:
        label, _ = self._labels()
        if not self._steps.undo():
            self._document.undo()
        self._say(translated("Undone: {0}"), label)
        self.refresh()

    def redo(self) -> None:
        _, label = self._labels()
        if not self._steps.redo():
            self._document.redo()
        self._say(translated("Done again: {0}"), label)
        self.refresh()

    def cut(self) -> None:
        self._roll.cut()
        self.refresh()

    def copy(self) -> None:
        self._roll.copy()
        self.refresh()

    def copy_as_midi(self) -> None:
        """As a file on the clipboard, for programs that take files; what was copied as notes stays here."""
        stage = self._roll.stage
        if stage.selection:
            QGuiApplication.clipboard().setMimeData(midi_data(stage.score, stage.track_id, stage.selection))
            stage.hint.emit(translated("The selection is on the clipboard as a MIDI file: paste it into a folder"))
        self.refresh()

    def carry_selection(self) -> None:
        """The grip over the roll is pulled."""
        self.carry(self._roll.selection)

    def carry(self, ids: frozenset[int]) -> None:
        """These notes are pulled out of the window."""
        stage = self._roll.stage
        if ids:
            drag_out.carry(self._roll, midi_data(stage.score, stage.track_id, ids), stage.theme)

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

    def select_inverted(self) -> None:
        self._roll.select_inverted()

    def select_same_pitch(self) -> None:
        self._roll.shapes.select_same_pitch()

    def select_in_loop(self) -> None:
        self._roll.shapes.select_in_loop()

    def select_muted(self) -> None:
        self._roll.shapes.select_muted()

    def select_generated(self) -> None:
        self._roll.shapes.select_generated()

    def next_note(self) -> None:
        self._roll.step(True)

    def previous_note(self) -> None:
        self._roll.step(False)

    def show_menu(self, place: QPoint) -> None:
        """The menu of a right click in the roll."""
        menu = QMenu(self._roll)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        self._fill(menu, ROLL_MENU)
        menu.popup(place)

    def _fill(self, menu: QMenu, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if isinstance(entry, tuple):
                inner = menu.addMenu(translated(entry[0]))
                inner.setToolTipsVisible(True)
                self._fill(inner, entry[1])
            elif entry:
                menu.addAction(self._actions[entry])
            else:
                menu.addSeparator()

    def refresh(self) -> None:
        """Which commands can be carried out now, and why the others cannot."""
        allow = self._actions.allow
        undo, redo = self._labels()
        allow("undo", bool(undo), translated("There is nothing to undo."))
        allow("redo", bool(redo), translated("Nothing was undone that could be done again."))
        self._name_steps()
        why = translated("No notes are selected: click one, or press Ctrl+A.")
        chosen = bool(self._roll.selection)
        for name in _OF_SELECTION:
            allow(name, chosen, why)
        allow("paste", self._roll.can_paste(), translated("Nothing was copied yet."))

    def _name_steps(self) -> None:
        undo, redo = self._labels()
        self._actions["undo"].setText(_step(translated("&Undo"), translated(undo)))
        self._actions["redo"].setText(_step(translated("&Redo"), translated(redo)))

    def _say(self, words: str, label: str) -> None:
        """In the bottom line, where what was done before may still stand as if it were so."""
        if label:
            self._status.say("info", words.format(translated(label)))

    def _labels(self) -> tuple[str, str]:
        """What would be undone, and done again."""
        document, steps = self._document, self._steps
        return steps.undo_label or document.undo_label, steps.redo_label or document.redo_label


def _step(verb: str, label: str) -> str:
    return f"{verb} {label[:1].lower()}{label[1:]}" if label else verb
