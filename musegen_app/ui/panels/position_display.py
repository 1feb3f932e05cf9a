"""Where the music is, in bars and in seconds; red while it is recorded; the beats of a count-in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from musegen_app.score.model import Score
from musegen_app.session.transport import TransportState
from musegen_app.ui.field_text import position_text, time_text


class PositionDisplay(QFrame):
    """Two labels on a dark ground."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "display")
        self.setFixedHeight(38)
        self.position = QLabel("1 . 1 . 000")
        self.time = QLabel("0:00.0")
        self._place()

    def show_transport(self, state: TransportState, score: Score) -> None:
        if state.count_in:
            self.position.setText(str(state.count_in))
            self.time.setText(self.tr("count-in"))
        else:
            self.position.setText(position_text(score.meter, state.tick))
            self.time.setText(time_text(score.tempo, state.tick))
            # Widens with the bars' digits, and stays so: nothing beside it is to move to and fro.
            self.position.setMinimumWidth(max(self.position.minimumWidth(), self.position.sizeHint().width()))
        self._mark(self.position, "counting", bool(state.count_in))

    def show_recording(self, recording: bool) -> None:
        """A red edge, and in words for those who do not see it."""
        self._mark(self, "recording", recording)
        self.setAccessibleName(self.tr("Recording") if recording else self.tr("Position"))

    def _mark(self, part: QWidget, name: str, on: bool) -> None:
        if bool(part.property(name)) != on:
            part.setProperty(name, on)
            part.style().unpolish(part)
            part.style().polish(part)

    def _place(self) -> None:
        inner = QHBoxLayout(self)
        inner.setContentsMargins(12, 0, 10, 0)
        inner.setSpacing(0)
        self.position.setProperty("role", "position")
        self.position.setMinimumWidth(96)
        self.position.setAccessibleName(self.tr("Position in bars, beats and ticks"))
        self.time.setProperty("role", "dim")
        self.time.setMinimumWidth(52)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.time.setAccessibleName(self.tr("Position in minutes and seconds"))
        inner.addWidget(self.position)
        inner.addWidget(self.time)
