"""The window: three columns between the transport bar and the status line. Thin: it places, others act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from musegen_app.ui import button_keys
from musegen_app.ui.shell_style import shell_style
from musegen_app.ui.theme import Theme

SMALLEST = (1100, 660)
USUAL = (1280, 800)
FRAME_AFTER_MS = (300, 1500, 5000)  # a busy window manager takes its time


class MainWindow(QMainWindow):
    """`dropped` brings the files (paths) that were dropped here; `may_close` is asked before the window goes."""

    dropped = Signal(list)
    shown_once = Signal()
    closed = Signal()
    system_colours_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.may_close: Callable[[], bool] = lambda: True
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self._whole = QVBoxLayout()
        self._was_shown = False
        self._widths = (236, 312)
        self.setAcceptDrops(True)
        self.setObjectName("main")
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)

    def place(
        self, top: Sequence[QWidget], tracks: QWidget, centre: QWidget, compose: QWidget, bottom: QWidget
    ) -> None:
        """Put the regions where they belong, those of `top` below each other; the side columns keep their width when
        the window grows."""
        for place, (column, width) in enumerate(((tracks, 236), (centre, 740), (compose, 312))):
            self.columns.addWidget(column)
            self.columns.setStretchFactor(place, 1 if column is centre else 0)
            self.columns.setCollapsible(place, False)
            if column is not centre:
                column.setMinimumWidth(width - 20)
                column.setMaximumWidth(width + 140)
        self.columns.setSizes([236, 740, 312])
        self.columns.setHandleWidth(1)
        whole = QWidget()
        column_of_all = self._whole
        whole.setLayout(column_of_all)
        column_of_all.setContentsMargins(0, 0, 0, 0)
        column_of_all.setSpacing(0)
        for line in top:
            column_of_all.addWidget(line)
        column_of_all.addWidget(self.columns, 1)
        column_of_all.addWidget(bottom)
        self.setCentralWidget(whole)

    @property
    def column_widths(self) -> tuple[int, int]:
        """Of the track list and the compose panel; of a folded one what it was when the window opened."""
        sizes = self.columns.sizes()
        return sizes[0] or self._widths[0], sizes[2] or self._widths[1]

    def set_column_widths(self, tracks: int, compose: int) -> None:
        """In points; held within what the columns allow."""
        self._widths = (tracks, compose)
        self.columns.setSizes([tracks, max(1, self.width() - tracks - compose), compose])

    def add_foot(self, part: QWidget) -> None:
        """Put `part` below the columns, above the status line, over the whole width."""
        self._whole.insertWidget(self._whole.count() - 1, part)

    def show_title(self, title: str, dirty: bool) -> None:
        self.setWindowTitle(self.tr("{0}[*] – MuseGen").format(title))
        self.setWindowModified(dirty)

    def set_theme(self, theme: Theme) -> None:
        """Hand the theme to the window and to every part that paints for itself."""
        self.setStyleSheet(shell_style(theme))
        for part in self.findChildren(QWidget):
            take = getattr(part, "set_theme", None)
            if take is not None:
                take(theme)

    def fit_to_screen(self) -> None:
        """A window that with its frame is larger than the screen (a small one, or 200 %) is made to fit."""
        room: QRect = self.screen().availableGeometry()
        frame = self.frameGeometry().size() - self.size()
        room = room.adjusted(0, 0, -frame.width(), -frame.height())
        self.setMinimumSize(min(SMALLEST[0], room.width()), min(SMALLEST[1], room.height()))
        if not self.isMaximized():
            self.resize(min(self.width(), room.width()), min(self.height(), room.height()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            for wait_ms in FRAME_AFTER_MS:  # the window manager's frame is known by then
                QTimer.singleShot(wait_ms, self.fit_to_screen)
            self.shown_once.emit()

    def event(self, event: QEvent) -> bool:
        """A key that its own widget did not want comes here before the commands: Enter presses buttons."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(button_keys.presses(event, self))
            if event.isAccepted():
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not button_keys.presses(event, self):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            button_keys.press()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On bare ground: what is being typed is done, and the keyboard goes to the notes."""
        super().mousePressEvent(event)
        self.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close():
            self.closed.emit()
            event.accept()
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files of other programs; what was picked up in this one is on its way out."""
        if event.source() is None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)
