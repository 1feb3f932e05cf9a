"""The strips below the notes: velocities, and whatever else varies in time."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from musegen_app.ui.piano_roll.corner import Corner
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.strip import Strip
from musegen_app.ui.piano_roll.velocity_lane import VelocityLane


class Below:
    """Makes the strips; one is seen at a time or several below each other."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        self.velocities = VelocityLane(stage, parent)
        self.strips = (Strip(Corner(stage, parent.tr("Velocity"), parent), self.velocities),)
