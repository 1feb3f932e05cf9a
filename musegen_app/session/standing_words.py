"""What the status line says as long as it holds: what plays, what is recorded, which MIDI outputs are not there."""

from __future__ import annotations

from musegen_app.document.document import Document
from musegen_app.session import going_on
from musegen_app.session.compose import ComposeVerbs
from musegen_app.session.credit import Horizon
from musegen_app.session.outside import disagreeing, not_connected
from musegen_app.session.ports import PortVerbs
from musegen_app.session.record import RecordVerbs
from musegen_app.session.status import Status
from musegen_app.session.transport import TransportVerbs


class StandingWords:
    """GUI thread. Call `poll` a few times a frame, `outputs` when the tracks or the MIDI outputs have changed."""

    def __init__(
        self,
        status: Status,
        document: Document,
        transport: TransportVerbs,
        record: RecordVerbs,
        compose: ComposeVerbs,
        ports: PortVerbs,
    ) -> None:
        self._status = status
        self._document = document
        self._transport = transport
        self._record = record
        self._compose = compose
        self._ports = ports

    def poll(self) -> None:
        """What plays, what it waits for, and what is recorded."""
        take, state = self._compose.current, self._transport.state
        number = self._compose.number_of(take) if take is not None else 0
        waits = None if self._compose.state.busy else take
        score = self._document.score
        horizon = Horizon(state.tick, state.playing, score.tempo, self._compose.margin_seconds)
        self._status.set("going on", "info", going_on.playing(state, score.meter, waits, number, horizon))
        words = f"Count-in: {state.count_in}" if state.count_in else self._record.words
        self._status.set("recording", "busy", words)

    def outputs(self) -> None:
        """Which MIDI outputs are missing, and which are asked for two instruments at once."""
        found = (row.info for row in self._ports.state.outputs)
        self._status.set("not connected", "warn", not_connected(self._document.score, found))
        self._status.set("shared output", "warn", disagreeing(self._document.score))
