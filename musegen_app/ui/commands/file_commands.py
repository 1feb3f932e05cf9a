"""File menu: new, open, save, import, export. Opening another song keeps what is unsaved; only closing asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from musegen_app.base.errors import MuseGenError
from musegen_app.session.files import ChangedOutside
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.commands.saying import failures_said
from musegen_app.ui.dialogs.export_dialog import ExportDialog
from musegen_app.ui.dialogs.file_questions import Answer, FileQuestions
from musegen_app.ui.folder_window import show_in_folder
from musegen_app.ui.panels.notice_bar import NoticeBar

if TYPE_CHECKING:
    from musegen_app.session.opening import Opening
    from musegen_app.session.session import Session

SAVING = "save"  # key of the line about a save that was refused
DROPPED = "dropped"
OPENING = "opening"


class FileCommands:
    """`questions` asks the user; tests put their own answers in its place. `notice` asks in a line."""

    def __init__(
        self, session: Session, actions: Actions, window: QWidget, questions: FileQuestions, notice: NoticeBar
    ) -> None:
        self._session = session
        self._document = session.document
        self._actions = actions
        self._window = window
        self._notice = notice
        self.questions = questions
        session.files.refused.subscribe(self._refused)
        session.files.slow_opening.subscribe(self._opening)

    # -- another song --------------------------------------------------------------------------------------------
    def new_song(self) -> None:
        self.leave_for(self._session.files.new)

    def open_song(self) -> None:
        path = self.questions.path_to_open(self._document.path)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """A file from the dialog, the list of recent ones, or named at the start. A large one comes later."""
        self._session.files.begin_open(path, self.leave_for)

    def leave_for(self, open_other: Callable[[], None]) -> bool:
        """Carry out what brings another song; unsaved changes of this one are kept by the session. Only where it
        cannot keep them the user is asked. False: this song stays."""
        before = self._document.score
        if not self._session.autosave.works and not self.may_leave():
            return False
        with failures_said(self._session.status):
            open_other()
        return self._document.score is not before

    def drop(self, paths: Sequence[Path]) -> None:
        """Files dropped on the window: one is opened, several are asked about; both can become tracks instead."""
        if len(paths) == 1:
            self._drop_one(paths[0])
            return
        tr = self._window.tr
        self._notice.ask(
            tr("{0} files were dropped here.").format(len(paths)),
            (
                (tr("Open “{0}”").format(paths[0].name), lambda: self.open_path(paths[0])),
                (tr("Add all as tracks"), lambda: self._add(paths)),
                (tr("Cancel"), _nothing),
            ),
            DROPPED,
        )

    def import_song(self) -> None:
        path = self.questions.path_to_open(self._document.path)
        if path is not None:
            self._add([path])

    # -- saving --------------------------------------------------------------------------------------------------
    def save(self) -> bool:
        """False if there is still something unsaved afterwards."""
        return self._save(replace_changed=False)

    def save_as(self, *, wait: bool = False) -> bool:
        path = self.questions.path_to_save(self._document.path, self._document.title)
        return path is not None and self._saved(lambda: self._session.files.save_as(path, wait=wait))

    def save_copy(self) -> None:
        path = self.questions.path_to_save(self._document.path, self._document.title)
        if path is not None:
            with failures_said(self._session.status):
                self._session.shelf.save_copy(path)

    def save_template(self) -> None:
        with failures_said(self._session.status):
            folder = self._session.shelf.templates_folder()
            path = self.questions.path_to_template(folder, self._document.title)
            if path is not None:
                self._session.shelf.save_template(path)

    def may_leave(self) -> bool:
        """Before closing: unsaved changes are saved, dropped or kept, as the user says; a recording ends here and is
        one of them. False: stay."""
        self._session.record.finish()
        if not self._document.dirty:
            return True
        answer = self.questions.about_unsaved(self._document.title)
        if answer is Answer.SAVE:
            return self._save(replace_changed=False, wait=True)
        if answer is Answer.DROP:
            self._session.autosave.give_up()
        return answer is Answer.DROP

    # -- other ---------------------------------------------------------------------------------------------------
    def export_midi(self) -> None:
        path = self.questions.path_to_export(self._document.path, self._document.title, ".mid")
        if path is not None:
            with failures_said(self._session.status):
                self._session.files.export_midi(path)

    def export_wav(self) -> None:
        """The export window stays beside the song; the song may be edited on meanwhile."""
        dialog = ExportDialog(self._session, self.questions, self._window)
        dialog.show()

    def reveal(self) -> None:
        """The song's file in the system's file manager."""
        if self._document.path is not None:
            show_in_folder(self._document.path)

    def reopen(self, on: bool) -> None:
        """Whether the next start begins with the song that was open last."""
        self._session.change_settings(reopen=on)

    def quit(self) -> None:
        self._window.close()

    def refresh(self) -> None:
        notes = any(t.notes for t in self._document.score.tracks) or bool(self._document.score.chords.symbols)
        why = translated("There are no notes to export yet.")
        self._actions.allow("export_midi", notes, why)
        self._actions.allow("export_wav", notes, why)
        has_file = self._document.path is not None
        self._actions.allow("reveal", has_file, translated("This song has no file yet: save it first."))
        self._actions.show_checked("reopen", self._session.settings.reopen)

    # -- inside --------------------------------------------------------------------------------------------------
    def _save(self, *, replace_changed: bool, wait: bool = False) -> bool:
        """`wait`: a large song, too, is on the disk when this returns."""
        if self._session.files.path is None:
            return self.save_as(wait=wait)
        return self._saved(lambda: self._session.files.save(replace_changed=replace_changed, wait=wait))

    def _saved(self, save: Callable[[], None]) -> bool:
        """A refusal stays in a line until it is answered: what was not saved must not be overlooked."""
        self._notice.drop(SAVING)
        try:
            save()
        except ChangedOutside as error:
            self._ask_about_changed(error)
        except MuseGenError as error:
            self._refused(error)
        return not self._document.dirty

    def _refused(self, error: MuseGenError) -> None:
        self._session.status.say("error", str(error))
        self._ask_for_other_place(error)

    def _ask_about_changed(self, error: ChangedOutside) -> None:
        tr = self._window.tr
        answers = (
            (tr("Replace it"), lambda: self._drop_answer(self._save(replace_changed=True))),
            (tr("Save as…"), lambda: self._drop_answer(self.save_as())),
            (tr("Cancel"), _nothing),
        )
        self._session.status.say("warn", str(error))  # not "Saved" of the last time
        self._notice.ask(tr("{0} Your version is not saved.").format(error), answers, SAVING)

    def _ask_for_other_place(self, error: MuseGenError) -> None:
        tr = self._window.tr
        again = (tr("Try again"), lambda: self._drop_answer(self.save()))
        other = (tr("Save as…"), lambda: self._drop_answer(self.save_as()))
        first = (again, other) if self._document.path is not None else (other,)
        self._notice.ask(str(error), (*first, (tr("Not now"), _nothing)), SAVING)

    def _drop_answer(self, _saved: bool) -> None:
        """What a button does has no answer."""

    def _drop_one(self, path: Path) -> None:
        self._session.files.begin_open(path, lambda bring: self._leave_for_dropped(path, bring))

    def _leave_for_dropped(self, path: Path, bring: Callable[[], None]) -> None:
        title, had_notes = self._document.title, any(t.notes for t in self._document.score.tracks)
        if not self.leave_for(bring) or not had_notes:
            return
        tr = self._window.tr
        add = (tr("Add its tracks to “{0}” instead").format(title), lambda: self._add_to_previous(path))
        self._notice.ask(tr("“{0}” is open.").format(path.name), (add, (tr("Fine"), _nothing)), DROPPED)

    def _opening(self, opening: Opening | None) -> None:
        """The line in which a large file that takes its time can be stopped."""
        self._notice.drop(OPENING)
        if opening is not None:
            words = self._window.tr("“{0}” is being opened. You can work on meanwhile.").format(opening.name)
            cancel = (self._window.tr("Stop opening it"), self._session.files.cancel_opening)
            self._notice.ask(words, (cancel,), OPENING)

    def _add_to_previous(self, path: Path) -> None:
        with failures_said(self._session.status):
            self._session.kept.back()
        self._add([path])

    def _add(self, paths: Sequence[Path]) -> None:
        with failures_said(self._session.status):
            self._session.shelf.add_from(paths)


def _nothing() -> None:
    """The answer that leaves everything as it is."""
