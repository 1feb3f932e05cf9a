"""The takes of this song: how many at once, their pictures, and what is to be said of the one in the roll."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from musegen_app.sampling.take import Take
from musegen_app.score.time import MeterMap
from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.originality_meter import OriginalityMeter
from musegen_app.ui.panels.take_grid import GAP_BETWEEN, TakeGrid
from musegen_app.ui.panels.take_heading import TakeHeading
from musegen_app.ui.panels.take_order import Branch, Order, in_order, steady
from musegen_app.ui.panels.take_words import amount_of, name_of, story_of
from musegen_app.ui.parts.command_button import CommandButton
from musegen_app.ui.parts.critique_bars import CritiqueBars
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.fitting_scroll import FittingScroll
from musegen_app.ui.parts.star_row import StarRow
from musegen_app.ui.parts.take_card import LOW_CARD, TakeCard
from musegen_app.ui.parts.take_face import Face
from musegen_app.ui.theme import GAP, GAP_DOUBLE, GAP_HALF, Theme

SHOWN = 16
SETTLE_MS = 25  # cards have found their places by then
LOWEST = 4 * (LOW_CARD.height() + GAP_BETWEEN)  # 16 cards are in sight unless the window is very low
SIDE = GAP_DOUBLE - 4  # pixels left and right
Compared = tuple[str, str]


class TakesPanel(QWidget):
    """Signals about a take begin with its id; `opened`: by a double click; `bars_chosen`: ticks of the bars that were
    dragged over."""

    picked = Signal(str)
    opened = Signal(str)
    rated = Signal(str, int)
    deleted = Signal(str)
    bars_chosen = Signal(str, int, int)
    bars_shown = Signal(str, int, int)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.heading = TakeHeading(actions)
        self.grid = TakeGrid(theme, self.heading.compare)
        self.older = QPushButton()
        self.empty = QLabel()
        self.story = ElidedLabel()
        self.stars = StarRow(theme)
        self.use = CommandButton(actions["use_bars"], "add", "")
        self.critique = CritiqueBars(theme)
        self.meter = OriginalityMeter(theme)
        self._to_see = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._scroll = FittingScroll(_column((self.grid, self.older)), LOWEST)
        self._told = QWidget()
        self._foot = _column((self._told, self.critique, self.meter))
        self._order = Order.NEWEST
        self._takes: tuple[Take, ...] = ()
        self._current: Take | None = None
        self._numbers: dict[str, int] = {}
        self._meter = MeterMap()
        self._compared: Compared = ("", "")
        self._places: list[str] = []
        self._names: dict[str, tuple[Take, tuple[str, str]]] = {}
        self._bars: dict[tuple[int, int], tuple[int, ...]] = {}
        self._place()
        self._connect()

    @property
    def cards(self) -> dict[str, TakeCard]:
        """The cards by the id of their take, in the order of the grid."""
        return self.grid.cards

    @property
    def order(self) -> Order:
        return self._order

    @property
    def in_order(self) -> list[str]:
        """The ids of all takes as they are sorted now."""
        return list(self._places)

    def keep_rows(self, rows: int) -> None:
        """So many rows of cards stay in sight, if there are as many."""
        self._scroll.set_lowest(rows * (LOW_CARD.height() + GAP_BETWEEN))

    def show_takes(
        self,
        takes: Sequence[Take],
        current: Take | None,
        invitation: str,
        number_of: Callable[[Take], int],
        meter: MeterMap,
        compared: Compared = ("", ""),
    ) -> None:
        """The pictures with their numbers, or `invitation` while there are none. `compared`: ids of A and of B."""
        if meter is not self._meter:
            self._meter, self._bars = meter, {}
        self._takes, self._current, self._compared = tuple(takes), current, compared
        self._numbers = {take.id: number_of(take) for take in takes}
        self._show_cards()
        self.empty.setText(invitation)
        self.empty.setVisible(not takes)
        self._foot.setVisible(bool(takes))
        self._show_story(current)

    def show_marked(self, part: str) -> None:
        """`part` such as "bars 5–6" when a part of the take is marked in the roll, "" for none."""
        self.use.setVisible(bool(part))
        self.story.setVisible(not part)
        self.use.show_title(self.tr("Use {0}").format(part))

    def show_playhead(self, tick: int | None) -> None:
        """Where the song is while it plays, None when it does not."""
        take = self._current
        if take is None:
            return
        reach = max(1, take.end_tick - take.start_tick)
        inside = tick is not None and take.start_tick <= tick < take.end_tick
        self.grid.show_playhead(take.id, (tick - take.start_tick) / reach if inside and tick is not None else None)

    # -- inside --------------------------------------------------------------------------------------------------
    def _show_cards(self) -> None:
        branches = self._branches()
        shown = branches if self.older.isChecked() else self._first(branches)
        faces = {b.take.id: self._face(b) for b in shown}
        bars = {b.take.id: self._bars_of(b.take) for b in shown}
        self.grid.show_cards(shown, faces, bars, self._named(shown), self._order is Order.FAMILY)
        self.grid.setVisible(bool(shown))
        self.older.setVisible(len(branches) > SHOWN)
        all_of_them = self.tr("Show all {0} takes").format(len(branches))
        self.older.setText(self.tr("Show fewer") if self.older.isChecked() else all_of_them)

    def _branches(self) -> list[Branch]:
        """All of them in order; those by their marks keep their places while some are still being written."""
        branches = in_order(self._takes, self._order)
        if self._order is Order.CRITIC and not all(take.done for take in self._takes):
            branches = steady(branches, self._places)
        self._places = [branch.take.id for branch in branches]
        return branches

    def _first(self, branches: Sequence[Branch]) -> list[Branch]:
        """So many as have room; the take in the roll is one of them."""
        current = self._current.id if self._current is not None else ""
        far = [branch for branch in branches[SHOWN:] if branch.take.id == current]
        return [*branches[: SHOWN - len(far)], *far]

    def _face(self, branch: Branch) -> Face:
        take = branch.take
        current = self._current is not None and take.id == self._current.id
        letter = "A" if take.id == self._compared[0] else "B" if take.id == self._compared[1] else ""
        return Face(take, self._numbers[take.id], current, letter, self._order is Order.FAMILY)

    def _named(self, shown: Sequence[Branch]) -> dict[str, tuple[str, str]]:
        """Accessible name and tooltip of each; what is known is not said anew at each proposal."""
        before, self._names = self._names, {}
        for branch in shown:
            take = branch.take
            known = before.get(take.id)
            if known is None or known[0] is not take:
                number = self._numbers[take.id]
                known = (take, (name_of(take, number), story_of(take, number, self._number_of_id)))
            self._names[take.id] = known
        return {take_id: words for take_id, (_, words) in self._names.items()}

    def _number_of_id(self, take_id: str) -> int:
        return self._numbers.get(take_id, 0)

    def _bars_of(self, take: Take) -> tuple[int, ...]:
        span = take.start_tick, take.end_tick
        if span not in self._bars:
            self._bars[span] = bar_ticks(self._meter, *span)
        return self._bars[span]

    def _show_story(self, current: Take | None) -> None:
        self.stars.setVisible(current is not None)
        self.critique.show_critique(current.critique if current is not None else None)
        self.meter.show_take(current, self._number_of_id(current.id) if current is not None else 0)
        self.story.setToolTip(current.recovered if current is not None else "")
        self.story.setText(self._told_of(current) if current is not None else self.tr("Click one to hear it"))
        self.stars.show_value(current.rating if current is not None else 0)

    def _told_of(self, take: Take) -> str:
        """ "Take 5 · 27 notes · after 2"."""
        words = self.tr("Take {0} · {1}").format(self._number_of_id(take.id), amount_of(take))
        parent = self._number_of_id(take.parent)
        words = self.tr("{0} · after {1}").format(words, parent) if parent else words
        return self.tr("{0} · mended").format(words) if take.recovered else words

    def _on_order(self, order: Order) -> None:
        self._order = order
        self._show_cards()

    def _on_rated(self, stars: int) -> None:
        if self._current is not None:
            self.rated.emit(self._current.id, stars)

    def _see_soon(self, take_id: str) -> None:
        """When the cards have found their places."""
        self._to_see = take_id
        self._soon.start(SETTLE_MS)

    def _see(self) -> None:
        card = self.cards.get(self._to_see)
        if card is not None:
            self._scroll.ensureWidgetVisible(card, 0, 0)

    def _connect(self) -> None:
        grid = self.grid
        grid.picked.connect(self.picked)
        grid.opened.connect(self.opened)
        grid.sight_wanted.connect(self._see_soon)
        self._soon.timeout.connect(self._see)
        grid.rated.connect(self.rated)
        grid.deleted.connect(self.deleted)
        grid.bars_chosen.connect(self.bars_chosen)
        grid.bars_shown.connect(self.bars_shown)
        grid.menu_wanted.connect(self.menu_wanted)
        self.heading.order_chosen.connect(self._on_order)
        self.stars.rated.connect(self._on_rated)
        self.older.toggled.connect(lambda _on: self._show_cards())

    def _place(self) -> None:
        """Only the cards scroll: what is said of the take in the roll stays in sight."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP_HALF, 0, GAP_HALF)
        column.setSpacing(0)
        for words in (self.empty, self.story):
            words.setProperty("role", "dim")
        self.empty.setWordWrap(True)
        self.story.setProperty("keeps_tip", True)
        self.older.setProperty("kind", "link")
        self.older.setCheckable(True)
        self.older.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.older, self.tr("The newest or best are always in sight, the others on demand"))
        column.addWidget(_column((self.heading, self.empty)))
        column.addSpacing(GAP_HALF)
        column.addWidget(self._scroll)
        column.addWidget(self._foot)
        self._place_story()
        for part in (self.stars, self.critique, self.meter):
            _keep_room(part)
            part.hide()
        self.use.hide()
        self._foot.hide()

    def _place_story(self) -> None:
        row = QHBoxLayout(self._told)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.story, 1)
        row.addWidget(self.use, 1)
        self.use.setProperty("kind", "chip")
        self.use.setFixedHeight(self.stars.height())
        row.addWidget(self.stars)


def _keep_room(part: QWidget) -> None:
    """It leaves its place empty when there is nothing to say, so that no card moves under the pointer."""
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    part.setSizePolicy(policy)


def _column(parts: Sequence[QWidget]) -> QWidget:
    """`parts` below each other, as far from the edges as the rest of the Compose column."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(SIDE, 0, SIDE, 0)
    column.setSpacing(GAP_HALF)
    for part in parts:
        column.addWidget(part)
    return box


def bar_ticks(meter: MeterMap, start: int, end: int) -> tuple[int, ...]:
    """Where the bars begin that touch [start, end), the first at `start`; the last one is `end`."""
    first, last = meter.position(start).bar, meter.position(max(start, end - 1)).bar
    return (start, *(meter.bar_start(bar) for bar in range(first + 1, last + 1)), end)
