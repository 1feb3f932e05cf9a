"""Parts below each other at the side of the window, as wide as one column; gone when all of them are folded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QSplitter, QWidget


class SideColumn(QSplitter):
    """Follows its parts: in sight as long as one of them is."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._parts = tuple(parts)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for part in self._parts:
            self.addWidget(part)
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(any(not part.isHidden() for part in self._parts))
        return super().eventFilter(watched, event)
