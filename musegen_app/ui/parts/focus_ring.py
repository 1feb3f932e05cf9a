"""A thin line around a painted part that has the keyboard; only for who came there by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QWidget

THICK = 2  # pixels
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class FocusRing(QObject):
    """Four edges over `part`, children of its parent: a frame over the whole of it would be painted again with every
    change inside."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part = part
        self._edges = [_edge(part.parentWidget()) for _ in range(4)]
        part.installEventFilter(self)

    @property
    def shown(self) -> bool:
        return not self._edges[0].isHidden()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            if event.reason() in _BY_KEYS:
                self._show(True)
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self._show(False)
        elif kind in (QEvent.Type.Resize, QEvent.Type.Move):
            self._lie_around()
        return False

    def _show(self, on: bool) -> None:
        for edge in self._edges:
            edge.setVisible(on)
            edge.raise_()
        self._lie_around()

    def _lie_around(self) -> None:
        box = self._part.geometry()
        right, bottom = box.right() - THICK + 1, box.bottom() - THICK + 1
        places = (
            QRect(box.left(), box.top(), box.width(), THICK),
            QRect(box.left(), bottom, box.width(), THICK),
            QRect(box.left(), box.top(), THICK, box.height()),
            QRect(right, box.top(), THICK, box.height()),
        )
        for edge, place in zip(self._edges, places, strict=True):
            edge.setGeometry(place)


def _edge(over: QWidget | None) -> QFrame:
    edge = QFrame(over)
    edge.setProperty("role", "ring")
    edge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    edge.hide()
    return edge
