"""Which net composes: a card with its name and what it is, opening the list of all there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QStyle, QStyleOptionButton

from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.theme import SIZE_LARGE, SIZE_SMALL, Theme, colour, font

if TYPE_CHECKING:
    from musegen_app.bundles.catalog import BundleInfo


_ONE_LINE, _TWO_LINES, _BETWEEN = 34, 54, 10  # pixels


class BundlePicker(QPushButton):
    """`picked` brings the name of a bundle."""

    picked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = ""
        self._story = ""
        self.setProperty("kind", "card")
        self._in_one_line = False
        self.set_compact(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(QMenu(self))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_compact(self, on: bool) -> None:
        """Name and story in one line."""
        self._in_one_line = on
        self.setMinimumHeight(_ONE_LINE if on else _TWO_LINES)
        self.update()

    def show_bundles(self, bundles: Sequence[BundleInfo], chosen: str) -> None:
        """All bundles in the menu, `chosen` on the card."""
        menu = self.menu()
        menu.clear()
        menu.setToolTipsVisible(True)
        for info in bundles:
            action = menu.addAction(_entry(info))
            action.setToolTip(info.description)
            action.setCheckable(True)
            action.setChecked(info.name == chosen)
            action.triggered.connect(lambda _checked=False, name=info.name: self.picked.emit(name))
            if info.problem:
                set_enabled(action, False, info.problem)
        present = next((b for b in bundles if b.name == chosen), None)
        self._name = present.name if present else self.tr("No net")
        self._story = _story(self, present) if present else self.tr("No bundle was found in models/")
        tip = present.description if present else ""
        set_tip(self, tip or self.tr("The net that composes"))
        why = self.tr("No bundle was found: put one into the models folder and start again.")
        set_enabled(self, bool(bundles), why)
        self.setAccessibleName(self.tr("Net: {0}").format(self._name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            option = QStyleOptionButton()
            self.initStyleOption(option)
            option.text = ""
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
            top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
            if self._in_one_line:
                top = bottom = Qt.AlignmentFlag.AlignVCenter
            name = QFontMetrics(font(SIZE_LARGE, True)).horizontalAdvance(self._name)
            self._write(painter, self._name, SIZE_LARGE, self._theme.text, top, bold=True)
            indent = name + _BETWEEN if self._in_one_line else 0
            self._write(painter, self._story, SIZE_SMALL, self._theme.dim, bottom, indent=indent)
            painter.setPen(colour(self._theme.dim))
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(self.rect().adjusted(0, 0, -10, 0), right, "▾")

    def _write(
        self,
        painter: QPainter,
        text: str,
        size: int,
        ink: str,
        where: Qt.AlignmentFlag,
        bold: bool = False,
        indent: int = 0,
    ) -> None:
        above = 0 if self._in_one_line else 9
        inner = self.rect().adjusted(13 + indent, above, -28, -above)
        face = font(size, bold)
        painter.setFont(face)
        painter.setPen(colour(ink))
        shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | where, shown)


def _entry(info: BundleInfo) -> str:
    """Its title and, in a few words, what it writes."""
    writes = re.split(r"[:.;]", info.description, maxsplit=1)[0].strip()
    return " – ".join(filter(None, (info.title or info.name, writes)))


def _story(picker: BundlePicker, info: BundleInfo) -> str:
    pieces = picker.tr("{0:,} tunes").format(info.pieces) if info.pieces else ""
    return " · ".join(part for part in (info.description, pieces) if part)
