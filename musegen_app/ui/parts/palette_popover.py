"""The theme's row of track colours in a small window: one of them, or the one of the track's place."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.popping import open_within_screen
from musegen_app.ui.theme import GAP, GAP_HALF, RADIUS_SMALL, Theme, colour

BY_PLACE = -1
_ACROSS = 4
_SIZE = 30
# In the order of `Theme.tracks`.
_NAMES = ("Blue", "Green", "Orange", "Pink", "Turquoise", "Yellow", "Coral", "Steel")
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_ACROSS, Qt.Key.Key_Down: _ACROSS}


def colour_name(place: int) -> str:
    """What the colour at `place` of the theme's row is called."""
    return QCoreApplication.translate("TrackColour", _NAMES[place % len(_NAMES)])


class PalettePopover(QFrame):
    """`picked` brings the track's id and the colour (-1: by its place). Arrows walk, Enter or Space
    picks, Esc leaves."""

    picked = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "popover")
        self._track_id = 0
        self.swatches = [Swatch(theme, place) for place in range(len(theme.tracks))]
        self.by_place = _Words(self.tr("By its place in the list"))
        self._place()
        for swatch in self.swatches:
            swatch.clicked.connect(lambda _on=False, place=swatch.place: self._pick(place))
        self.by_place.clicked.connect(lambda _on=False: self._pick(BY_PLACE))

    def open_for(self, track_id: int, chosen: int, at: QPoint) -> None:
        """Below `at` (on the screen), with the present colour ticked."""
        self._track_id = track_id
        for swatch in self.swatches:
            swatch.setChecked(chosen >= 0 and swatch.place == chosen % len(self.swatches))
        self.by_place.setChecked(chosen < 0)
        open_within_screen(self, at)
        focus = self.by_place if chosen < 0 else self.swatches[chosen % len(self.swatches)]
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        at = next((i for i, s in enumerate(self.swatches) if s is focus), None)
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        wanted = (len(self.swatches) if step < 0 else -1) + step if at is None else at + step
        if 0 <= wanted < len(self.swatches):
            self.swatches[wanted].setFocus(Qt.FocusReason.TabFocusReason)
        elif step > 1:
            self.by_place.setFocus(Qt.FocusReason.TabFocusReason)

    def _pick(self, place: int) -> None:
        self.close()
        self.picked.emit(self._track_id, place)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP_HALF)
        grid = QGridLayout()
        grid.setSpacing(GAP_HALF)
        for swatch in self.swatches:
            grid.addWidget(swatch, swatch.place // _ACROSS, swatch.place % _ACROSS)
        column.addLayout(grid)
        self.by_place.setCheckable(True)
        self.by_place.setProperty("kind", "small")
        column.addWidget(self.by_place)


class _Words(QPushButton):
    """Leaves the arrows to the popover: a button would go to its neighbour in an order of its own."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Swatch(QAbstractButton):
    """One colour; a ring says that it is the present one, a second one that it has the keyboard."""

    def __init__(self, theme: Theme, place: int) -> None:
        super().__init__()
        self._theme, self.place = theme, place
        self.setCheckable(True)
        self.setFixedSize(_SIZE, _SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(colour_name(place))
        set_tip(self, colour_name(place))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:  # as above
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._theme.track(self.place)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), RADIUS_SMALL, RADIUS_SMALL)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self.isChecked():
                painter.setPen(QPen(colour(self._theme.text), 2))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), RADIUS_SMALL, RADIUS_SMALL)
            if self.hasFocus():
                painter.setPen(QPen(colour(self._theme.accent), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_SMALL, RADIUS_SMALL)
