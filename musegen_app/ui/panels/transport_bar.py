"""The bar at the top: name, transport, position, tempo, speed, metre, key, and the health of the sound."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QWidget

from musegen_app.document.document import Document
from musegen_app.engine.messages import AudioState
from musegen_app.score.model import Score
from musegen_app.session.sound import NOTHING_OPEN
from musegen_app.session.transport import TransportState
from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.field_text import meter_text, tempo_text
from musegen_app.ui.panels.position_display import PositionDisplay
from musegen_app.ui.parts.fitting_button import FittingButton
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.parts.level_meter import LevelMeter
from musegen_app.ui.parts.menu_arrow import MenuArrow
from musegen_app.ui.parts.speed_button import SpeedButton
from musegen_app.ui.theme import GAP_DOUBLE, GAP_HALF, Theme

ROOM_FOR_METER = 1180  # pixels


class TransportBar(QFrame):
    """Shows what it is told; `…_typed` bring what the user wrote into a field."""

    title_typed = Signal(str)
    tempo_typed = Signal(str)
    meter_typed = Signal(str)
    key_typed = Signal(str)

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._sound = NOTHING_OPEN
        self._dropouts = 0
        self.setProperty("surface", "bar")
        self.setFixedHeight(56)
        self.title = _field(self.tr("Song name"), self.tr("The song's name: click to change it"), "inline", "title")
        self.dot = QLabel("●")
        self.tempo = _field(self.tr("Tempo"), self.tr("Tempo in quarter notes a minute: click and type"), "field")
        self.meter = _field(self.tr("Metre"), self.tr("Metre at the playhead: click and type, such as 6/8"), "field")
        self.key = _field(self.tr("Key"), self.tr("Key at the playhead: click and type, such as Em"), "field")
        self.display = PositionDisplay()
        self.speed = SpeedButton()
        self.health = FittingButton()
        self.mark = QLabel("●")
        self.meter_of_level = LevelMeter(theme)
        self.buttons = _transport_buttons(actions)
        self.play, self.record, self.metronome = self.buttons[1], self.buttons[3], self.buttons[5]
        self.record.setProperty("role", "record")
        self.record_arrow = MenuArrow(self.record, self.tr("How to record: count-in, mode, quantise, punch"))
        self.metronome_arrow = MenuArrow(self.metronome, self.tr("Metronome: level and accent"))
        self.setFocusProxy(self.play)
        self._place()
        self._connect(actions)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the words of health matter more than the meter."""
        self.meter_of_level.setVisible(self.width() >= ROOM_FOR_METER)
        super().resizeEvent(event)

    def take_menus(self, record: QMenu, metronome: QMenu, speed: QMenu) -> None:
        """The choices behind the buttons."""
        self.record_arrow.take_menu(record)
        self.metronome_arrow.take_menu(metronome)
        self.speed.take_menu(speed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def show_document(self, document: Document, tick: int) -> None:
        """The name, and tempo, metre and key at `tick`."""
        self.title.show_text(document.title)
        self.show_fields(document.score, tick)

    def show_unsaved(self, unsaved: bool) -> None:
        """The dot beside the name."""
        self.dot.setVisible(unsaved)

    def show_fields(self, score: Score, tick: int) -> None:
        self.tempo.show_text(tempo_text(score.tempo.at(tick).bpm))
        meter = score.meter.at(tick)
        self.meter.show_text(meter_text(meter.numerator, meter.denominator))
        key = next((k.key for k in reversed(score.keys) if k.tick <= tick), None)
        self.key.show_text(key.name if key else "")

    def show_transport(self, state: TransportState, score: Score) -> None:
        self.display.show_transport(state, score)
        self.speed.show_speed(state.speed)
        self.play.show_picture("pause" if state.playing else "play", self._theme)
        self.meter_of_level.show_peak(state.peak)

    def show_dropouts(self, dropouts: int) -> None:
        if dropouts != self._dropouts:
            self.show_sound(self._sound, dropouts)

    def show_sound(self, sound: AudioState, dropouts: int) -> None:
        """One small line of health; with a problem it says so in words and shape, the sentence is the tooltip."""
        self._sound, self._dropouts = sound, dropouts
        works = bool(sound.device) and not sound.problem
        self.mark.setText("●" if works else "▲")
        _show_role(self.mark, "ok" if works else "warm")
        words = _health(self, sound, dropouts)
        self.health.show_words(words)
        story = self.tr("{0}\n{1}\n{2}\nClick for sound settings").format(sound.device, sound.synth, words[0])
        set_tip(self.health, sound.problem or story)

    def _connect(self, actions: Actions) -> None:
        self.title.committed.connect(self.title_typed)
        self.tempo.committed.connect(self.tempo_typed)
        self.meter.committed.connect(self.meter_typed)
        self.key.committed.connect(self.key_typed)
        self.health.clicked.connect(lambda: actions["sound_settings"].trigger())

    def _place(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_DOUBLE, 0, GAP_DOUBLE, 0)
        row.setSpacing(GAP_HALF + 2)
        self.title.fit_between(60, 200)
        row.addWidget(self.title)
        self.dot.setProperty("role", "warm")
        room = self.dot.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # else the first change would push the buttons aside
        self.dot.setSizePolicy(room)
        set_tip(self.dot, self.tr("There are changes that are not saved yet (Ctrl+S)"))
        row.addWidget(self.dot)
        row.addStretch(3)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_HALF)
        for button in self.buttons:
            buttons.addWidget(button)
            if button in (self.record, self.metronome):
                buttons.addSpacing(-GAP_HALF)
                buttons.addWidget(self.record_arrow if button is self.record else self.metronome_arrow)
        row.addLayout(buttons)
        row.addWidget(self.display)
        for field, width in ((self.tempo, 98), (self.meter, 56), (self.key, 112)):
            field.setFixedWidth(width)
            field.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(field)
            if field is self.tempo:
                row.addWidget(self.speed)
        self.key.setPlaceholderText(self.tr("no key"))
        row.addStretch(3)
        self._place_health(row)

    def _place_health(self, row: QHBoxLayout) -> None:
        self.health.setProperty("kind", "small")
        self.health.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.health.setAccessibleName(self.tr("Sound: rate, latency, dropouts"))
        row.addWidget(self.mark)
        row.addWidget(self.health)
        row.addWidget(self.meter_of_level)


def _field(name: str, tip: str, role: str, size: str = "") -> InlineEdit:
    field = InlineEdit()
    field.setProperty("role", role)
    field.setProperty("textSize", size)
    field.setAccessibleName(name)
    set_tip(field, tip)
    return field


def _transport_buttons(actions: Actions) -> tuple[IconButton, ...]:
    return (
        IconButton("to_start", actions["to_start"]),
        IconButton("play", actions["play_or_stop"], role="ok"),
        IconButton("stop", actions["stop"]),
        IconButton("record", actions["record"], role="bad", checked_role="bad"),
        IconButton("loop", actions["loop"]),
        IconButton("metronome", actions["metronome"]),
        IconButton("panic", actions["panic"], role="dim"),
    )


def _health(widget: QWidget, sound: AudioState, dropouts: int) -> tuple[str, ...]:
    """The same in fewer and fewer words: dropouts matter longest once there are some."""
    if not sound.device:
        return (widget.tr("no sound"),)
    if not sound.synth:
        return (widget.tr("no synth"),)
    rate, late = f"{sound.sample_rate / 1000:g} kHz", f"{sound.latency_ms:.1f} ms"
    lost = widget.tr("1 dropout") if dropouts == 1 else widget.tr("{0} dropouts").format(dropouts)
    shorter = (f"{late} · {lost}", lost) if dropouts else (f"{rate} · {late}", late)
    return (f"{rate} · {late} · {lost}", *shorter)


def _show_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)
