"""What is asked about files: which one, where to, and what about unsaved changes."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from musegen_app.session.files import PROJECT_SUFFIX, has_ending, with_ending
from musegen_app.ui.theme import GAP, GAP_DOUBLE


class Answer(Enum):
    """To "save your changes?"."""

    SAVE = "save"
    DROP = "drop"
    CANCEL = "cancel"


class FileQuestions:
    """Asks with dialogs above `window`; every answer None means "never mind"."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def path_to_open(self, near: Path | None) -> Path | None:
        from musegen_app.formats.catalog import FORMATS

        suffixes = sorted({s for f in FORMATS if f.read is not None for s in f.suffixes})
        every = self._window.tr("Music ({0})").format(" ".join(f"*{s}" for s in suffixes))
        title = self._window.tr("Open")
        folder = near.parent if near else usual_folder()
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, str(folder), every)
        return Path(chosen) if chosen else None

    def path_to_save(self, near: Path | None, title: str) -> Path | None:
        """Projects keep everything; MIDI and ABC what those formats can hold."""
        kinds = ";;".join(
            (
                self._window.tr("MuseGen project (*{0})").format(PROJECT_SUFFIX),
                self._window.tr("MIDI (*.mid)"),
                self._window.tr("ABC (*.abc)"),
            )
        )
        proposal = near or usual_folder() / (_file_name(title) + PROJECT_SUFFIX)
        chosen, kind = QFileDialog.getSaveFileName(self._window, self._window.tr("Save as"), str(proposal), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        wanted = kind.rpartition("*")[2].rstrip(")")
        return path if has_ending(path) else self._if_free(with_ending(path, wanted or PROJECT_SUFFIX))

    def path_to_template(self, folder: Path, title: str) -> Path | None:
        """The name of a template is that of its file."""
        kind = self._window.tr("Template (*{0})").format(PROJECT_SUFFIX)
        proposal = folder / (_file_name(title) + PROJECT_SUFFIX)
        title = self._window.tr("Save as a template")
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(proposal), kind)
        return with_ending(Path(chosen), PROJECT_SUFFIX) if chosen else None

    def path_to_export(self, near: Path | None, title: str, suffix: str) -> Path | None:
        proposal = with_ending(near, suffix) if near else usual_folder() / (_file_name(title) + suffix)
        kind = f"{suffix[1:].upper()} (*{suffix})"
        chosen, _ = QFileDialog.getSaveFileName(self._window, self._window.tr("Export"), str(proposal), kind)
        if not chosen:
            return None
        path = with_ending(Path(chosen), suffix)
        return path if path == Path(chosen) else self._if_free(path)

    def _if_free(self, path: Path) -> Path | None:
        """A name that the dialog did not see, because it got its ending afterwards: an existing file is asked about."""
        if not path.exists():
            return path
        question = self._window.tr("“{0}” is there already. Replace it?").format(path.name)
        answer = QMessageBox.question(self._window, self._window.tr("Replace"), question)
        return path if answer == QMessageBox.StandardButton.Yes else None

    def path_of_soundfont(self) -> Path | None:
        kind = self._window.tr("SoundFonts (*.sf2 *.sf3)")
        chosen, _ = QFileDialog.getOpenFileName(self._window, self._window.tr("SoundFont"), str(usual_folder()), kind)
        return Path(chosen) if chosen else None

    def about_unsaved(self, title: str) -> Answer:
        dialog = UnsavedDialog(title, self._window)
        dialog.exec()
        return dialog.answer


class UnsavedDialog(QDialog):
    """Save, Don't save, Cancel. Closing it is Cancel."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.answer = Answer.CANCEL
        self.setWindowTitle(self.tr("Unsaved changes"))
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_DOUBLE * 2, GAP_DOUBLE * 2, GAP_DOUBLE * 2, GAP_DOUBLE)
        column.setSpacing(GAP)
        question = QLabel(self.tr("Save the changes to “{0}”?").format(title))
        question.setProperty("role", "title")
        warning = QLabel(self.tr("What is not saved is lost."))
        warning.setProperty("role", "dim")
        column.addWidget(question)
        column.addWidget(warning)
        column.addSpacing(GAP_DOUBLE)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for text, answer in (
            (self.tr("&Don’t save"), Answer.DROP),
            (self.tr("&Cancel"), Answer.CANCEL),
            (self.tr("&Save"), Answer.SAVE),
        ):
            button = QPushButton(text)
            button.clicked.connect(lambda _checked=False, answer=answer: self._choose(answer))
            if answer is Answer.SAVE:
                button.setProperty("kind", "primary")
                button.setDefault(True)
            row.addWidget(button)
            if answer is Answer.DROP:
                row.addStretch(1)
        return row

    def _choose(self, answer: Answer) -> None:
        self.answer = answer
        self.accept()


def usual_folder() -> Path:
    """Where a song without a file is looked for and proposed: the user's music, not where the program was started."""
    places = (QStandardPaths.StandardLocation.MusicLocation, QStandardPaths.StandardLocation.DocumentsLocation)
    folders = [Path(QStandardPaths.writableLocation(place)) for place in places]
    return next((f for f in folders if f.is_dir()), Path.home())


def _file_name(title: str) -> str:
    """The title without what file systems refuse."""
    return "".join("-" if c in '/\\:*?"<>|' or ord(c) < 32 else c for c in title).strip() or "Untitled"
