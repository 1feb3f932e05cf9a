"""File menu: new, open, save, export, and the question about unsaved changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.commands.saying import failures_said
from musegen_app.ui.dialogs.export_dialog import ExportDialog
from musegen_app.ui.dialogs.file_questions import Answer, FileQuestions

if TYPE_CHECKING:
    from musegen_app.session.session import Session


class FileCommands:
    """`questions` asks the user; tests put their own answers in its place."""

    def __init__(self, session: Session, actions: Actions, window: QWidget, questions: FileQuestions) -> None:
        self._session = session
        self._document = session.document
        self._actions = actions
        self._window = window
        self.questions = questions

    def new_song(self) -> None:
        if self.may_leave():
            self._session.files.new()

    def open_song(self) -> None:
        if not self.may_leave():
            return
        path = self.questions.path_to_open(self._document.path)
        if path is not None:
            self._open(path)

    def open_path(self, path: Path) -> None:
        """A file from the list of recent ones, dropped on the window or named at the start."""
        if self.may_leave():
            self._open(path)

    def save(self) -> bool:
        """False if there is still something unsaved afterwards."""
        if self._document.path is None:
            return self.save_as()
        with failures_said(self._session.status):
            self._session.files.save()
        return not self._document.dirty

    def save_as(self) -> bool:
        path = self.questions.path_to_save(self._document.path, self._document.title)
        if path is None:
            return False
        with failures_said(self._session.status):
            self._session.files.save_as(path)
        return not self._document.dirty

    def export_midi(self) -> None:
        path = self.questions.path_to_export(self._document.path, self._document.title, ".mid")
        if path is not None:
            with failures_said(self._session.status):
                self._session.files.export_midi(path)

    def export_wav(self) -> None:
        """The export window stays beside the song; the song may be edited on meanwhile."""
        dialog = ExportDialog(self._session, self.questions, self._window)
        dialog.show()

    def quit(self) -> None:
        self._window.close()

    def may_leave(self) -> bool:
        """Unsaved changes are saved, dropped or kept, as the user says; a recording ends here and is one of them.
        False: stay."""
        self._session.record.finish()
        if not self._document.dirty:
            return True
        answer = self.questions.about_unsaved(self._document.title)
        if answer is Answer.SAVE:
            return self.save()
        return answer is Answer.DROP

    def attach_recent(self, menu: QMenu) -> None:
        """Fill `menu` with the recent files whenever it opens."""
        menu.aboutToShow.connect(lambda: self._fill_recent(menu))

    def refresh(self) -> None:
        notes = any(t.notes for t in self._document.score.tracks) or bool(self._document.score.chords.symbols)
        why = translated("There are no notes to export yet.")
        self._actions.allow("export_midi", notes, why)
        self._actions.allow("export_wav", notes, why)

    def _open(self, path: Path) -> None:
        with failures_said(self._session.status):
            self._session.files.open(path)

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._session.files.recent():
            action = menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.open_path(path))
        if menu.isEmpty():
            self._actions_none(menu)

    def _actions_none(self, menu: QMenu) -> None:
        none = menu.addAction(translated("Nothing was opened yet"))
        none.setEnabled(False)
        none.setToolTip(translated("Files that you open or save will stand here."))
