"""A small button that says as much as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

_BESIDE_TEXT = 12  # pixels that the style keeps free


class FittingButton(QPushButton):
    """`show_words` takes the same in fewer and fewer words; the first that fits is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ("",)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_words(self, words: Sequence[str]) -> None:
        if self._words != tuple(words):
            self._words = tuple(words)
            self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._wide(self._words[0]), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._wide(self._words[-1]), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fitting = (w for w in self._words if self._wide(w) <= self.width())
        self.setText(next(fitting, self._words[-1]))

    def _wide(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words) + _BESIDE_TEXT
