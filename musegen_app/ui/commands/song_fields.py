"""Name, tempo, metre and key of the song, as typed into the fields at the top."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from musegen_app.base.errors import MuseGenError
from musegen_app.score import edits
from musegen_app.score.key_text import parse_key
from musegen_app.ui.field_text import parse_meter, parse_tempo
from musegen_app.ui.panels.transport_bar import TransportBar

if TYPE_CHECKING:
    from musegen_app.session.session import Session


class SongFields:
    """A text that makes no sense is refused with a sentence; the field goes back to what it was."""

    def __init__(self, session: Session, bar: TransportBar) -> None:
        self._session = session
        bar.title_typed.connect(self.rename)
        bar.tempo_typed.connect(lambda text: self._try(self.set_tempo, text))
        bar.meter_typed.connect(lambda text: self._try(self.set_meter, text))
        bar.key_typed.connect(lambda text: self._try(self.set_key, text))

    def rename(self, title: str) -> None:
        document = self._session.document
        document.edit("Rename song", edits.set_title(document.score, title.strip()))

    def set_tempo(self, text: str) -> None:
        self._session.transport.set_tempo(parse_tempo(text))

    def set_meter(self, text: str) -> None:
        """From the metre mark at the playhead on."""
        document = self._session.document
        mark = document.score.meter.at(self._session.transport.state.tick).tick
        document.edit("Set metre", edits.set_meter(document.score, mark, *parse_meter(text)))

    def set_key(self, text: str) -> None:
        """From the key mark at the playhead on; an empty text takes the key away."""
        document, tick = self._session.document, self._session.transport.state.tick
        keys = document.score.keys
        mark = max((k.tick for k in keys if k.tick <= tick), default=0)
        if not text.strip():
            document.edit("Remove key", edits.remove_key(document.score, mark))
        else:
            document.edit("Set key", edits.set_key(document.score, mark, parse_key(text)))

    def _try(self, change: Callable[[str], None], text: str) -> None:
        try:
            change(text)
        except MuseGenError as error:
            self._session.status.say("error", str(error))
