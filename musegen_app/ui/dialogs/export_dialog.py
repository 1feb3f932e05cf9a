"""Export as WAV: format, rate and tail, then a progress bar that can be cancelled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from musegen_app.session.exports import WavOptions
from musegen_app.session.outside import not_in_file
from musegen_app.ui.dialogs.file_questions import FileQuestions
from musegen_app.ui.dialogs.form import roomy_form

if TYPE_CHECKING:
    from musegen_app.session.jobs import Job
    from musegen_app.session.session import Session

RATES = (44_100, 48_000, 88_200, 96_000)


class ExportDialog(QDialog):
    """Not modal; the job renders the song as it was when Export was pressed."""

    def __init__(self, session: Session, questions: FileQuestions, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._questions = questions
        self._job: Job | None = None
        self._forget: Callable[[], None] = lambda: None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export WAV"))
        self.setMinimumWidth(380)
        self.formats = QComboBox()
        self.rates = QComboBox()
        self.tail = QDoubleSpinBox()
        self.bar = QProgressBar()
        self.line = QLabel()
        self.go = QPushButton(self.tr("Export…"))
        self.stop = QPushButton(self.tr("Close"))
        self._fill()
        self._build()
        self.go.clicked.connect(self.start)
        self.stop.clicked.connect(self._stop_or_close)

    @property
    def options(self) -> WavOptions:
        """As chosen; gain and SoundFont are those that are heard."""
        settings = self._session.settings
        return WavOptions(
            sample_rate=self.rates.currentData(),
            sample_format=self.formats.currentData(),
            tail_seconds=self.tail.value(),
            gain_db=settings.gain_db,
            usual_soundfont=settings.soundfont,
        )

    def start(self) -> None:
        """Ask where to, then render in a process of its own."""
        document = self._session.document
        path = self._questions.path_to_export(document.path, document.title, ".wav")
        self.activateWindow()  # the question gave the keyboard back to the song's window
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        self._job = self._session.files.export_wav(path, self.options)
        self._forget = self._job.changed.subscribe(self.show_job)
        self.show_job(self._job)

    def show_job(self, job: Job) -> None:
        running = job.state == "running"
        self.bar.setVisible(running)
        self.bar.setValue(round(job.progress * 1000))
        self.go.setVisible(not running)
        self.stop.setText(self.tr("Cancel") if running else self.tr("Close"))
        self.line.setText(self._sentence(job))
        self.line.setProperty("role", "bad" if job.state == "failed" else "dim")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def _sentence(self, job: Job) -> str:
        match job.state:
            case "running":
                return self.tr("Rendering {0:.0%}").format(job.progress)
            case "done":
                return self.tr("Written: {0}").format(job.result)
            case "cancelled":
                return self.tr("Cancelled; nothing was written.")
            case _:
                return str(job.problem)

    def reject(self) -> None:
        """Esc and the window's cross: a running export is cancelled."""
        self._forget()
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def _stop_or_close(self) -> None:
        if self._job is not None and self._job.state == "running":
            self._job.cancel()
        else:
            self.close()

    def _fill(self) -> None:
        for text, data in ((self.tr("24 bit"), "24"), (self.tr("16 bit"), "16"), (self.tr("32 bit float"), "32f")):
            self.formats.addItem(text, data)
        for rate in RATES:
            self.rates.addItem(f"{rate / 1000:g} kHz", rate)
        self.rates.setCurrentIndex(RATES.index(48_000))
        self.tail.setRange(0.0, 30.0)
        self.tail.setValue(4.0)
        self.tail.setSuffix(self.tr(" s"))
        self.tail.setDecimals(1)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)

    def _build(self) -> None:
        column, form = roomy_form(self)
        self.formats.setAccessibleName(self.tr("Format"))
        self.rates.setAccessibleName(self.tr("Rate"))
        self.tail.setAccessibleName(self.tr("Tail after the last note"))
        form.addRow(self.tr("Format"), self.formats)
        form.addRow(self.tr("Rate"), self.rates)
        form.addRow(self.tr("Tail after the last note"), self.tail)
        self.line.setWordWrap(True)
        self.line.setProperty("role", "dim")
        left_out = not_in_file(self._session.document.score)
        self.line.setText(left_out or self.tr("The song as it sounds here, mutes and volumes included."))
        column.addWidget(self.line)
        column.addWidget(self.bar)
        self.bar.setVisible(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.go)
        self.go.setProperty("kind", "primary")
        self.go.setDefault(True)
        column.addLayout(row)
