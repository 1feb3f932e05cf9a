"""View menu: notes in the colours of who wrote them, and what the line below the tracks tells about that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.score.model import Score
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.author_line import AuthorLine

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.view import RollView


class AuthorCommands:
    """Nothing here touches the document."""

    def __init__(self, roll: RollView, line: AuthorLine, actions: Actions) -> None:
        self._roll = roll
        self._line = line
        self._actions = actions

    def colour_by_author(self, on: bool) -> None:
        self._roll.stage.show_authors(on)
        self._actions.show_checked("colour_by_author", on)

    def show(self, score: Score) -> None:
        """Follow the document."""
        self._line.show_score(score)
