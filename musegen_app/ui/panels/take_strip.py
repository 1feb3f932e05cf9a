"""The takes of this session as small pictures; click one to see and hear it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from musegen_app.sampling.take import Take
from musegen_app.ui.parts.take_card import TakeCard
from musegen_app.ui.theme import GAP, Theme

COLUMNS = 4
SHOWN = 8


class TakeStrip(QWidget):
    """`picked` brings the id of a take; the newest `SHOWN` are there, numbered through the session."""

    picked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.cards: dict[str, TakeCard] = {}
        self.heading = QLabel(self.tr("TAKES"))
        self.story = QLabel()
        self.empty = QLabel()
        self._grid = QGridLayout()
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for card in self.cards.values():
            card.set_theme(theme)

    def show_takes(
        self, takes: Sequence[Take], current: Take | None, invitation: str, number_of: Callable[[Take], int]
    ) -> None:
        """The pictures with their numbers, or `invitation` while there are none."""
        shown = takes[-SHOWN:]
        if list(self.cards) != [t.id for t in shown]:
            self._make_cards({t.id: number_of(t) for t in shown})
        for take in shown:
            self.cards[take.id].show_take(take, current is not None and take.id == current.id)
        self.empty.setText(invitation)
        self.empty.setVisible(not shown)
        self._show_story(current, number_of)

    def _show_story(self, current: Take | None, number_of: Callable[[Take], int]) -> None:
        if current is None:
            self.story.setText("")
            return
        notes = self.tr("Take {0} · {1} notes").format(number_of(current), len(current.notes))
        self.story.setText(f"{notes}\n{current.recovered}" if current.recovered else notes)

    def _make_cards(self, numbers: dict[str, int]) -> None:
        for card in self.cards.values():
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for place, (take_id, number) in enumerate(numbers.items()):
            card = TakeCard(number, self._theme)
            card.clicked.connect(lambda _checked=False, take_id=take_id: self.picked.emit(take_id))
            self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)
            self.cards[take_id] = card

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.heading.setProperty("role", "caption")
        self.empty.setProperty("role", "dim")
        self.empty.setWordWrap(True)
        self.story.setProperty("role", "dim")
        self.story.setWordWrap(True)
        self._grid.setSpacing(GAP // 2)
        for place in range(COLUMNS):
            self._grid.setColumnStretch(place, 1)
        column.addWidget(self.heading)
        column.addWidget(self.empty)
        column.addLayout(self._grid)
        column.addWidget(self.story)
