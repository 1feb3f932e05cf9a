"""The visible history: folds out, follows the document and goes to the step that was clicked."""

from __future__ import annotations

from collections.abc import Callable

from musegen_app.document.document import Document
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.history_panel import HistoryPanel


class HistoryCommands:
    """`leave`: what takes the keyboard when the panel folds. GUI thread only."""

    def __init__(self, document: Document, panel: HistoryPanel, actions: Actions, leave: Callable[[], None]) -> None:
        self._document = document
        self._panel = panel
        self._actions = actions
        self._leave = leave
        panel.wanted.connect(self.go_to)
        panel.unfolded.connect(self.show)

    def show_history(self, on: bool) -> None:
        """Fold the panel out, with the keyboard in it, or in."""
        if on:
            self._panel.show()
            self._panel.setFocus()
        else:
            if self._panel.list.hasFocus():
                self._leave()
            self._panel.hide()
        self._actions.show_checked("show_history", on)

    def show(self) -> None:
        """The document changed; a folded panel does not care."""
        if self._panel.isVisible():
            self._panel.show_history(self._document.history, self._document.future)

    def go_to(self, done: int) -> None:
        """Be where the first `done` steps are done."""
        self._document.go_to(done)
