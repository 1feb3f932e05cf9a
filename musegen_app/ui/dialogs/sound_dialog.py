"""Sound: device, rate, block and what they come to; volume; SoundFont, the usual one and that of the song."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from musegen_app.engine.messages import AudioState
from musegen_app.score import edits
from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.dialogs.file_questions import FileQuestions
from musegen_app.ui.dialogs.form import roomy_form
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.value_slider import ValueSlider
from musegen_app.ui.theme import GAP

if TYPE_CHECKING:
    from musegen_app.session.session import Session

RATES = (44_100, 48_000)
BLOCKS = (0, 64, 128, 256, 512, 1024)
EVERY_API = ""


class SoundDialog(QDialog):
    """Not modal; every choice is heard at once and remembered."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("Sound"))
        self.setMinimumWidth(480)
        self.apis = ChoiceBox(self.tr("Sound system"), self.tr("Which devices the list below shows"))
        self.devices = ChoiceBox(self.tr("Device"), self.tr("Where the music comes out"))
        self.rates = ChoiceBox(self.tr("Rate"), self.tr("Samples a second"))
        self.blocks = ChoiceBox(self.tr("Block"), self.tr("Smaller blocks answer sooner and drop out more easily"))
        self.volume = ValueSlider(
            self.tr("Volume"), self.tr("Level of everything that is heard"), -40, 12, 0, 0.5, "{:+.1f} dB".format
        )
        self.soundfont = ElidedLabel()
        self.choose = QPushButton(self.tr("Choose…"))
        self.usual = QPushButton(self.tr("Built-in"))
        self.for_song = QCheckBox(self.tr("For this song only"))
        self.missing = QLabel()
        self.line = QLabel()
        self.test = QPushButton(self.tr("Test this device"))
        self.again = QPushButton(self.tr("Try again"))
        self._api = EVERY_API
        self._build()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Ask the engine for the devices there are now; shows what is known meanwhile."""
        self._session.sound.refresh_devices()
        self.show_state(self._session.sound.state)

    def show_state(self, state: AudioState) -> None:
        settings = self._session.settings
        self._show_devices()
        self.rates.show_choices(_with_present(RATES, settings.sample_rate, self._rate_words), settings.sample_rate)
        self.blocks.show_choices(_with_present(BLOCKS, settings.block_frames, self._block_words), settings.block_frames)
        self.volume.set_value(settings.gain_db)
        self._show_soundfont(state)
        self._show_line(state)
        self.again.setVisible(not state.device)
        set_enabled(self.test, bool(state.device), self.tr("No device is open: choose one, or try again"))

    # -- devices -------------------------------------------------------------------------------------------------
    def _show_devices(self) -> None:
        wanted, found = self._session.settings.audio_device, self._session.sound.devices()
        apis = list(dict.fromkeys(d.host_api for d in found))
        self.apis.show_choices([(self.tr("all"), EVERY_API), *((a, a) for a in apis)], self._api)
        choices = [(self.tr("Default device"), "")]
        choices += [(f"{d.name} · {d.host_api}", d.name) for d in found if self._api in (EVERY_API, d.host_api)]
        if wanted not in {value for _, value in choices}:
            there = next((d.host_api for d in found if d.name == wanted), self.tr("not connected"))
            choices.append((f"{wanted} · {there}", wanted))
        self.devices.show_choices(choices, wanted)

    def _rate_words(self, rate: int) -> str:
        return f"{rate / 1000:g} kHz"

    def _block_words(self, frames: int) -> str:
        if not frames:
            return self.tr("the device’s choice")
        milliseconds = 1_000 * frames / (self._session.settings.sample_rate or 48_000)
        return self.tr("{0} frames · {1:.1f} ms").format(frames, milliseconds)

    def _show_line(self, state: AudioState) -> None:
        """What is open now, or what is wrong and what to do."""
        host = f"{state.device} · {state.host_api}" if state.host_api else state.device
        opened = self.tr("{0}\n{1:g} kHz · {2} frames · {3:.1f} ms latency, measured\n{4}").format(
            host, state.sample_rate / 1000, state.block_frames, state.latency_ms, state.synth
        )
        waiting = self.tr("The sound is being started.")
        self.line.setText(state.problem or (opened.strip() if state.device else waiting))
        self.line.setProperty("role", "warm" if state.problem else "dim")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def _open(self) -> None:
        device, rate, block = self.devices.value, self.rates.value, self.blocks.value
        assert isinstance(device, str)
        assert isinstance(rate, int)
        assert isinstance(block, int)
        self._session.sound.open_device(device, rate, block)

    def _choose_api(self, api: object) -> None:
        self._api = str(api)
        self._show_devices()

    # -- SoundFont -----------------------------------------------------------------------------------------------
    def _show_soundfont(self, state: AudioState) -> None:
        """Names, not paths; the path is the tooltip. One that is wished for and does not sound is named."""
        of_song, of_user = self._session.document.score.soundfont, self._session.settings.soundfont
        wished = of_song or of_user
        sounding = state.soundfont or wished
        built_in = self.tr("{0}, built in").format(Path(sounding).stem) if sounding else self.tr("built in")
        self.soundfont.setText(Path(wished).stem if wished else built_in)
        self.soundfont.setToolTip(sounding)
        self.soundfont.setProperty("keeps_tip", True)
        self.for_song.blockSignals(True)
        self.for_song.setChecked(bool(of_song))
        self.for_song.blockSignals(False)
        set_enabled(self.usual, bool(wished), self.tr("The built-in SoundFont is the one that sounds"))
        set_enabled(self.for_song, bool(wished), self.tr("Choose a SoundFont first"))
        absent = bool(wished and state.soundfont and Path(wished).name != Path(state.soundfont).name)
        self.missing.setVisible(absent)
        words = self.tr("{0} cannot be played: {1} sounds instead. Choose the file where it is now.")
        self.missing.setText(words.format(Path(wished).name, Path(state.soundfont).stem))

    def _choose_soundfont(self) -> None:
        path = FileQuestions(self).path_of_soundfont()
        if path is not None:
            self.load(str(path))

    def load(self, path: str) -> None:
        """Play with the file `path`, "" = the built-in one; for the song or from now on, as the tick says."""
        if self.for_song.isChecked():
            self._set_for_song(path)
        if not path or not self.for_song.isChecked():
            self._session.sound.load_soundfont(path)
        self.show_state(self._session.sound.state)

    def _keep_for_song(self, on: bool) -> None:
        """Move the wish between the song and the settings."""
        document, settings = self._session.document, self._session.settings
        if on:
            self._set_for_song(settings.soundfont)
        else:
            path = document.score.soundfont
            self._set_for_song("")
            self._session.sound.load_soundfont(path)
        self.show_state(self._session.sound.state)

    def _set_for_song(self, path: str) -> None:
        document = self._session.document
        document.edit("SoundFont of the song", edits.set_soundfont(document.score, path))

    # -- parts ---------------------------------------------------------------------------------------------------
    def _connect(self) -> None:
        for box in (self.devices, self.rates, self.blocks):
            box.picked.connect(lambda _value: self._open())
        self.apis.picked.connect(self._choose_api)
        self.volume.changed.connect(self._session.sound.set_gain_db)
        self.choose.clicked.connect(self._choose_soundfont)
        self.usual.clicked.connect(lambda: self.load(""))
        self.for_song.toggled.connect(self._keep_for_song)
        self.test.clicked.connect(lambda: self._session.sound.test())
        self.again.clicked.connect(self._open)

    def _build(self) -> None:
        column, form = roomy_form(self)
        form.addRow(self.tr("Sound system"), self.apis)
        form.addRow(self.tr("Device"), self.devices)
        form.addRow(self.tr("Rate"), self.rates)
        form.addRow(self.tr("Block"), self.blocks)
        column.addLayout(self._opened())
        column.addWidget(self.volume)
        column.addLayout(self._soundfont())

    def _opened(self) -> QHBoxLayout:
        self.line.setWordWrap(True)
        set_tip(self.test, self.tr("Play a short chord through it"))
        set_tip(self.again, self.tr("Look for the device again and open it"))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.line, 1)
        row.addWidget(self.again)
        row.addWidget(self.test)
        return row

    def _soundfont(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for part in (QLabel(self.tr("SoundFont")), self.soundfont, self.usual, self.choose):
            row.addWidget(part, 1 if part is self.soundfont else 0)
        set_tip(self.for_song, self.tr("The song remembers its SoundFont; other songs keep the usual one"))
        set_tip(self.usual, self.tr("Back to the SoundFont that comes with MuseGen"))
        self.missing.setProperty("role", "warm")
        self.missing.setWordWrap(True)
        column = QVBoxLayout()
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addWidget(self.for_song)
        column.addWidget(self.missing)
        return column


def _with_present(usual: Sequence[int], present: int, words: Callable[[int], str]) -> list[tuple[str, int]]:
    """The usual choices, and the one that is set where it is another."""
    return [(words(value), value) for value in sorted({*usual, present})]
