"""The line above the takes: how many at once, in which order, and which of two is heard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.take_order import Order
from musegen_app.ui.parts.choice_menu import ChoiceMenu
from musegen_app.ui.theme import GAP_HALF

COUNTS = (1, 4, 16)


class TakeHeading(QWidget):
    """`count_chosen` brings how many takes are to be written at once, `order_chosen` an `Order`."""

    count_chosen = Signal(int)
    order_chosen = Signal(object)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.counts = {count: QPushButton(str(count)) for count in COUNTS}
        self._group = QButtonGroup(self)
        self.sort = QPushButton()
        self.orders = ChoiceMenu(self.tr("Order"), self._orders(), self)
        self.compare = QPushButton(self.tr("A/B"))
        self._toggle = actions["toggle_ab"]
        self._build()
        self.orders.picked.connect(self._on_order)
        self.show_order(Order.NEWEST)

    def show_count(self, count: int) -> None:
        """Nothing is told."""
        for many, button in self.counts.items():
            button.setChecked(many == count)

    def show_order(self, order: Order) -> None:
        self.orders.show_choice(order)
        self.sort.setText(self.tr("{0}  ▾").format(self.orders.words))
        self.sort.setAccessibleName(self.tr("Order of the takes: {0}").format(self.orders.words))

    def show_compared(self, comparing: bool, heard: str) -> None:
        """`heard`: "A", "B", or "" for neither."""
        self.compare.setChecked(comparing)
        self.compare.setText(self.tr("Hears {0}").format(heard) if heard else self.tr("A/B"))

    # -- inside --------------------------------------------------------------------------------------------------
    def _orders(self) -> list[tuple[str, Order]]:
        return [
            (self.tr("Newest first"), Order.NEWEST),
            (self.tr("Best first"), Order.CRITIC),
            (self.tr("Most stars"), Order.RATING),
            (self.tr("Family tree"), Order.FAMILY),
        ]

    def _on_order(self, order: Order) -> None:
        self.show_order(order)
        self.order_chosen.emit(order)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_HALF)
        heading = QLabel(self.tr("TAKES"))
        heading.setProperty("role", "caption")
        row.addWidget(heading)
        for count, button in self.counts.items():
            self._build_count(count, button)
            row.addWidget(button)
        row.addStretch(1)
        self.sort.setProperty("kind", "small")
        self.sort.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.sort, self.tr("How the takes are sorted: by age, by the critic, by stars, or as a family tree"))
        self.sort.clicked.connect(self._open_orders)
        row.addWidget(self.sort)
        self.compare.setProperty("kind", "chip")
        self.compare.setCheckable(True)
        self.compare.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.compare.clicked.connect(lambda _checked=False: self._toggle.trigger())
        self._toggle.changed.connect(self._follow)
        self._follow()
        row.addWidget(self.compare)

    def _build_count(self, count: int, button: QPushButton) -> None:
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setChecked(count == 1)
        one = self.tr("One take at a time")
        words = one if count == 1 else self.tr("{0} takes at once, with different dice").format(count)
        button.setAccessibleName(words)
        set_tip(button, words)
        self._group.addButton(button)
        button.clicked.connect(lambda _checked=False: self.count_chosen.emit(count))

    def _open_orders(self) -> None:
        self.orders.popup(self.sort.mapToGlobal(self.sort.rect().bottomLeft()))

    def _follow(self) -> None:
        """The button is on when the command is."""
        action: QAction = self._toggle
        self.compare.setEnabled(action.isEnabled())
        self.compare.setToolTip(action.toolTip())
        self.compare.setProperty("why_disabled", None if action.isEnabled() else action.toolTip())
