"""From the session to Qt: a timer that polls it and signals that repeat its events. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from musegen_app.session.session import Session

POLL_MS = 15


class Bridge(QObject):
    """Repeats each event of the session as a Qt signal, from `start` until `stop`."""

    status = Signal(object)
    transport = Signal(object)
    sound = Signal(object)
    ports = Signal(object)
    record = Signal(object)
    played = Signal(object)
    growing = Signal(object)
    compose = Signal(object)
    document = Signal(object)
    take = Signal(object)
    takes = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(session.poll)
        self._unsubscribe = [
            session.on_status.subscribe(self.status.emit),
            session.on_transport.subscribe(self.transport.emit),
            session.on_sound.subscribe(self.sound.emit),
            session.on_ports.subscribe(self.ports.emit),
            session.on_record.subscribe(self.record.emit),
            session.on_played.subscribe(self.played.emit),
            session.on_growing.subscribe(self.growing.emit),
            session.on_compose.subscribe(self.compose.emit),
            session.on_document.subscribe(self.document.emit),
            session.on_take.subscribe(self.take.emit),
            session.compose.takes_changed.subscribe(self.takes.emit),
        ]

    def start(self) -> None:
        self._timer.start()

    def stop_timer(self) -> None:
        """Poll no more by itself (tests poll by hand)."""
        self._timer.stop()

    def stop(self) -> None:
        """Poll no more and forget the session's events; the session itself stays open."""
        self.stop_timer()
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
