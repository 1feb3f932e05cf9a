"""A value with a caption that opens a menu of choices, one of them "as heard"."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from musegen_app.ui.theme import SIZE_NORMAL, SIZE_SMALL, Theme, colour, font


class MenuField(QPushButton):
    """A flat button that paints its caption dim and its value plain, with a chevron. `chosen`: set by the user."""

    def __init__(self, caption: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._caption = caption
        self._value = ""
        self.setProperty("kind", "field")
        self.setProperty("chosen", False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumSize(60, 38)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choices = QMenu(self)
        self.setMenu(self.choices)
        self.setAccessibleName(caption)

    @property
    def value(self) -> str:
        return self._value

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_value(self, value: str, chosen: bool = False) -> None:
        """The text of the value; `chosen` marks it (by ground and by weight) as the user's own word."""
        if (value, chosen) == (self._value, self.property("chosen")):
            return
        self._value = value
        self.setAccessibleDescription(value)
        self.setProperty("chosen", chosen)
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            option = QStyleOptionButton()
            self.initStyleOption(option)
            option.text = ""
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
            inner = self.rect().adjusted(9, 4, -9, -4)
            dim = self._theme.dim if self.isEnabled() else self._theme.faint
            painter.setPen(colour(dim))
            painter.setFont(font(SIZE_SMALL))
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._caption)
            painter.setPen(colour(self._theme.text if self.isEnabled() else self._theme.faint))
            bold = font(SIZE_NORMAL, bold=bool(self.property("chosen")))
            painter.setFont(bold)
            shown = QFontMetrics(bold).elidedText(self._value, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)
