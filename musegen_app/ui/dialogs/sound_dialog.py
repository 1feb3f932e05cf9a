"""Sound: device, rate, block, volume, SoundFont."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from musegen_app.engine.messages import AudioState
from musegen_app.ui.availability import set_tip
from musegen_app.ui.dialogs.file_questions import FileQuestions
from musegen_app.ui.dialogs.form import roomy_form
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.value_slider import ValueSlider

if TYPE_CHECKING:
    from musegen_app.session.session import Session

RATES = (44_100, 48_000, 88_200, 96_000)
BLOCKS = (0, 64, 128, 256, 512, 1024, 2048)


class SoundDialog(QDialog):
    """Not modal; every choice is heard at once and remembered."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("Sound"))
        self.setMinimumWidth(440)
        self.devices = QComboBox()
        self.rates = QComboBox()
        self.blocks = QComboBox()
        self.volume = ValueSlider(self.tr("Volume (dB)"), self.tr("Level of everything that is heard"), -40, 12, 0, 0.5)
        self.soundfont = ElidedLabel()
        self.choose = QPushButton(self.tr("Choose…"))
        self.usual = QPushButton(self.tr("Built-in"))
        self.line = QLabel()
        self._build()
        self._fill_fixed()
        self._connect()
        forget = session.on_sound.subscribe(self.show_state)
        self.destroyed.connect(lambda _=None: forget())
        self.refresh()

    def refresh(self) -> None:
        """Ask the engine for the devices there are now; shows what is known meanwhile."""
        self._session.sound.refresh_devices()
        self.show_state(self._session.sound.state)

    def show_state(self, state: AudioState) -> None:
        self._show_devices()
        settings = self._session.settings
        self.rates.setCurrentIndex(max(0, self.rates.findData(settings.sample_rate)))
        self.blocks.setCurrentIndex(max(0, self.blocks.findData(settings.block_frames)))
        self.volume.set_value(settings.gain_db)
        self.soundfont.setText(state.soundfont or settings.soundfont or self.tr("the one that comes with MuseGen"))
        playing = self.tr("{0} · {1} · {2:.1f} ms").format(state.device, state.synth, state.latency_ms)
        self.line.setText(state.problem or (playing if state.device else self.tr("The sound is being started.")))
        self.line.setProperty("role", "warm" if state.problem else "dim")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def _show_devices(self) -> None:
        wanted = self._session.settings.audio_device
        self.devices.clear()
        self.devices.addItem(self.tr("Default device"), "")
        for device in self._session.sound.devices():
            self.devices.addItem(f"{device.name} · {device.host_api}", device.name)
        if wanted and self.devices.findData(wanted) < 0:
            self.devices.addItem(self.tr("{0} (not connected)").format(wanted), wanted)
        self.devices.setCurrentIndex(max(0, self.devices.findData(wanted)))

    def _connect(self) -> None:
        for box in (self.devices, self.rates, self.blocks):
            box.activated.connect(lambda _index: self._open())
        self.volume.changed.connect(self._session.sound.set_gain_db)
        self.choose.clicked.connect(self._choose_soundfont)
        self.usual.clicked.connect(lambda _checked=False: self._load(""))

    def _open(self) -> None:
        self._session.sound.open_device(self.devices.currentData(), self.rates.currentData(), self.blocks.currentData())

    def _choose_soundfont(self) -> None:
        path = FileQuestions(self).path_of_soundfont()
        if path is not None:
            self._load(str(path))

    def _load(self, path: str) -> None:
        self._session.sound.load_soundfont(path)
        self.show_state(self._session.sound.state)

    def _fill_fixed(self) -> None:
        for rate in RATES:
            self.rates.addItem(f"{rate / 1000:g} kHz", rate)
        for frames in BLOCKS:
            words = self.tr("{0} frames").format(frames) if frames else self.tr("the device’s choice")
            self.blocks.addItem(words, frames)
        set_tip(self.blocks, self.tr("Smaller blocks answer sooner and drop out more easily"))

    def _build(self) -> None:
        column, form = roomy_form(self)
        form.addRow(self.tr("Device"), self.devices)
        form.addRow(self.tr("Rate"), self.rates)
        form.addRow(self.tr("Block"), self.blocks)
        row = QHBoxLayout()
        row.addWidget(self.soundfont, 1)
        row.addWidget(self.usual)
        row.addWidget(self.choose)
        form.addRow(self.tr("SoundFont"), row)
        column.addWidget(self.volume)
        self.line.setWordWrap(True)
        column.addWidget(self.line)
