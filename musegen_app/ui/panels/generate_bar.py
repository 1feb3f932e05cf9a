"""How many bars, and the one big button that starts the net or stops it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from musegen_app.sampling.take import Take
from musegen_app.session.compose import ComposeState
from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions, key_text
from musegen_app.ui.parts.progress_button import ProgressButton
from musegen_app.ui.parts.stepper import Stepper
from musegen_app.ui.theme import GAP_DOUBLE, GAP_HALF, Theme

MAX_BARS = 64
_BUTTON, _LOW_BUTTON = 44, 36  # pixels


class GenerateBar(QWidget):
    """`listen_wanted`: should the take be played as soon as it begins?"""

    bars_changed = Signal(int)
    listen_wanted = Signal(bool)

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.bars = Stepper(self.tr("Bars"), self.tr("How many bars Continue writes"), 1, MAX_BARS, 8)
        self.go = ProgressButton(theme)
        self.at_once = QCheckBox(self.tr("Listen at once"))
        self._title = ""
        self._busy = False
        self._generate = actions["generate"]
        self.setFocusProxy(self.go)
        self._place()
        self._connect()

    def set_compact(self, on: bool) -> None:
        """A lower button where there is little room."""
        self.go.setMinimumHeight(_LOW_BUTTON if on else _BUTTON)

    def show_wishes(self, bars: int, at_once: bool) -> None:
        """The remembered settings; nothing is told."""
        self.bars.set_value(bars)
        self.at_once.blockSignals(True)
        self.at_once.setChecked(at_once)
        self.at_once.blockSignals(False)

    def show_title(self, title: str) -> None:
        """What the big button does when the net is at rest."""
        self._title = title
        if not self._busy:
            self.go.show_state(title, key_text("Ctrl+Enter"))

    def show_state(self, state: ComposeState, take: Take | None, bar_ticks: int) -> None:
        """The big button: what it will do, or how far the net has come."""
        self._busy = state.busy and take is not None
        if state.busy and take is not None:
            bars = max(1, round((take.end_tick - take.start_tick) / bar_ticks))
            done = min(bars, (take.until_tick - take.start_tick) // bar_ticks + 1)
            share = (take.until_tick - take.start_tick) / max(1, take.end_tick - take.start_tick)
            rate = self.tr("{0:.0f} notes/s").format(state.notes_per_second) if state.notes_per_second else ""
            self.go.show_state(self.tr("Writing bar {0} of {1}").format(done, bars), rate, share)
            return
        self.go.show_state(self._title, key_text("Ctrl+Enter"))

    def _connect(self) -> None:
        self.bars.changed.connect(self.bars_changed)
        self.at_once.toggled.connect(self.listen_wanted)
        self.go.clicked.connect(lambda _checked=False: self._generate.trigger())
        self._generate.changed.connect(self._follow_generate)
        self._follow_generate()

    def _follow_generate(self) -> None:
        self.go.setEnabled(self._generate.isEnabled())
        self.go.setProperty("why_disabled", None if self._generate.isEnabled() else self._generate.toolTip())
        self.go.setToolTip(self._generate.toolTip())
        self.go.update()

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_HALF)
        self.at_once.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.at_once, self.tr("Continue also starts to play, one bar before the new notes"))
        column.addLayout(self._wishes())
        column.addWidget(self.go)

    def _wishes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP_DOUBLE)
        row.addWidget(self.bars, 1)
        row.addWidget(self.at_once)
        return row
