"""The strips above the notes, from top to bottom."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from musegen_app.ui.piano_roll.chord_lane import ChordLane
from musegen_app.ui.piano_roll.corner import Corner
from musegen_app.ui.piano_roll.ruler import Ruler
from musegen_app.ui.piano_roll.sections_lane import SectionsLane
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.strip import Strip


class Timeline:
    """Makes the strips and folds those that have nothing to show."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        self._stage = stage
        self.sections = SectionsLane(stage, parent)
        self.ruler = Ruler(stage, parent)
        self.chords = ChordLane(stage, parent)
        self.strips = (
            Strip(Corner(stage, "", parent), self.sections),
            Strip(Corner(stage, "", parent), self.ruler),
            Strip(Corner(stage, parent.tr("Chords"), parent), self.chords),
        )
        stage.music_changed.connect(self.fold)
        self.fold()

    def fold(self) -> None:
        self.strips[0].set_visible(bool(self._stage.score.sections))
