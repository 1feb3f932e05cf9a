"""The right-hand column: what to do, with which net, what it hears, its controls, one big button, and the takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from musegen_app.sampling.take import Take
from musegen_app.session.compose import ComposeState
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.bundle_picker import BundlePicker
from musegen_app.ui.panels.generate_bar import GenerateBar
from musegen_app.ui.panels.generate_options import GenerateOptions
from musegen_app.ui.panels.hearing_fields import HearingFields
from musegen_app.ui.panels.operation_bar import OperationBar
from musegen_app.ui.panels.steering_panel import SteeringPanel
from musegen_app.ui.panels.style_mix import StyleMix
from musegen_app.ui.panels.take_verdicts import TakeVerdicts
from musegen_app.ui.panels.takes_panel import TakesPanel
from musegen_app.ui.parts.fitting_scroll import FittingScroll
from musegen_app.ui.theme import GAP, GAP_DOUBLE, GAP_HALF, Theme

SIDE = GAP_DOUBLE - 4  # pixels left and right of the column
LOW = 820  # pixels; a lower column is packed more tightly
VERY_LOW = 640  # of a column like that the takes have fewer rows for certain
ROWS, FEW_ROWS = 4, 2
WISHES_SHARE = 0.5  # of the column is theirs at least, if they need it


class ComposePanel(QFrame):
    """Shows the session's compose state; the signals bring what the user set. Each part is a widget of its own."""

    bars_changed = Signal(int)
    chords_wanted = Signal(bool)
    listen_wanted = Signal(bool)
    dice_chosen = Signal(object)  # int, or None: other dice each time

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.operations = OperationBar(theme, actions)
        self.bundle = BundlePicker(theme)
        self.hearing = HearingFields(theme)
        self.style_mix = StyleMix(theme, self.hearing.tune_type)
        self.steering = SteeringPanel(theme)
        self.options = GenerateOptions()
        self.generate = GenerateBar(theme, actions)
        self.strip = TakesPanel(theme, actions)
        self.verdicts = TakeVerdicts(actions)
        self.setFocusProxy(self.generate)
        self._low = False
        self._build()
        self._connect()

    def show_wishes(self, bars: int, with_chords: bool, at_once: bool) -> None:
        """The remembered settings; nothing is told."""
        self.generate.show_wishes(bars, at_once)
        self.options.show_wishes(with_chords)

    def show_state(self, state: ComposeState, take: Take | None, bar_ticks: int) -> None:
        """The big button: what it will do, or how far the net has come."""
        self.generate.show_state(state, take, bar_ticks)

    def show_keep(self, part: str) -> None:
        """`part` such as "bars 5–6" when only a part of the take is marked, "" for all of it."""
        self.verdicts.show_keep(part)

    def set_theme(self, theme: Theme) -> None:
        # Children with pictures of their own are told by the window.
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window gets lines instead of blocks, and the wishes the larger part of what they share with takes."""
        super().resizeEvent(event)
        low = self.height() < LOW
        if low != self._low:
            self._low = low
            self.steering.set_compact(low)
            self.bundle.set_compact(low)
            self.generate.set_compact(low)
        self.strip.keep_rows(ROWS if self.height() >= VERY_LOW else FEW_ROWS)
        self._scroll.set_lowest(round(self.height() * WISHES_SHARE))

    def _connect(self) -> None:
        self.steering.more_wanted.connect(self.options.setVisible)
        self.generate.bars_changed.connect(self.bars_changed)
        self.generate.listen_wanted.connect(self.listen_wanted)
        self.options.chords_wanted.connect(self.chords_wanted)
        self.options.dice_chosen.connect(self.dice_chosen)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, GAP)
        outer.setSpacing(0)
        self.options.hide()
        told = (self.operations, self.bundle, self.hearing, self.style_mix)
        wishes = _column((*told, self.steering, self.options), SIDE)
        self._scroll = FittingScroll(wishes)
        outer.addWidget(self._scroll)
        outer.addWidget(_column((self.generate,), GAP_HALF))
        outer.addWidget(self.strip)
        outer.addWidget(_column((self.verdicts,), 0))
        outer.addStretch(1)


def _column(parts: Sequence[QWidget], above: int) -> QWidget:
    """`parts` below each other, with so many pixels above the first."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(SIDE, above, SIDE, GAP_HALF)
    column.setSpacing(GAP)
    for part in parts:
        column.addWidget(part)
    return box
