"""The takes of the open song on their way into files and out of them. GUI thread; what is handed to another thread is
a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from musegen_app.sampling.take import Take
from musegen_app.score.model import reserve_ids
from musegen_app.session.takes import Kept, Takes

if TYPE_CHECKING:
    from musegen_app.formats.opened import Opened

Entries = Mapping[str, Iterable[bytes]]


class StoredTakes:
    """`growing` gives the takes that are being recorded."""

    def __init__(self, takes: Takes, growing: Callable[[], Sequence[Take]] = tuple) -> None:
        self.takes = takes
        self._growing = growing

    @property
    def kept(self) -> Kept:
        """All there is at this moment."""
        kept = self.takes.kept
        growing = tuple(t for t in self._growing() if t.notes or t.controls)
        return replace(kept, takes=(*kept.takes, *growing)) if growing else kept

    def bring(self, opened: Opened, saved: bool = True) -> tuple[str, ...]:
        """Those of a file that was opened take the place of all; `saved`: it is the song's own file. Sentences about
        what cannot be read: the song is whole without them."""
        from musegen_app.formats.project import MANY_IDS, TAKES_DAMAGED
        from musegen_app.formats.project_rows import WrongValue
        from musegen_app.session.takes_parse import highest_id, kept_from

        if not opened.takes:
            return ()
        try:
            kept = kept_from(opened.takes)
        except WrongValue:
            return (TAKES_DAMAGED,)
        highest = highest_id(kept.takes)
        if highest > MANY_IDS:  # no song of ours counts that far, and notes that come after could not be saved
            return (TAKES_DAMAGED,)
        reserve_ids(highest)
        self.takes.bring(replace(kept, saved=kept.takes) if saved else kept)
        return ()


def entries_of(kept: Kept) -> Entries:
    """What a project file has beside the song, to be written piece by piece in any thread."""
    from musegen_app.formats.project import TAKES
    from musegen_app.session.takes_json import kept_pieces

    return {TAKES: kept_pieces(kept)} if kept.takes else {}


def json_of(kept: Kept) -> dict[str, object] | None:
    """The same at once; None for no takes."""
    from musegen_app.session.takes_json import kept_json

    return kept_json(kept) or None
