"""The menu of a take's card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from musegen_app.sampling.take import Take
from musegen_app.ui.availability import set_enabled
from musegen_app.ui.commands.actions import translated
from musegen_app.ui.parts.take_face import STAR

MOST_STARS = 5


def take_menu(
    parent: QWidget,
    take: Take,
    current: Take | None,
    verbs: Mapping[str, Callable[[], None]],
    rate: Callable[[int], None],
) -> QMenu:
    """What can be done with `take` while `current` is in the roll; goes when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    menu.addAction(translated("Hear it"), verbs["hear"])
    compare = menu.addAction(translated("Compare with the take in the roll"), verbs["compare"])
    other = current is not None and current.id != take.id
    set_enabled(compare, other, translated("Another take has to be in the roll."))
    menu.addSeparator()
    vary = menu.addAction(translated("Variations of it"), verbs["vary"])
    remake = menu.addAction(translated("Write it again exactly so"), verbs["remake"])
    by_net = not take.pieces and not take.recorded
    set_enabled(remake, by_net, translated("This take was not written by a net in one go."))
    set_enabled(vary, bool(take.notes), translated("There are no notes to vary."))
    _add_stars(menu, take, rate)
    menu.addSeparator()
    menu.addAction(translated("Delete it"), verbs["delete"])
    return menu


def _add_stars(menu: QMenu, take: Take, rate: Callable[[int], None]) -> None:
    stars = menu.addMenu(translated("Stars"))
    for count in range(MOST_STARS, -1, -1):
        entry = stars.addAction(STAR * count if count else translated("None"), partial(rate, count))
        entry.setCheckable(True)
        entry.setChecked(count == take.rating)
