"""What recording is set to, as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.session.settings import Settings
from musegen_app.session.written import RecordMode


@dataclass(frozen=True, slots=True)
class RecordState:
    """`armed`: the track that is recorded, None: the active one. `quantise_ticks` 0: recorded as played.

    With `punch` only what is played in [punch_from, punch_to) is kept. `remembered` counts the events of the last
    ten minutes; `learning`: the next key or controller becomes the panic trigger.
    """

    armed: int | None = None
    recording: bool = False
    mode: RecordMode = RecordMode.OVERDUB
    quantise_ticks: int = 0
    count_in_bars: int = 1
    punch: bool = False
    punch_from: int = 0
    punch_to: int = 0
    thru: bool = True
    remembered: int = 0
    learning: bool = False
    active: int | None = None

    @staticmethod
    def of(wish: Settings) -> RecordState:
        """As it was when the program ended."""
        known = wish.record_mode in set(RecordMode)
        return RecordState(
            mode=RecordMode(wish.record_mode) if known else RecordMode.OVERDUB,
            quantise_ticks=wish.quantise_ticks,
            count_in_bars=wish.count_in_bars,
            thru=wish.thru,
        )
