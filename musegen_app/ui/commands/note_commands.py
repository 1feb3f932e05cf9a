"""Notes menu: the roll's verbs on the selected notes, and the tools that work on single ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.score.chord_stamp import Stamp
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.commands.tables import notes as table
from musegen_app.ui.parts.choice_menu import ChoiceMenu

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.view import RollView

_TOOLS = {"knife": "knife_tool", "glue": "glue_tool", "stamp": "stamp_tool", "swipe": "swipe_tool"}
# They mean something without a selection, too.
_ALWAYS = frozenset(("quantise", "quantise_settings", "split", "step_input", *_TOOLS.values()))
_STAMPS = (
    ("Triad", Stamp.TRIAD),
    ("Sixth chord", Stamp.SIXTH),
    ("Seventh chord", Stamp.SEVENTH),
    ("Ninth chord", Stamp.NINTH),
    ("Suspended fourth", Stamp.SUSPENDED),
    ("Open triad", Stamp.OPEN),
    ("Fifth", Stamp.FIFTH),
    ("Octave", Stamp.OCTAVE),
)


class NoteMenuCommands:
    """GUI thread; each is one undo step, a held key is one, too."""

    def __init__(self, roll: RollView, actions: Actions) -> None:
        self._roll = roll
        self._actions = actions
        self._chosen: bool | None = None
        self.stamps = ChoiceMenu(
            translated("&Chord of the stamp"), [(translated(words), stamp) for words, stamp in _STAMPS]
        )
        self.stamps.show_choice(roll.stage.stamp)
        self.stamps.picked.connect(self._pick_stamp)
        roll.toolChanged.connect(self.show_tool)
        roll.selectionChanged.connect(self.refresh)
        self.refresh()

    # -- pitch, time, velocity -----------------------------------------------------------------------------------

    def semitone_up(self) -> None:
        self._roll.transpose(1)

    def semitone_down(self) -> None:
        self._roll.transpose(-1)

    def octave_up(self) -> None:
        self._roll.transpose(12)

    def octave_down(self) -> None:
        self._roll.transpose(-12)

    def scale_up(self) -> None:
        self._roll.transpose_in_scale(1)

    def scale_down(self) -> None:
        self._roll.transpose_in_scale(-1)

    def nudge_left(self) -> None:
        self._roll.nudge(-1)

    def nudge_right(self) -> None:
        self._roll.nudge(1)

    def fine_left(self) -> None:
        self._roll.nudge(-1, "fine")

    def fine_right(self) -> None:
        self._roll.nudge(1, "fine")

    def nudge_bar_left(self) -> None:
        self._roll.nudge(-1, "bar")

    def nudge_bar_right(self) -> None:
        self._roll.nudge(1, "bar")

    def longer(self) -> None:
        self._roll.length(1)

    def shorter(self) -> None:
        self._roll.length(-1)

    def louder(self) -> None:
        self._roll.velocity(5)

    def softer(self) -> None:
        self._roll.velocity(-5)

    def louder_by_one(self) -> None:
        self._roll.velocity(1)

    def softer_by_one(self) -> None:
        self._roll.velocity(-1)

    # -- shape and state -----------------------------------------------------------------------------------------

    def quantise(self) -> None:
        self._roll.quantise()

    def humanise(self) -> None:
        self._roll.shapes.humanise()

    def split(self) -> None:
        self._roll.shapes.split()

    def join(self) -> None:
        self._roll.shapes.join()

    def legato(self) -> None:
        self._roll.shapes.legato()

    def fill_gaps(self) -> None:
        self._roll.shapes.fill_gaps()

    def trim_overlaps(self) -> None:
        self._roll.shapes.trim_overlaps()

    def reverse(self) -> None:
        self._roll.shapes.reverse()

    def invert(self) -> None:
        self._roll.shapes.invert()

    def strum_up(self) -> None:
        self._roll.shapes.strum(up=True)

    def strum_down(self) -> None:
        self._roll.shapes.strum(up=False)

    def mute_notes(self) -> None:
        self._roll.shapes.mute()

    def lock_notes(self) -> None:
        self._roll.shapes.lock()

    # -- tools ---------------------------------------------------------------------------------------------------

    def knife_tool(self, on: bool) -> None:
        self._choose_tool("knife", on)

    def glue_tool(self, on: bool) -> None:
        self._choose_tool("glue", on)

    def stamp_tool(self, on: bool) -> None:
        self._choose_tool("stamp", on)

    def swipe_tool(self, on: bool) -> None:
        self._choose_tool("swipe", on)

    def show_tool(self, tool: str) -> None:
        for name, command in _TOOLS.items():
            self._actions.show_checked(command, name == tool)

    def refresh(self) -> None:
        """What needs selected notes says so while there are none."""
        chosen = bool(self._roll.selection)
        if chosen == self._chosen:
            return
        self._chosen = chosen
        why = translated("No notes are selected: click one, or press Ctrl+A.")
        for command in table.COMMANDS:
            if command.name not in _ALWAYS:
                self._actions.allow(command.name, chosen, why)

    def _choose_tool(self, tool: str, on: bool) -> None:
        """Chosen once more, it is put back for the arrow."""
        self._roll.set_tool(tool if on else "select")
        self.show_tool(self._roll.tool)

    def _pick_stamp(self, stamp: object) -> None:
        assert isinstance(stamp, Stamp)
        self._roll.stage.stamp = stamp
        self._choose_tool("stamp", True)
