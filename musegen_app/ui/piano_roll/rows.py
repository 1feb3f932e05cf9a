"""Which pitches are rows of the roll: all of them, those of the scale, those that are used, or a drum kit. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from musegen_app.score.gm import USUAL_KIT
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Track

MODES = ("all", "scale", "used", "drums")
_PITCHES = 128


def rows_of(mode: str, used: frozenset[int], key: Key | None) -> tuple[int, ...] | None:
    """The rows that `mode` (one of MODES) shows, rising; None: all 128.

    Every pitch in `used` keeps its row, so that no note is out of reach. Without a key there is no scale, and without
    notes nothing is used: then all rows are shown.
    """
    if mode == "drums":
        return tuple(sorted(used | USUAL_KIT))
    if mode == "scale" and key is not None:
        return tuple(p for p in range(_PITCHES) if p in used or p % 12 in key.pitch_classes)
    if mode == "used" and used:
        return tuple(sorted(used))
    return None


class RowChoice:
    """What the user chose, for pitched and for drum tracks each. `mode` is that of the track asked about last.

    The pitches of a track are kept while it has the very same notes: asking is cheap. GUI thread.
    """

    def __init__(self) -> None:
        self.mode = "all"
        self._modes = {False: "all", True: "drums"}
        self._notes: tuple[Note, ...] = ()
        self._pitches: frozenset[int] = frozenset()

    def choose(self, mode: str, track: Track | None) -> None:
        """From now on `mode` for all tracks of the kind of `track`; what means nothing to them is "all".

        Raises ValueError.
        """
        if mode not in MODES:
            raise ValueError(f"no rows called {mode}")
        drums = _is_drums(track)
        self._modes[drums] = "all" if mode == ("scale" if drums else "drums") else mode

    def of(self, track: Track | None, others: Iterable[Note], key: Key | None) -> tuple[int, ...] | None:
        """The rows for `track`; `others` (a take, what is being recorded) have theirs, too."""
        self.mode = self._modes[_is_drums(track)]
        if self.mode == "all":
            return None
        notes = track.notes if track is not None else ()
        if notes is not self._notes:
            self._notes, self._pitches = notes, frozenset(n.pitch for n in notes)
        return rows_of(self.mode, self._pitches | {n.pitch for n in others}, key)


def _is_drums(track: Track | None) -> bool:
    return track is not None and track.is_drums
