"""Mix of one track in a small window beside its row: pan, reverb, chorus, and where it sounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QVBoxLayout, QWidget

from musegen_app.score.model import Output, Track
from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.dialogs.form import aligned_form
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.parts.popping import open_within_screen
from musegen_app.ui.parts.value_slider import ValueSlider
from musegen_app.ui.theme import GAP, GAP_DOUBLE

WIDTH = 268
MIDDLE, USUAL_REVERB = 64, 40


class MixPopover(QFrame):
    """Closes with Esc or a click beside it. `changed` brings the track's id, a name (pan, reverb, chorus) and the
    value 0..127; `output_changed` its id and `Output`."""

    changed = Signal(int, str, int)
    settled = Signal()  # the hand has left a slider
    output_changed = Signal(int, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "popover")
        self._track_id = 0
        self._output = Output()
        self.title = QLabel()
        reach = self.tr("How much of this track goes into the room")
        wide = self.tr("How much the sound is doubled and widened")
        self.pan = ValueSlider(self.tr("Pan"), self.tr("Left to right"), -64, 63, 0, 1, self._pan_words)
        self.reverb = ValueSlider(self.tr("Reverb"), reach, 0, 127, USUAL_REVERB, 1, "{:.0f}".format)
        self.chorus = ValueSlider(self.tr("Chorus"), wide, 0, 127, 0, 1, "{:.0f}".format)
        self.synth = QCheckBox(self.tr("Built-in synth"))
        self.port = ChoiceBox(self.tr("MIDI port"), self.tr("Send this track to a MIDI output too"))
        self.channel = ChoiceBox(self.tr("MIDI channel"), self.tr("The channel that the instrument listens to"))
        self._build()
        self._connect()

    def show_track(self, track: Track, name: str, ports: Sequence[str]) -> None:
        """`ports`: the MIDI outputs that are there now."""
        self._track_id, self._output = track.id, track.output
        self.title.setText(name)
        self.pan.set_value(track.pan - MIDDLE)
        self.reverb.set_value(track.reverb)
        self.chorus.set_value(track.chorus)
        self._show_output(ports)

    def open_at(self, place: QPoint) -> None:
        """Below `place`, as a whole on the screen."""
        open_within_screen(self, place)
        self.pan.slider.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def track_id(self) -> int:
        return self._track_id

    def _show_output(self, ports: Sequence[str]) -> None:
        output = self._output
        choices = [(self.tr("no MIDI port"), ""), *((port, port) for port in ports)]
        if output.port and output.port not in ports:
            choices.append((self.tr("{0} (not connected)").format(output.port), output.port))
        self.port.show_choices(choices, output.port)
        self.channel.show_value(output.channel)
        self.synth.blockSignals(True)
        self.synth.setChecked(output.synth)
        self.synth.blockSignals(False)
        silent = self.tr("Without a MIDI port the track sounds in the synth: use Mute to silence it")
        set_enabled(self.synth, bool(output.port) or not output.synth, silent)
        set_enabled(self.channel, bool(output.port), self.tr("Choose a MIDI port first"))

    def _choose_output(self, output: Output) -> None:
        """A track that leaves its port sounds in the synth again."""
        self._output = output if output.port else replace(output, synth=True)
        self.output_changed.emit(self._track_id, self._output)

    def _connect(self) -> None:
        for name, slider, middle in (("pan", self.pan, MIDDLE), ("reverb", self.reverb, 0), ("chorus", self.chorus, 0)):
            slider.slider.sliderReleased.connect(self.settled)
            slider.changed.connect(
                lambda value, name=name, middle=middle: self.changed.emit(self._track_id, name, round(value) + middle)
            )
        self.synth.toggled.connect(lambda on: self._choose_output(replace(self._output, synth=on)))
        self.port.picked.connect(lambda port: self._choose_output(replace(self._output, port=port)))
        self.channel.picked.connect(lambda channel: self._choose_output(replace(self._output, channel=channel)))

    def _pan_words(self, value: float) -> str:
        place = round(value)
        if place == 0:
            return self.tr("middle")
        return self.tr("left {0}").format(-place) if place < 0 else self.tr("right {0}").format(place)

    def _build(self) -> None:
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_DOUBLE, GAP_DOUBLE - 4, GAP_DOUBLE, GAP_DOUBLE - 4)
        column.setSpacing(GAP)
        self.title.setProperty("role", "heading")
        for part in (self.title, self.pan, self.reverb, self.chorus):
            column.addWidget(part)
        line = QFrame()
        line.setProperty("role", "line")
        column.addWidget(line)
        set_tip(self.synth, self.tr("The track is heard through the audio device"))
        self.channel.show_choices([(str(i + 1), i) for i in range(16)], 0)
        column.addWidget(self.synth)
        form = aligned_form()
        form.addRow(self.tr("MIDI port"), self.port)
        form.addRow(self.tr("Channel"), self.channel)
        column.addLayout(form)
