"""A scroll area that is as tall as what it holds, and scrolls only when there is less room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

_LOWEST = 120


class FittingScroll(QScrollArea):
    """Vertical only; what stands below it in a layout stays in sight."""

    def __init__(self, inside: QWidget, lowest: int = _LOWEST) -> None:
        """`lowest`: pixels to which it gives way to others."""
        super().__init__()
        self._inside = inside
        self._lowest = lowest
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(inside)
        inside.installEventFilter(self)
        self.verticalScrollBar().rangeChanged.connect(lambda _low, high: self._keep_width(high > 0))

    def set_lowest(self, height: int) -> None:
        """From now on so many pixels are its own, if it needs them."""
        if height != self._lowest:
            self._lowest = height
            self.updateGeometry()

    def _keep_width(self, scrolls: bool) -> None:
        """The bar stands in the margin, so that what is inside is as wide as without it."""
        layout = self._inside.layout()
        if layout is None:
            return
        margins = layout.contentsMargins()
        bar = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        margins.setRight(max(0, margins.left() - bar))
        layout.setContentsMargins(margins)

    def sizeHint(self) -> QSize:
        inside, layout = self._inside, self._inside.layout()
        # Texts that wrap are taller in a narrow column.
        tall = layout.heightForWidth(self.width()) if layout is not None and layout.hasHeightForWidth() else -1
        return QSize(inside.sizeHint().width(), tall if tall > 0 else inside.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self._lowest, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return super().eventFilter(watched, event)
