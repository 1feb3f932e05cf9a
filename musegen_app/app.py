"""The program with a window, built by hand from top to bottom: this file is the list of its parts."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from musegen_app.base.log import start_log
from musegen_app.base.paths import songs_dir
from musegen_app.base.unexpected import install_excepthook
from musegen_app.session.session import Session
from musegen_app.session.settings import load_settings
from musegen_app.ui.shell import Shell
from musegen_app.ui.style import apply_theme
from musegen_app.ui.system_theme import theme_for
from musegen_app.ui.translation import load_translations

if TYPE_CHECKING:
    from musegen_app.score.model import Score

log = logging.getLogger(__name__)
DEMO_SONG = "river_song.abc"
COLLECT_AFTER = (20_000, 20, 100)  # notes are many small objects and none of them is ever part of a cycle
SWITCH_INTERVAL_SECONDS = 0.0005  # a busy Python thread must not hold the window up for long


class Driver(Protocol):
    """Uses the window in place of hands, for a benchmark or a check; `code` is its word on the exit code."""

    @property
    def code(self) -> int: ...

    def watch(self, shell: Shell) -> None: ...


def run(arguments: Sequence[str], driver: Driver | None = None) -> int:
    """Open the window, with the file of `arguments` if there is one; returns the exit code when it is closed."""
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    gc.set_threshold(*COLLECT_AFTER)
    app = QApplication([sys.argv[0]])
    app.setApplicationName("MuseGen")
    app.setDesktopFileName("musegen")
    start_log("musegen")
    load_translations(app)
    session = Session(load_settings())
    install_excepthook(session.tell)
    apply_theme(app, theme_for(session.settings))
    shell = Shell(session)
    open_first_song(session, shell, [Path(a) for a in arguments])
    if driver is not None:
        driver.watch(shell)
    shell.show()
    QTimer.singleShot(0, shell.start)
    QTimer.singleShot(3_000, settle_memory)
    end_when_told(app)
    code = app.exec()
    session.close()
    empty_clipboard(app)
    return code if driver is None else code or driver.code


def empty_clipboard(app: QApplication) -> None:
    """On a screen without a clipboard of its own, Qt keeps what was copied to the last and then asks an interpreter
    that is gone. (Other screens are handed it over before.)"""
    if app.platformName() in {"offscreen", "minimal"}:
        app.clipboard().clear()


def end_when_told(app: QApplication) -> None:
    """A system that shuts down does not wait for answers: the program ends in order, and unsaved changes are kept."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: app.exit(0))


def open_first_song(session: Session, shell: Shell, paths: Sequence[Path]) -> None:
    """The file that was named at the start, else the song of the last time, else the demo song; a fresh song if none
    of them can be read."""
    path = paths[0] if paths else last_song(session)
    if path is not None:
        shell.files.open_path(path)
    if session.document.path is None and not paths and not session.files.is_opening:
        song = demo_song()
        if song is not None:
            session.document.replace(song, None, label="Demo song")
    shell.show_all()


def last_song(session: Session) -> Path | None:
    """The file that was open when the window was closed, if the user wants it back and it is there."""
    settings = session.settings
    path = Path(settings.song) if settings.reopen and settings.song else None
    return path if path is not None and path.is_file() else None


def demo_song() -> Score | None:
    """The song of the first start; None when its file is missing or damaged."""
    from musegen_app import formats
    from musegen_app.base.errors import MuseGenError

    try:
        return formats.read_any(songs_dir() / DEMO_SONG)
    except (MuseGenError, OSError) as error:
        log.warning("no demo song: %s", error)
        return None


def settle_memory() -> None:
    """What is there after the start stays: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
