"""What the window says about songs with unsaved changes that are not open: after a crash, and when one was left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QLocale
from PySide6.QtWidgets import QWidget

from musegen_app.session.kept import Damaged, KeptSong
from musegen_app.ui.commands.saying import failures_said
from musegen_app.ui.panels.notice_bar import NoticeBar

if TYPE_CHECKING:
    from musegen_app.session.session import Session

LEFT = "left"


class KeepingCommands:
    """Lines with answers; nothing waits for one of them. GUI thread."""

    def __init__(self, session: Session, window: QWidget, notice: NoticeBar) -> None:
        self._session = session
        self._window = window
        self._notice = notice
        session.kept.left.subscribe(self._say_left)

    def offer(self) -> None:
        """Once, after the start: what earlier programs have left behind, one line each; what is newest first, which is
        what a crash has just interrupted."""
        for found in sorted(self._session.kept.find(), key=_age):
            if isinstance(found, Damaged):
                self._say_damaged(found.file)
            else:
                self._offer(found)

    def recover(self, song: KeptSong) -> None:
        """Open it with its unsaved changes; its file stays as it is until the user saves."""
        with failures_said(self._session.status):
            words = self._window.tr("“{0}” is open as it was; save it to keep it").format(song.about.title)
            self._session.kept.open(song, lambda: self._session.status.say("info", words))

    def _offer(self, song: KeptSong) -> None:
        tr, about = self._window.tr, song.about
        if about.set_aside:
            words = tr("“{0}” has changes from {1} that were not saved.")
        else:
            words = tr("MuseGen ended unexpectedly. “{0}” has changes from {1} that were not saved.")
        answers = (
            (tr("Recover"), lambda: self.recover(song)),
            (tr("Throw away"), lambda: self._throw_away(song)),
            (tr("Not now"), lambda: None),  # offered again at the next start, and in the File menu
        )
        self._notice.ask(words.format(about.title, time_text(about.changed_at)), answers, str(song.file))

    def _throw_away(self, song: KeptSong) -> None:
        """Only when this line goes, too, the file does."""
        tr = self._window.tr
        back = (tr("Bring it back"), lambda: self._offer(song))
        gone = (tr("Fine"), lambda: self._session.kept.throw_away(song))
        words = tr("The unsaved changes of “{0}” are thrown away.").format(song.about.title)
        self._notice.ask(words, (back, gone), str(song.file))

    def _say_damaged(self, file: Path) -> None:
        tr = self._window.tr
        words = tr("A song with unsaved changes is damaged and cannot be read; it is kept as {0}.").format(file)
        self._notice.ask(words, ((tr("Close"), lambda: None),), str(file))

    def _say_left(self, song: KeptSong) -> None:
        tr = self._window.tr
        words = tr("The unsaved changes of “{0}” are kept.").format(song.about.title)
        back = (tr("Back to it"), lambda: self.recover(song))
        self._notice.ask(words, (back, (tr("Fine"), lambda: None)), LEFT)


def _age(found: KeptSong | Damaged) -> float:
    """To sort by: the newest first, what cannot be read last."""
    return 0.0 if isinstance(found, Damaged) else -found.about.changed_at


def time_text(seconds: float, *, exact: bool = False) -> str:
    """A moment as people say it: the time (`exact`: with the second), with the date if it was not today."""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    style = QLocale.FormatType.ShortFormat
    time = moment.time().toString("HH:mm:ss") if exact else QLocale().toString(moment.time(), style)
    if moment.date() == QDate.currentDate():
        return time
    return f"{QLocale().toString(moment.date(), style)} {time}"
