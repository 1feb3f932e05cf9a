"""MIDI: which inputs are listened to and how, the outputs, the clock that is followed, and the key for panic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from musegen_app.engine.messages import InPort, OutPort, Played
from musegen_app.session.ports import PortRow, PortsState
from musegen_app.session.record import RecordState
from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.dialogs.port_cards import InputCard, OutputCard
from musegen_app.ui.field_text import panic_key_text
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme

if TYPE_CHECKING:
    from musegen_app.session.session import Session

SIZE = (620, 620)


class MidiDialog(QDialog):
    """Not modal; every choice counts at once and is remembered. Cards are kept while their ports are."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self.setWindowTitle(self.tr("MIDI"))
        self.resize(*SIZE)
        self.inputs: dict[str, InputCard] = {}
        self.outputs: dict[str, OutputCard] = {}
        self.every = QCheckBox(self.tr("Use every input, new ones too"))
        self.no_inputs = _dim(self.tr("No MIDI input is there. Plug in a keyboard: it is used at once."))
        self.no_outputs = _dim(self.tr("No MIDI output is there."))
        self.clock = ChoiceBox(self.tr("Follow the clock of"))
        self.clock_line = _dim("")
        self.panic_line = QLabel()
        self.learn = QPushButton()
        self.forget = QPushButton(self.tr("Forget"))
        self._input_column, self._output_column = QVBoxLayout(), QVBoxLayout()
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Ask for the ports that are there now; shows what is known meanwhile."""
        self._session.ports.refresh()
        self.show_ports(self._session.ports.state)
        self.show_record(self._session.record.state)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def show_ports(self, state: PortsState) -> None:
        self._show_inputs(state)
        self._show_outputs(state)
        self.every.blockSignals(True)
        self.every.setChecked(state.all_inputs)
        self.every.blockSignals(False)
        self._show_clock(state)

    def show_record(self, state: RecordState) -> None:
        """The panic key, and whether one is being learned."""
        settings = self._session.settings
        self.learn.setText(self.tr("Cancel") if state.learning else self.tr("Learn…"))
        waiting = self.tr("Press the key, or move the control …")
        self.panic_line.setText(
            waiting if state.learning else panic_key_text(settings.panic_kind, settings.panic_number)
        )
        set_enabled(self.forget, settings.panic_kind != 0, self.tr("No key and no control is learned"))

    def show_played(self, played: Played) -> None:
        """Blink the lights of the inputs that something came in at."""
        for name in {event.port for event in played.events} & set(self.inputs):
            self.inputs[name].light.flash()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for a key in a window that is closed."""
        if self._session.record.state.learning:
            self._session.record.learn_panic()
        super().hideEvent(event)

    # -- ports ---------------------------------------------------------------------------------------------------
    def _show_inputs(self, state: PortsState) -> None:
        names = [row.info.name for row in state.inputs]
        for name in set(self.inputs) - set(names):
            _drop(self.inputs.pop(name), self._input_column)
        for place, row in enumerate(state.inputs):
            self._input_card(row, place).show_row(row)
        self.no_inputs.setText(
            state.problem or self.tr("No MIDI input is there. Plug in a keyboard: it is used at once.")
        )
        self.no_inputs.setVisible(not names)

    def _input_card(self, row: PortRow, place: int) -> InputCard:
        name = row.info.name
        if name not in self.inputs:
            assert isinstance(row.wish, InPort)
            card = self.inputs[name] = InputCard(row.wish, self._theme)
            card.changed.connect(self._session.ports.set_input)
            self._input_column.insertWidget(place, card)
        return self.inputs[name]

    def _show_outputs(self, state: PortsState) -> None:
        names = [row.info.name for row in state.outputs]
        for name in set(self.outputs) - set(names):
            _drop(self.outputs.pop(name), self._output_column)
        for place, row in enumerate(state.outputs):
            self._output_card(row, place).show_row(row)
        self.no_outputs.setVisible(not names)

    def _output_card(self, row: PortRow, place: int) -> OutputCard:
        name = row.info.name
        if name not in self.outputs:
            assert isinstance(row.wish, OutPort)
            card = self.outputs[name] = OutputCard(row.wish)
            card.changed.connect(self._session.ports.set_output)
            card.test_wanted.connect(self._session.ports.test)
            self._output_column.insertWidget(place, card)
        return self.outputs[name]

    def _show_clock(self, state: PortsState) -> None:
        sync = state.sync
        names = [row.info.name for row in state.inputs if row.info.present]
        choices = [(self.tr("our own clock"), ""), *((name, name) for name in names)]
        if sync.port and sync.port not in names:
            choices.append((self.tr("{0} (not connected)").format(sync.port), sync.port))
        self.clock.show_choices(choices, sync.port)
        set_enabled(self.clock, len(choices) > 1, self.tr("There is no MIDI input that a clock could come from"))
        self.clock_line.setText(self._clock_words(sync.port, sync.bpm, sync.running))

    def _clock_words(self, port: str, bpm: float, running: bool) -> str:
        if not port:
            return ""
        if bpm <= 0:
            return self.tr("waiting for a clock")
        words = self.tr("{0:.1f} bpm, running") if running else self.tr("{0:.1f} bpm, stopped")
        return words.format(bpm)

    # -- parts ---------------------------------------------------------------------------------------------------
    def _connect(self) -> None:
        session = self._session
        self.every.toggled.connect(session.ports.set_all_inputs)
        self.clock.picked.connect(session.ports.follow_clock)
        self.learn.clicked.connect(lambda: session.record.learn_panic())
        self.forget.clicked.connect(lambda: self._forget_panic())

    def _forget_panic(self) -> None:
        self._session.record.forget_panic()
        self.show_record(self._session.record.state)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_DOUBLE, GAP_DOUBLE, GAP_DOUBLE, GAP_DOUBLE)
        column.setSpacing(GAP)
        column.addLayout(_heading(self.tr("INPUTS"), self.every))
        self._place_cards(column, self._input_column, self.no_inputs)
        column.addSpacing(GAP)
        column.addLayout(_heading(self.tr("OUTPUTS")))
        self._place_cards(column, self._output_column, self.no_outputs)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._foot())

    def _place_cards(self, column: QVBoxLayout, cards: QVBoxLayout, empty: QLabel) -> None:
        cards.setSpacing(GAP)
        column.addWidget(empty)
        column.addLayout(cards)

    def _foot(self) -> QFrame:
        """What is not of one port: the clock and the panic key."""
        foot = QFrame()
        foot.setProperty("surface", "foot")
        column = QVBoxLayout(foot)
        column.setContentsMargins(GAP_DOUBLE, GAP, GAP_DOUBLE, GAP_DOUBLE)
        self.clock.setMinimumWidth(200)
        self.clock_line.setMinimumWidth(140)
        set_tip(self.clock, self.tr("Start, stop, song position and tempo come from there"))
        set_tip(
            self.learn, self.tr("The next key or control silences every note from then on, also when the window hangs")
        )
        set_tip(self.forget, self.tr("The key or control that was learned plays again like any other"))
        column.addLayout(_labelled(self.tr("Follow the clock of"), self.clock, self.clock_line))
        column.addLayout(_labelled(self.tr("Silence every note with"), self.panic_line, self.learn, self.forget))
        return foot


def _heading(words: str, *beside: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    label = QLabel(words)
    label.setProperty("role", "caption")
    row.addWidget(label)
    row.addStretch(1)
    for part in beside:
        row.addWidget(part)
    return row


def _labelled(words: str, *parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP_DOUBLE)
    label = QLabel(words)
    label.setMinimumWidth(150)
    row.addWidget(label)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row


def _dim(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "dim")
    label.setWordWrap(True)
    return label


def _drop(card: QWidget, column: QVBoxLayout) -> None:
    """The port and its wish are gone."""
    column.removeWidget(card)
    card.hide()
    card.deleteLater()
