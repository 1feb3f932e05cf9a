"""What the roll can be told to do with notes, and what is chosen in it: `RollView` without its widgets."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from musegen_app.ui.piano_roll import clipboard
from musegen_app.ui.piano_roll.commands import NoteCommands
from musegen_app.ui.piano_roll.gestures.zoom import zoom_time
from musegen_app.ui.piano_roll.scrolling import Scrolling
from musegen_app.ui.piano_roll.shape_commands import ShapeCommands
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.zooming import Zooming

_ZOOM = 1.3


class NoteVerbs(QWidget):
    """The keys of the roll (`keys.TABLE`) and the commands of the window call these. `RollView` makes the parts."""

    stage: Stage
    scrolling: Scrolling
    zooming: Zooming
    shapes: ShapeCommands
    _commands: NoteCommands

    # -- what is there -------------------------------------------------------------------------------------------

    @property
    def tool(self) -> str:
        return self.stage.tool

    @property
    def snap(self) -> str:
        return self.stage.snap

    @property
    def selection(self) -> frozenset[int]:
        """Ids of the selected notes of the active track."""
        return self.stage.selection

    @property
    def active_track(self) -> int:
        return self.stage.track_id

    @property
    def take_range(self) -> tuple[int, int] | None:
        """The part of the take that the user chose; None = all of it."""
        return self.stage.take_range

    def selected_range(self) -> tuple[int, int] | None:
        """First onset and last end of the selection, for looping it; None without one."""
        chosen = self.stage.selected_notes()
        return (chosen[0].start_tick, max(n.end_tick for n in chosen)) if chosen else None

    def can_paste(self) -> bool:
        return clipboard.has_notes() and self.stage.track is not None

    # -- commands ------------------------------------------------------------------------------------------------

    def select_all(self) -> None:
        self._commands.select_all()

    def select_none(self) -> None:
        self.stage.select(())

    def select_inverted(self) -> None:
        self._commands.invert()

    def select_notes(self, ids: frozenset[int]) -> None:
        """Select these notes of the active track; ids that are not there are left out."""
        self.stage.select(self.stage.index.table.present(ids))

    def step(self, forward: bool) -> None:
        """Select the next or the previous note."""
        self._commands.step(forward)

    def copy(self) -> None:
        self._commands.copy()

    def cut(self) -> None:
        self._commands.cut()

    def paste(self) -> None:
        """The clipboard at the playhead, into the active track."""
        self._commands.paste()
        self._reveal_selection()

    def duplicate(self) -> None:
        """The selection again, right behind itself."""
        self._commands.duplicate()
        self._reveal_selection()

    def delete(self) -> None:
        """The selected notes, or the picked chord symbol."""
        self._commands.delete()

    def transpose(self, semitones: int) -> None:
        self._commands.transpose(semitones)
        self._reveal_selected_pitches()

    def transpose_in_scale(self, steps: int) -> None:
        """By steps of the key at the first selected note."""
        self._commands.transpose_in_scale(steps)
        self._reveal_selected_pitches()

    def nudge(self, steps: int, unit: str = "grid") -> None:
        """Move by grid steps, or by `unit` "fine" (10 ticks) or "bar"."""
        self._commands.nudge(steps, unit)
        self._reveal_selection()

    def length(self, steps: int) -> None:
        """Longer (or shorter) by grid steps."""
        self._commands.length(steps)

    def velocity(self, change: int) -> None:
        self._commands.velocity(change)

    def set_velocity(self, value: int) -> None:
        """1..127 for every selected note; other numbers are held within."""
        self._commands.set_velocity(value)

    def quantise(self) -> None:
        """Onsets of the selection (or of all notes) to the grid, as the quantise panel is set."""
        self._commands.quantise()

    def zoom_in(self) -> None:
        zoom_time(self.stage, _ZOOM, self._zoom_anchor())

    def zoom_out(self) -> None:
        zoom_time(self.stage, 1 / _ZOOM, self._zoom_anchor())

    def zoom_fit(self) -> None:
        """The whole song."""
        self.scrolling.fit_all()

    def zoom_to_selection(self) -> None:
        """The selected notes; the whole song without a selection."""
        self.zooming.selection()

    # -- inside --------------------------------------------------------------------------------------------------

    def _zoom_anchor(self) -> float:
        """The playhead when it is in sight, else the middle."""
        x = self.stage.time.x(self.stage.playhead)
        return x if 0 <= x <= self.stage.width else self.stage.width / 2

    def _reveal_selection(self) -> None:
        span = self.selected_range()
        if span is not None:
            self.scrolling.reveal(*span)

    def _reveal_selected_pitches(self) -> None:
        """What keys moved up or down stays in sight, if all of it can."""
        self.scrolling.reveal_pitches(self.stage.selected_notes())
