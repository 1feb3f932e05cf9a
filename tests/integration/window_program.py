"""The real program with somebody at it: `python -m tests.integration.window_program edit SONG` edits until it is
killed; `… recover OUT` takes the first answer of the line, saves what is open then to OUT, and quits."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from musegen_app import app
from musegen_app.formats.project import write_project
from musegen_app.score import edits
from musegen_app.session import autosave
from musegen_app.ui.shell import Shell

SOON_SECONDS = 0.5  # in place of half a minute
EDIT_MS, LOOK_MS = 20, 50


class Editor:
    """Renames the song without end."""

    code = 0

    def watch(self, shell: Shell) -> None:
        self._number = 0
        self._shell = shell
        self._timer = QTimer()
        self._timer.timeout.connect(self._edit)
        self._timer.start(EDIT_MS)

    def _edit(self) -> None:
        self._number += 1
        document = self._shell.session.document
        document.edit("Rename", edits.set_title(document.score, f"River {self._number}"))


class Recoverer:
    """Waits for the line, takes its first answer and writes down what is open."""

    code = 0

    def __init__(self, out: Path) -> None:
        self._out = out

    def watch(self, shell: Shell) -> None:
        self._shell = shell
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)

    def _look(self) -> None:
        notice, session = self._shell.notice, self._shell.session
        if not notice.notices:
            return
        self._timer.stop()
        words = [notice.notices[0].sentence, *(b.text() for b in notice.buttons)]
        notice.buttons[0].click()
        write_project(session.document.score, self._out)
        lines = [*words, str(session.document.path), str(session.document.dirty)]
        self._out.with_suffix(".txt").write_text("\n".join(lines), "utf-8")
        session.autosave.give_up()
        self._shell.window.may_close = lambda: True
        self._shell.window.close()


def main() -> int:
    what, path = sys.argv[1], Path(sys.argv[2])
    if what == "recover":
        return app.run([], Recoverer(path))
    autosave.AFTER_SECONDS = SOON_SECONDS
    return app.run([str(path)], Editor())


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    sys.exit(main())
