"""The cards of the takes: four beside each other, or one below the other as a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from musegen_app.ui.panels.take_order import Branch
from musegen_app.ui.parts.take_card import CARD, LOW_CARD, ROW, TakeCard
from musegen_app.ui.parts.take_face import Face
from musegen_app.ui.theme import GAP_HALF, Theme, colour

COLUMNS = 4
INDENT = 12  # pixels a generation
MOST_INDENTS = 8
FEW = 8  # so many cards are tall
GAP_BETWEEN = 4


class TakeGrid(QWidget):
    """One stop of the Tab key; arrows go from card to card. Signals about a take begin with its id."""

    picked = Signal(str)
    opened = Signal(str)
    rated = Signal(str, int)
    deleted = Signal(str)
    bars_chosen = Signal(str, int, int)
    bars_shown = Signal(str, int, int)
    menu_wanted = Signal(str, QPoint)
    sight_wanted = Signal(str)  # its card should be scrolled to

    def __init__(self, theme: Theme, before: QWidget) -> None:
        """The Tab key comes here from `before`."""
        super().__init__()
        self._theme = theme
        self._before = before
        self.cards: dict[str, TakeCard] = {}
        self._spare: list[TakeCard] = []
        self._branches: tuple[Branch, ...] = ()
        self._placed: tuple[tuple[str, int], ...] = ()
        self._tree = False
        self._line: tuple[str, str] | None = None
        self._seen = ("", False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()  # the cards are told by the window

    def show_cards(
        self,
        branches: Sequence[Branch],
        faces: Mapping[str, Face],
        bars: Mapping[str, tuple[int, ...]],
        names: Mapping[str, tuple[str, str]],
        tree: bool,
    ) -> None:
        """`faces`, `bars` (ticks), and `names` (accessible name, tooltip) by the id of the take."""
        self._branches = tuple(branches)
        self._take_cards([b.take.id for b in branches])
        self._place(tuple((b.take.id, b.depth) for b in branches), tree)
        for take_id, face in faces.items():
            card = self.cards[take_id]
            card.show_face(face, bars[take_id])
            name, tip = names[take_id]
            if (card.accessibleName(), card.toolTip()) != (name, tip):
                card.setAccessibleName(name)
                card.setToolTip(tip)
        self._show_line(faces)
        self._choose_stop(faces)
        self._show_current(next((take_id for take_id, face in faces.items() if face.current), ""))

    def show_playhead(self, take_id: str, share: float | None) -> None:
        """Where the song is in the take that is heard."""
        card = self.cards.get(take_id)
        if card is not None:
            card.show_playhead(share)

    def _show_current(self, take_id: str) -> None:
        """Another one is in the roll, or in another place: its card comes into sight."""
        now = take_id, self._tree
        if take_id and now != self._seen:
            self.sight_wanted.emit(take_id)
        self._seen = now

    # -- inside: cards -------------------------------------------------------------------------------------------
    def _take_cards(self, wanted: Sequence[str]) -> None:
        """A card for each take: its own, or one that is not needed any more."""
        if list(self.cards) == wanted:
            return
        gone = [take_id for take_id in self.cards if take_id not in set(wanted)]
        for take_id in gone:
            card = self.cards.pop(take_id)
            card.hide()
            self._spare.append(card)
        self.cards = {take_id: self.cards.get(take_id) or self._new_card(take_id) for take_id in wanted}

    def _new_card(self, take_id: str) -> TakeCard:
        card = self._spare.pop() if self._spare else self._made_card()
        card.setProperty("take", take_id)
        return card

    def _made_card(self) -> TakeCard:
        card = TakeCard(self._theme, self)
        card.clicked.connect(lambda _checked=False: self._on_clicked(card))
        card.rated.connect(lambda stars: self.rated.emit(_take_of(card), stars))
        card.opened.connect(lambda: self.opened.emit(_take_of(card)))
        card.deleted.connect(lambda: self.deleted.emit(_take_of(card)))
        card.moved.connect(lambda x, y: self._move(_take_of(card), x, y))
        card.bars_chosen.connect(lambda low, high: self.bars_chosen.emit(_take_of(card), low, high))
        card.bars_shown.connect(lambda low, high: self.bars_shown.emit(_take_of(card), low, high))
        card.menu_wanted.connect(lambda place: self.menu_wanted.emit(_take_of(card), place))
        return card

    def _on_clicked(self, card: TakeCard) -> None:
        card.setChecked(True)  # a second click does not put it aside
        self.picked.emit(_take_of(card))

    def _place(self, placed: tuple[tuple[str, int], ...], tree: bool) -> None:
        if placed == self._placed and tree == self._tree:
            return
        self._placed, self._tree = placed, tree
        for take_id, _depth in placed:
            self.cards[take_id].show()
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """By hand: the room is known, and a layout would ask every card for its size again and again."""
        for place, (take_id, depth) in enumerate(self._placed):
            self.cards[take_id].setGeometry(self._row(place, depth) if self._tree else self._cell(place))
        rows = len(self._placed) if self._tree else -(-len(self._placed) // COLUMNS)
        self.setFixedHeight(max(0, rows * (self._tall + GAP_BETWEEN)))
        self.update()

    @property
    def _tall(self) -> int:
        """Pixels: a row of the grid or of the tree."""
        if self._tree:
            return ROW.height()
        return (CARD if len(self._placed) <= FEW else LOW_CARD).height()

    def _cell(self, place: int) -> QRect:
        """The edges fall on whole pixels, so that all columns together are as wide as there is room."""
        row, column = divmod(place, COLUMNS)
        step = (self.width() + GAP_BETWEEN) / COLUMNS
        left, right = round(column * step), round((column + 1) * step) - GAP_BETWEEN
        return QRect(left, row * (self._tall + GAP_BETWEEN), right - left, self._tall)

    def _row(self, place: int, depth: int) -> QRect:
        indent = min(depth, MOST_INDENTS) * INDENT
        return QRect(indent, place * (self._tall + GAP_BETWEEN), self.width() - indent, self._tall)

    # -- inside: keys --------------------------------------------------------------------------------------------
    def _choose_stop(self, faces: Mapping[str, Face]) -> None:
        """The Tab key stops at the card that has the keyboard, else at the take in the roll, else at the first."""
        focused = next((i for i, c in self.cards.items() if c.hasFocus()), None)
        current = next((i for i, face in faces.items() if face.current), None)
        stop = focused or current or next(iter(self.cards), None)
        for take_id, card in self.cards.items():
            is_stop = card.focusPolicy() is Qt.FocusPolicy.TabFocus
            if take_id == stop and not is_stop:
                self._make_stop(card)
            elif take_id != stop and is_stop:
                card.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _make_stop(self, card: TakeCard) -> None:
        """Cards are made late, so of themselves they would come last in the window."""
        card.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        QWidget.setTabOrder(self._before, card)

    def _move(self, take_id: str, across: int, down: int) -> None:
        order = list(self.cards)
        by = across + down if self._tree else across + down * COLUMNS
        place = order.index(take_id) + by
        if 0 <= place < len(order):
            card = self.cards[order[place]]
            self._make_stop(card)
            card.setFocus(Qt.FocusReason.TabFocusReason)
            self.sight_wanted.emit(order[place])
            self.cards[take_id].setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # -- inside: lines -------------------------------------------------------------------------------------------
    def _show_line(self, faces: Mapping[str, Face]) -> None:
        """From the take in the roll to its parent, where both are in the grid."""
        current = next((face.take for face in faces.values() if face.current), None)
        line = (current.parent, current.id) if current is not None and current.parent in self.cards else None
        if line != self._line:
            self._line = line
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._tree:
                self._paint_tree(painter)
            elif self._line is not None:
                painter.setPen(QPen(colour(self._theme.generated), 1.5))
                painter.drawPolyline(self._elbow(*self._line))

    def _paint_tree(self, painter: QPainter) -> None:
        """Guides in the room that the indents leave."""
        painter.setPen(QPen(colour(self._theme.faint), 1))
        for branch in self._branches:
            box = self.cards[branch.take.id].geometry()
            top, middle, foot = box.top() - GAP_BETWEEN, box.center().y(), box.bottom()
            for level, goes_on in enumerate(branch.goes_on[:MOST_INDENTS]):
                x = level * INDENT + GAP_HALF
                last = level + 1 == branch.depth
                if goes_on:
                    painter.drawLine(x, top, x, foot)
                elif last:
                    painter.drawLine(x, top, x, middle)
                if last:
                    painter.drawLine(x, middle, x + INDENT - GAP_HALF, middle)

    def _elbow(self, parent: str, child: str) -> QPolygonF:
        """Through the gaps between the cards, from the foot of one to the head of the other."""
        ours, theirs = self.cards[child].geometry(), self.cards[parent].geometry()
        half = GAP_BETWEEN / 2
        down = theirs.top() < ours.top()  # the parent is above, so the line comes in at the head
        from_foot = theirs.top() <= ours.top()
        start = QPointF(theirs.center().x(), theirs.bottom() if from_foot else theirs.top())
        end = QPointF(ours.center().x(), ours.top() if down else ours.bottom())
        lane = start.y() + (half if from_foot else -half)
        lane_here = end.y() + (-half if down else half)
        across = ours.left() - half if ours.left() else ours.right() + half
        corners = [QPointF(across, lane), QPointF(across, lane_here)] if abs(lane - lane_here) > half else []
        return QPolygonF([start, QPointF(start.x(), lane), *corners, QPointF(end.x(), lane_here), end])


def _take_of(card: TakeCard) -> str:
    """The id of the take that the card shows now: cards are used again."""
    return str(card.property("take"))
