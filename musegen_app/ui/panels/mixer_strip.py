"""One channel of the mixer: name, pan, reverb, chorus, mute, solo, arm, fader with its level, and where it sounds."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.panels.track_row import FULL_VOLUME, USUAL_VOLUME, chip, name_controls
from musegen_app.ui.parts.elided_button import ElidedButton
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.fader import Fader
from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.parts.knob import Knob
from musegen_app.ui.parts.mix_popover import MIDDLE, USUAL_REVERB
from musegen_app.ui.parts.upright_meter import UprightMeter
from musegen_app.ui.theme import GAP, GAP_HALF, Theme, colour

WIDTH = 118
_MOST_DIGITS = 9  # a longer number is one too large for Qt


@dataclass(frozen=True, slots=True)
class StripView:
    """What a strip shows. The chord lane (`is_lane`) has a volume and mute only."""

    track_id: int
    name: str
    sound: str
    ink: str
    volume: int
    pan: int
    reverb: int
    chorus: int
    mute: bool
    solo: bool
    armed: bool
    active: bool
    is_lane: bool = False


class MixerStrip(QFrame):
    """Tells what the user did with the track's id; shows nothing of its own accord. `mix_changed` brings a name (pan,
    reverb, chorus) and the value 0..127; `settled` says that the hand has left a control."""

    picked = Signal(int)
    muted = Signal(int, bool)
    soloed = Signal(int, bool)
    armed = Signal(int, bool)
    volume_changed = Signal(int, int)
    mix_changed = Signal(int, str, int)
    output_wanted = Signal(int, QPoint)
    menu_wanted = Signal(int, QPoint)
    settled = Signal()

    def __init__(self, track_id: int, theme: Theme) -> None:
        super().__init__()
        self._id = track_id
        self._theme = theme
        self._ink = ""
        self._active = False
        self._view: StripView | None = None
        self.name = ElidedLabel()
        self.pan = Knob(theme, self.tr("Pan"), self.tr("Pan"), (-64, 63, 0), pan_words, pan_read)
        self.reverb = Knob(theme, self.tr("Rev"), self.tr("Reverb"), (0, 127, USUAL_REVERB))
        self.chorus = Knob(theme, self.tr("Cho"), self.tr("Chorus"), (0, 127, 0))
        self.mute = chip("M", self.tr("Mute: this track is not heard"))
        self.solo = chip("S", self.tr("Solo: only soloed tracks are heard"))
        self.arm = chip("R", self.tr("Arm: keys sound like this track and are recorded into it"))
        self.fader = Fader(theme, 0, FULL_VOLUME, USUAL_VOLUME)
        self.meter = UprightMeter(theme)
        self.number = InlineEdit()
        self.output = ElidedButton()
        self._place()
        self._connect()

    @property
    def track_id(self) -> int:
        return self._id

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_view(self, view: StripView) -> None:
        """Costs next to nothing when nothing is another than before: every edit comes by here."""
        for button, on in ((self.mute, view.mute), (self.solo, view.solo), (self.arm, view.armed)):
            button.setChecked(on)
        if view != self._view:
            self._view = view
            self._show(view)

    def _show(self, view: StripView) -> None:
        self._ink, self._active = view.ink, view.active
        self.name.setText(view.name)
        for knob, value in ((self.pan, view.pan - MIDDLE), (self.reverb, view.reverb), (self.chorus, view.chorus)):
            knob.show_value(value)
        self.fader.set_ink(view.ink)
        self.fader.show_value(view.volume)
        self.meter.set_ink(view.ink)
        self.number.show_text(str(view.volume))
        loud = self.tr("Volume {0} of 127, {1}\nPull, finely with Shift; double click: {2}. The number can be typed.")
        for part in (self.fader, self.number):
            set_tip(part, loud.format(view.volume, decibel_words(view.volume), USUAL_VOLUME))
        self.output.setText(view.sound)
        set_tip(self.output, self.tr("{0}: click for the output").format(view.sound))
        if view.is_lane:
            self._explain_lane()
        self.setAccessibleName(self.tr("Channel {0}, {1}").format(view.name, view.sound))
        name_controls(view.name, self.mute, self.solo, self.arm, self.fader)
        self.number.setAccessibleName(self.tr("Volume of {0}, as a number").format(view.name))
        for knob in (self.pan, self.reverb, self.chorus):
            knob.belongs_to(view.name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colour(self._theme.raised if self._active else self._theme.panel))
            # The active track has the higher strip, so that its lighter ground alone does not tell.
            painter.fillRect(QRect(0, 0, self.width(), 5 if self._active else 3), colour(self._ink or self._theme.line))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.picked.emit(self._id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self._id, event.globalPos())

    def _explain_lane(self) -> None:
        """What only tracks of notes can do."""
        only = self.tr("Chords have a volume only: write them into a track to place them")
        for part in (self.pan, self.reverb, self.chorus, self.output):
            set_enabled(part, False, only)
        set_enabled(self.solo, False, self.tr("Chords cannot be soloed: mute the other tracks instead"))
        set_enabled(self.arm, False, self.tr("Chords are written in the lane above the roll: arm a track to record"))

    def _connect(self) -> None:
        for name, knob, middle in (("pan", self.pan, MIDDLE), ("reverb", self.reverb, 0), ("chorus", self.chorus, 0)):
            knob.changed.connect(
                lambda value, name=name, middle=middle: self.mix_changed.emit(self._id, name, value + middle)
            )
            knob.settled.connect(self.settled)
        self.mute.clicked.connect(lambda on: self.muted.emit(self._id, on))
        self.solo.clicked.connect(lambda on: self.soloed.emit(self._id, on))
        self.arm.clicked.connect(lambda on: self.armed.emit(self._id, on))
        self.fader.valueChanged.connect(lambda value: self.volume_changed.emit(self._id, value))
        self.fader.sliderReleased.connect(self.settled)
        self.number.committed.connect(self._on_typed)
        self.output.clicked.connect(lambda _on=False: self.output_wanted.emit(self._id, self.output_place()))

    def output_place(self) -> QPoint:
        """Where the mix of this track opens, on the screen."""
        return self.output.mapToGlobal(QPoint(0, self.output.height()))

    def _on_typed(self, text: str) -> None:
        if text.strip().isdecimal():
            self.fader.setValue(int(text) if len(text.strip()) < _MOST_DIGITS else FULL_VOLUME)
            self.settled.emit()

    def _place(self) -> None:
        self.setFixedWidth(WIDTH)
        self.name.setProperty("role", "heading")
        self.arm.setProperty("role", "arm")
        self.fader.setAccessibleName(self.tr("Volume"))
        self.meter.setAccessibleName(self.tr("Level of this track"))
        self.number.setAccessibleName(self.tr("Volume, as a number"))
        self.number.setProperty("role", "inline")
        self.number.setProperty("textSize", "value")
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.number.setFixedWidth(44)
        self.output.setProperty("kind", "small")
        self.output.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP + 2, GAP, GAP_HALF)
        column.setSpacing(GAP_HALF)
        column.addWidget(self.name)
        column.addLayout(_row((self.pan, self.reverb, self.chorus), 0))
        column.addLayout(self._desk(), 1)
        column.addWidget(self.output)

    def _desk(self) -> QHBoxLayout:
        """The fader with its meter, and the switches beside them."""
        for button in (self.mute, self.solo, self.arm):
            button.setFixedSize(24, 22)
        switches = QVBoxLayout()
        switches.setSpacing(3)
        for part in (self.mute, self.solo, self.arm):
            switches.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        switches.addStretch(1)
        switches.addWidget(self.number, 0, Qt.AlignmentFlag.AlignHCenter)
        desk = QHBoxLayout()
        desk.setSpacing(GAP_HALF)
        desk.addLayout(switches)
        desk.addStretch(1)
        desk.addWidget(self.fader)
        desk.addWidget(self.meter)
        return desk


def _row(parts: tuple[Knob, ...], space: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space)
    for part in parts:
        row.addWidget(part)
    return row


def decibel_words(volume: int) -> str:
    """What General MIDI makes of controller 7: 40 log10(volume / 127)."""
    return "-∞ dB" if volume <= 0 else f"{40 * math.log10(volume / FULL_VOLUME):.1f} dB"


def pan_words(value: int) -> str:
    """-64..63 as `L20`, `C`, `R10`."""
    return "C" if value == 0 else f"L{-value}" if value < 0 else f"R{value}"


def pan_read(text: str) -> int:
    """The value of `pan_words`, or of a plain number. Raises ValueError."""
    text = text.upper()
    if text == "C":
        return 0
    return -int(text[1:]) if text.startswith("L") else int(text.removeprefix("R"))
