"""The right-hand column: the net, what it hears, how surprising it may be, one big button, and the takes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.take import Take
from musegen_app.session.compose import ComposeState
from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions, key_text
from musegen_app.ui.panels.bundle_picker import BundlePicker
from musegen_app.ui.panels.hearing_fields import HearingFields
from musegen_app.ui.panels.take_strip import TakeStrip
from musegen_app.ui.parts.command_button import CommandButton
from musegen_app.ui.parts.fitting_scroll import FittingScroll
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.parts.progress_button import ProgressButton
from musegen_app.ui.parts.stepper import Stepper
from musegen_app.ui.parts.value_slider import ValueSlider
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme

MAX_BARS = 64


class ComposePanel(QFrame):
    """Shows the session's compose state; the signals bring what the user set."""

    steered = Signal(object)
    bars_changed = Signal(int)
    chords_wanted = Signal(bool)
    listen_wanted = Signal(bool)
    dice_chosen = Signal(object)  # int, or None: other dice each time

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.bundle = BundlePicker(theme)
        self.hearing = HearingFields(theme)
        self.bars = Stepper(self.tr("Bars"), self.tr("How many bars Continue writes"), 1, MAX_BARS, 8)
        self.pitch, self.rhythm, self.focus = _sliders(self)
        self.more = QPushButton()
        self._dice_row = QWidget()
        self.dice = InlineEdit()
        self.chords = QCheckBox(self.tr("Write chords too"))
        self.at_once = QCheckBox(self.tr("Listen at once"))
        self.go = ProgressButton(theme)
        self.strip = TakeStrip(theme)
        self.keep = CommandButton(actions["keep"], "keep", self.tr("Keep"))
        self.discard = CommandButton(actions["discard"], "discard", self.tr("Discard"))
        self.again = IconButton("again", actions["again"])
        self._steering = Steering()
        self._generate = actions["generate"]
        self.setFocusProxy(self.go)
        self._build()
        self._connect()

    # -- what to show --------------------------------------------------------------------------------------------
    def show_steering(self, steering: Steering) -> None:
        self._steering = steering
        self.pitch.set_value(steering.pitch_temperature)
        self.rhythm.set_value(steering.rhythm_temperature)
        self.focus.set_value(steering.top_p)

    def show_wishes(self, bars: int, with_chords: bool, at_once: bool) -> None:
        """The remembered settings; nothing is told."""
        self.bars.set_value(bars)
        for box, on in ((self.chords, with_chords), (self.at_once, at_once)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)

    def show_state(self, state: ComposeState, take: Take | None, bar_ticks: int) -> None:
        """The big button: what it will do, or how far the net has come."""
        if state.busy and take is not None:
            bars = max(1, round((take.end_tick - take.start_tick) / bar_ticks))
            done = min(bars, (take.until_tick - take.start_tick) // bar_ticks + 1)
            share = (take.until_tick - take.start_tick) / max(1, take.end_tick - take.start_tick)
            rate = self.tr("{0:.0f} notes/s").format(state.notes_per_second) if state.notes_per_second else ""
            self.go.show_state(self.tr("Writing bar {0} of {1}").format(done, bars), rate, share)
            return
        many = self.tr("Continue {0} bars").format(self.bars.value)
        title = self.tr("Continue 1 bar") if self.bars.value == 1 else many
        self.go.show_state(title, key_text("Ctrl+Enter"))

    def show_keep(self, part: str) -> None:
        """`part` such as "bars 5–6" when only a part of the take is marked, "" for all of it."""
        self.keep.show_title(self.tr("Keep {0}").format(part) if part else self.tr("Keep"))

    def set_theme(self, theme: Theme) -> None:
        # Children with pictures of their own are told by the window.
        self.update()

    # -- inside --------------------------------------------------------------------------------------------------
    def _connect(self) -> None:
        self.pitch.changed.connect(lambda v: self._steer(replace(self._steering, pitch_temperature=v)))
        self.rhythm.changed.connect(lambda v: self._steer(replace(self._steering, rhythm_temperature=v)))
        self.focus.changed.connect(lambda v: self._steer(replace(self._steering, top_p=v)))
        self.bars.changed.connect(self.bars_changed)
        self.chords.toggled.connect(self.chords_wanted)
        self.at_once.toggled.connect(self.listen_wanted)
        self.go.clicked.connect(lambda _checked=False: self._generate.trigger())
        self._generate.changed.connect(self._follow_generate)
        self.dice.committed.connect(self._on_dice)
        self.more.toggled.connect(self._show_more)
        self._follow_generate()

    def _on_dice(self, text: str) -> None:
        digits = "".join(c for c in text if c in "0123456789")[:9]
        self.dice.show_text(digits)
        self.dice_chosen.emit(int(digits) if digits else None)

    def _steer(self, steering: Steering) -> None:
        self._steering = steering
        self.steered.emit(steering)

    def _follow_generate(self) -> None:
        self.go.setEnabled(self._generate.isEnabled())
        self.go.setProperty("why_disabled", None if self._generate.isEnabled() else self._generate.toolTip())
        self.go.setToolTip(self._generate.toolTip())
        self.go.update()

    def _show_more(self, on: bool) -> None:
        self.more.setText(self.tr("Less  ▴") if on else self.tr("More  ▾"))
        self.focus.setVisible(on)
        self.chords.setVisible(on)
        self._dice_row.setVisible(on)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, GAP)
        outer.setSpacing(0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_DOUBLE - 4, GAP_DOUBLE - 4, GAP_DOUBLE - 4, GAP)
        column.setSpacing(GAP)
        self._build_controls(column)
        column.addWidget(self.go)
        column.addWidget(self.at_once)
        column.addSpacing(GAP // 2)
        column.addWidget(self.strip)
        outer.addWidget(FittingScroll(inside))
        outer.addLayout(self._verdicts())
        outer.addStretch(1)

    def _build_controls(self, column: QVBoxLayout) -> None:
        heading = QLabel(self.tr("COMPOSE"))
        heading.setProperty("role", "caption")
        self._build_dice()
        self.more.setCheckable(True)
        self.more.setProperty("kind", "heading")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.chords.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.at_once.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.more, self.tr("Controls that are needed less often"))
        set_tip(self.chords, self.tr("Propose chord symbols where none are written (the chords net)"))
        set_tip(self.at_once, self.tr("Continue also starts to play, one bar before the new notes"))
        for part in (heading, self.bundle, self.hearing, self.pitch, self.rhythm, self.bars, self.more, self.focus):
            column.addWidget(part)
        column.addWidget(self._dice_row)
        column.addWidget(self.chords)
        self._show_more(False)

    def _build_dice(self) -> None:
        row = QHBoxLayout(self._dice_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(self.tr("Dice")), 1)
        row.addWidget(self.dice)
        self.dice.setProperty("role", "field")
        self.dice.setPlaceholderText(self.tr("other ones each time"))
        self.dice.setFixedWidth(150)
        self.dice.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.dice.setAccessibleName(self.tr("Dice"))
        tip = self.tr("A number here makes Continue repeatable: same seed, settings and dice, same notes (rng seed).")
        set_tip(self.dice, tip)

    def _verdicts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(GAP_DOUBLE - 4, 0, GAP_DOUBLE - 4, 0)
        row.setSpacing(GAP)
        row.addWidget(self.keep, 1)
        row.addWidget(self.discard, 1)
        row.addWidget(self.again)
        self.again.setFixedSize(36, 34)
        return row


def _sliders(panel: QWidget) -> tuple[ValueSlider, ValueSlider, ValueSlider]:
    pitch = ValueSlider(
        panel.tr("Surprise · pitch"),
        panel.tr("How unexpected the notes may be (temperature of pitch). 1 = as in the tunes the net knows."),
        0.05,
        2.0,
        1.0,
    )
    rhythm = ValueSlider(
        panel.tr("Surprise · rhythm"),
        panel.tr("How unexpected the rhythm may be (temperature of onsets and lengths)."),
        0.05,
        2.0,
        1.0,
    )
    focus = ValueSlider(
        panel.tr("Focus"),
        panel.tr("Only the likeliest choices that together make up this share are drawn from (top-p)."),
        0.05,
        1.0,
        0.95,
    )
    return pitch, rhythm, focus
