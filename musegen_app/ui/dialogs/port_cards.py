"""One MIDI port in the MIDI window: its name and state, and what is wished of it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from musegen_app.engine.messages import InPort, OutPort, PortInfo
from musegen_app.session.ports import PortRow
from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.field_text import is_own_port
from musegen_app.ui.parts.activity_light import ActivityLight
from musegen_app.ui.parts.channel_field import ChannelField
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.number_field import NumberField
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme

LATEST_MS, FARTHEST = 1000, 60  # of an output's offset; of a transposition in semitones
CURVES = (
    ("as played", 1.0),
    ("softer", 1.5),
    ("much softer", 2.2),
    ("louder", 0.7),
    ("much louder", 0.45),
    ("always 100", 0.0),
)


class _PortCard(QFrame):
    """What inputs and outputs have in common: the line with name, API and state, and a line of wishes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("surface", "port")
        self.name = ElidedLabel(name)
        self.name.setProperty("role", "name")
        self.api = QLabel()
        self.api.setProperty("role", "small")
        self.state = QLabel()
        self.state.setProperty("role", "small")
        self.top, self.below = QHBoxLayout(), QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_DOUBLE - 4, GAP, GAP_DOUBLE - 4, GAP)
        column.setSpacing(6)
        self.top.setSpacing(GAP)
        self.below.setSpacing(6)
        column.addLayout(self.top)
        column.addLayout(self.below)

    def _show_info(self, info: PortInfo, words: str, role: str) -> None:
        self.api.setText(info.api)
        self.state.setText(words)
        if self.state.property("role") != role:
            self.state.setProperty("role", role)
            self.state.style().unpolish(self.state)
            self.state.style().polish(self.state)

    def _add_wish(self, words: str, part: QWidget, space: bool = True) -> None:
        label = QLabel(words)
        label.setProperty("role", "small")
        self.below.addWidget(label)
        self.below.addWidget(part)
        if space:
            self.below.addSpacing(GAP)


class InputCard(_PortCard):
    """`changed` brings the new wish. The light blinks with what comes in."""

    changed = Signal(object)

    def __init__(self, wish: InPort, theme: Theme) -> None:
        super().__init__(wish.name)
        self._wish = wish
        self.use = QCheckBox()
        self.light = ActivityLight(theme)
        self.channels = ChannelField(self.tr("Channels of {0}").format(wish.name))
        self.curve = ChoiceBox(
            self.tr("Velocity of {0}").format(wish.name), self.tr("How loud a key sounds for how hard it is struck")
        )
        self.transpose = NumberField(
            self.tr("Transposition of {0}").format(wish.name),
            self.tr("Semitones up or down; 12 is an octave"),
            -FARTHEST,
            FARTHEST,
        )
        self._build()
        self.use.toggled.connect(lambda on: self._choose(replace(self._wish, enabled=on)))
        self.channels.changed.connect(lambda mask: self._choose(replace(self._wish, channels=mask)))
        self.curve.picked.connect(lambda curve: self._choose(replace(self._wish, curve=curve)))
        self.transpose.changed.connect(lambda steps: self._choose(replace(self._wish, transpose=round(steps))))

    def show_row(self, row: PortRow) -> None:
        assert isinstance(row.wish, InPort)
        self._wish = row.wish
        self.use.blockSignals(True)
        self.use.setChecked(row.wish.enabled)
        self.use.blockSignals(False)
        self.light.show_in_use(row.info.opened)
        self._show_info(row.info, *self._state(row.info))
        self.channels.show_mask(row.wish.channels)
        self.curve.show_choices(self._curves(row.wish.curve), row.wish.curve)
        self.transpose.show_value(row.wish.transpose)
        why = self.tr("Tick “{0}” to use it").format(row.wish.name)
        for part in (self.channels, self.curve, self.transpose):
            set_enabled(part, row.wish.enabled, why)

    def _state(self, info: PortInfo) -> tuple[str, str]:
        if not info.present:
            return self.tr("not connected: used again when it is back"), "warm"
        if is_own_port(info.name):
            return self.tr("other programs can play to this"), "small"
        if info.opened:
            return self.tr("in use"), "ok"
        return (self.tr("cannot be opened"), "warm") if self._wish.enabled else (self.tr("not used"), "small")

    def _curves(self, present: float) -> list[tuple[str, float]]:
        """The usual ones, and a number that a settings file may hold."""
        curves = [(self.tr(words), value) for words, value in CURVES]
        known = any(value == present for _, value in curves)
        return curves if known else [*curves, (f"{present:g}", present)]

    def _choose(self, wish: InPort) -> None:
        self._wish = wish
        self.changed.emit(wish)

    def _build(self) -> None:
        self.use.setAccessibleName(self.tr("Use {0}").format(self._wish.name))
        set_tip(self.use, self.tr("Listen to this input"))
        self.light.setAccessibleName(self.tr("Something comes in at {0}").format(self._wish.name))
        for part in (self.use, self.light):
            self.top.addWidget(part)
        self.top.addWidget(self.name, 1)
        for label in (self.api, self.state):
            self.top.addWidget(label)
        self._add_wish(self.tr("Channels"), self.channels)
        self._add_wish(self.tr("Velocity"), self.curve)
        self.curve.setMinimumWidth(120)
        self._add_wish(self.tr("Transpose"), self.transpose, space=False)
        self.below.addStretch(1)


class OutputCard(_PortCard):
    """`changed` brings the new wish, `test_wanted` the port's name."""

    changed = Signal(object)
    test_wanted = Signal(str)

    def __init__(self, wish: OutPort) -> None:
        super().__init__(wish.name)
        self._wish = wish
        self.offset = NumberField(
            self.tr("Latency offset of {0}").format(wish.name),
            self.tr("Milliseconds later; below 0 earlier, for an instrument that answers late"),
            -LATEST_MS,
            LATEST_MS,
            decimals=1,
            unit=self.tr(" ms"),
        )
        self.clock = QCheckBox(self.tr("Send clock"))
        self.test = QPushButton(self.tr("Test this port"))
        self._build()
        self.offset.changed.connect(lambda ms: self._choose(replace(self._wish, offset_ms=ms)))
        self.clock.toggled.connect(lambda on: self._choose(replace(self._wish, clock=on)))
        self.test.clicked.connect(lambda: self.test_wanted.emit(self._wish.name))

    def show_row(self, row: PortRow) -> None:
        assert isinstance(row.wish, OutPort)
        self._wish = row.wish
        self._show_info(row.info, *self._state(row.info))
        self.offset.show_value(row.wish.offset_ms)
        self.clock.blockSignals(True)
        self.clock.setChecked(row.wish.clock)
        self.clock.blockSignals(False)
        set_enabled(self.test, row.info.present, self.tr("“{0}” is not connected").format(row.wish.name))

    def _state(self, info: PortInfo) -> tuple[str, str]:
        if not info.present:
            return self.tr("not connected: used again when it is back"), "warm"
        if is_own_port(info.name):
            return self.tr("other programs can listen to this"), "small"
        return (self.tr("in use"), "ok") if info.opened else (self.tr("ready"), "small")

    def _choose(self, wish: OutPort) -> None:
        self._wish = wish
        self.changed.emit(wish)

    def _build(self) -> None:
        self.top.addWidget(self.name, 1)
        for label in (self.api, self.state):
            self.top.addWidget(label)
        self._add_wish(self.tr("Latency offset"), self.offset)
        set_tip(self.clock, self.tr("Tempo, start, stop and song position go to this port"))
        self.clock.setAccessibleName(self.tr("Send clock to {0}").format(self._wish.name))
        self.below.addWidget(self.clock)
        self.below.addStretch(1)
        set_tip(self.test, self.tr("Play three notes on channel 1"))
        self.test.setAccessibleName(self.tr("Test {0}").format(self._wish.name))
        self.below.addWidget(self.test)
