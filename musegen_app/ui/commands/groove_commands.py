"""The quantise panel at work: what it is set to is seen in the roll at once, and applied as one undo step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.quantise_panel import QuantisePanel
from musegen_app.ui.piano_roll.groove import Groove, distance_of
from musegen_app.ui.theme import GAP

if TYPE_CHECKING:
    from musegen_app.score.model import Score
    from musegen_app.ui.piano_roll.view import RollView


class GrooveCommands(QObject):
    """GUI thread. While the panel is open, the roll shows the notes as they would become."""

    def __init__(self, roll: RollView, actions: Actions) -> None:
        super().__init__(roll)
        self._roll = roll
        self._actions = actions
        self._showing = False
        self.panel = QuantisePanel(roll)
        self.panel.changed.connect(self._set)
        self.panel.applied.connect(self.apply)
        self.panel.closed.connect(lambda: self.quantise_settings(False))
        stage = roll.stage
        stage.selection_changed.connect(self.preview)
        stage.music_changed.connect(self.preview)
        stage.draft_changed.connect(lambda _lifted: self.preview())
        roll.snapChanged.connect(lambda _name: self.preview())

    def quantise_settings(self, on: bool) -> None:
        """Open the panel, or close it and show the notes as they are."""
        self._actions.show_checked("quantise_settings", on)
        if not on:
            self.panel.hide()
            self._roll.stage.drop_draft()
            self._roll.setFocus()
            return
        self.panel.show_groove(self._roll.stage.groove)
        self._place()
        self.panel.show()
        self.panel.raise_()
        self.panel.strength.slider.setFocus()
        self.preview()

    def apply(self) -> None:
        """One undo step; the panel stays, the result stays selected."""
        stage = self._roll.stage
        if stage.track is not None:
            label = "Quantise notes" if stage.groove.human == 0 else "Quantise and humanise notes"
            stage.edit(label, self._edited(), select=stage.selection)
        self.quantise_settings(False)

    def preview(self) -> None:
        """Show what would become of the notes, unless a drag is under way."""
        if self._showing or not self.panel.isVisible() or self._roll.is_dragging():
            return
        self._showing = True  # showing a draft tells us that there is one
        try:
            edited = self._edited()
            self._show(edited)
            self._say(edited)
        finally:
            self._showing = False

    # -- inside --------------------------------------------------------------------------------------------------

    def _set(self, groove: Groove) -> None:
        self._roll.stage.groove = groove
        self.preview()

    def _edited(self) -> Score:
        stage = self._roll.stage
        if stage.track is None:
            return stage.score
        lines = stage.groove.lines(stage.snap, stage.score, 0)
        return stage.groove.applied(stage.score, stage.track_id, self._ids(), lines)

    def _show(self, edited: Score) -> None:
        stage = self._roll.stage
        if edited is stage.score:
            stage.drop_draft()
        else:
            stage.show_draft(edited)

    def _ids(self) -> frozenset[int]:
        """The selection, else every note of the track."""
        stage = self._roll.stage
        return stage.selection or frozenset(n.id for n in stage.index.notes)

    def _say(self, edited: Score) -> None:
        stage, ids = self._roll.stage, self._ids()
        lines = stage.groove.lines(stage.snap, stage.score, 0) if stage.track is not None else None
        before = distance_of(stage.score, stage.track_id, ids, lines)
        after = distance_of(edited, stage.track_id, ids, lines)
        ms = stage.score.tempo.at(max(0, stage.playhead)).us_per_quarter / 960 / 1000
        self.panel.show_distance(before, after, lines.ticks if lines is not None else 0, ms)

    def _place(self) -> None:
        """In the upper right corner of the notes."""
        canvas = self._roll.canvas
        self.panel.adjustSize()
        corner = canvas.geometry().topRight()
        self.panel.move(max(0, corner.x() - self.panel.width() - GAP), corner.y() + GAP)
