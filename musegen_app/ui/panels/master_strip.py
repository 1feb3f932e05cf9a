"""The master of the mixer: gain, level, and a light that says when the limiter holds the sound back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.fader import Fader
from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.parts.upright_meter import UprightMeter
from musegen_app.ui.theme import GAP, GAP_HALF, Theme

WIDTH = 96
LOWEST_DB, HIGHEST_DB, USUAL_DB = -60, 12, -6
CEILING = 0.978  # a hair below where the engine's limiter holds: a level there means that it works
LIT_MS = 800
_STEPS_A_DB = 2


class MasterStrip(QFrame):
    """`gain_changed` brings decibels, -60 (silence) to 12."""

    gain_changed = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        low, high, usual = (db * _STEPS_A_DB for db in (LOWEST_DB, HIGHEST_DB, USUAL_DB))
        self.fader = Fader(theme, low, high, usual)
        self.meter = UprightMeter(theme)
        self.number = InlineEdit()
        self.limiter = QLabel()
        self._limiting = False
        self._dark = QTimer(self)
        self._dark.setSingleShot(True)
        self._dark.setInterval(LIT_MS)
        self._dark.timeout.connect(lambda: self._show_limiter(False))
        self._place()
        self._show_limiter(False)
        self.fader.valueChanged.connect(self._on_fader)
        self.number.committed.connect(self._on_typed)

    @property
    def limiting(self) -> bool:
        """Does the light say that the limiter works?"""
        return self._limiting

    def show_gain(self, gain_db: float) -> None:
        """Without telling anybody."""
        self.fader.show_value(round(gain_db * _STEPS_A_DB))
        self._show_number()

    def show_peak(self, peak: float) -> None:
        """The output's highest sample since the last report, behind the limiter."""
        self.meter.show_peak(peak)
        if peak >= CEILING:
            self._show_limiter(True)
            self._dark.start()

    def _on_fader(self, value: int) -> None:
        self._show_number()
        self.gain_changed.emit(value / _STEPS_A_DB)

    def _on_typed(self, text: str) -> None:
        try:
            value = float(text.lower().removesuffix("db").replace(",", ".").replace("−", "-"))
            self.fader.setValue(round(value * _STEPS_A_DB))
        except (ValueError, OverflowError):
            return

    def _show_number(self) -> None:
        gain = self.fader.value() / _STEPS_A_DB
        self.number.show_text(f"{gain:.1f} dB" if gain > LOWEST_DB else self.tr("silent"))

    def _show_limiter(self, on: bool) -> None:
        self._limiting = on
        self.limiter.setText(self.tr("● limiting") if on else self.tr("○ limiter"))
        self.limiter.setProperty("role", "warm" if on else "small")
        self.limiter.style().unpolish(self.limiter)
        self.limiter.style().polish(self.limiter)

    def _place(self) -> None:
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Master"))
        heading = QLabel(self.tr("Master"))
        heading.setProperty("role", "heading")
        tip = self.tr("Volume of everything\nPull, finely with Shift; double click: {0} dB. The number can be typed.")
        for part in (self.fader, self.number):
            set_tip(part, tip.format(USUAL_DB))
        set_tip(self.limiter, self.tr("Lights up while the limiter holds peaks back: turn the master or tracks down"))
        self.fader.setAccessibleName(self.tr("Master volume"))
        self.number.setAccessibleName(self.tr("Master volume, as a number"))
        self.number.setProperty("role", "inline")
        self.number.setProperty("textSize", "value")
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP + 2, GAP, GAP_HALF)
        column.setSpacing(GAP_HALF)
        column.addWidget(heading)
        column.addWidget(self.limiter)
        desk = QHBoxLayout()
        desk.addStretch(1)
        desk.addWidget(self.fader)
        desk.addWidget(self.meter)
        desk.addStretch(1)
        column.addLayout(desk, 1)
        column.addWidget(self.number, 0, Qt.AlignmentFlag.AlignHCenter)
