"""The keys that a piano take has struck, for controls that ask what came before: read once, not for every draw."""

from __future__ import annotations

from bisect import bisect_left

from musegen_app.codecs.perf import DURATIONS, GRID_PER_QUARTER, PerfEvent, is_key, key_pitch
from musegen_app.codecs.perf_tracker import PerfTracker
from musegen_app.sampling.steering.moment import Sounded

HEARD = 160  # events back that a line is made of


class PerfLine:
    """Follows one take. One more event is the usual case; after going back all is gathered again."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._heard: list[PerfEvent] = []
        self._keys: list[Sounded] = []
        self._numbers: list[int] = []  # of the keys among the events
        self._tops: list[Sounded] = []  # the last, highest key of each onset
        self._top_numbers: list[int] = []
        self._onset: int | None = None  # of the last key

    def follow(self, tracker: PerfTracker) -> None:
        """Hear what the take has by now."""
        events, heard = tracker.events, self._heard
        if len(heard) > len(events) or (heard and events[len(heard) - 1] is not heard[-1]):
            self._forget()
        for number in range(len(self._heard), len(events)):
            self._hear(number, tracker.positions[number], events[number])

    def _hear(self, number: int, at: int, event: PerfEvent) -> None:
        self._heard.append(event)
        if not is_key(event.value):
            return
        key = Sounded(at / GRID_PER_QUARTER, DURATIONS[event.duration] / GRID_PER_QUARTER, key_pitch(event.value))
        self._keys.append(key)
        self._numbers.append(number)
        if at == self._onset:
            self._tops[-1], self._top_numbers[-1] = key, number
        else:
            self._tops.append(key)
            self._top_numbers.append(number)
        self._onset = at

    def keys(self) -> list[Sounded]:
        """All keys, oldest first."""
        return self._keys[bisect_left(self._numbers, len(self._heard) - HEARD) :]

    def tops(self, before: int) -> list[Sounded]:
        """The highest key of each onset before the grid unit `before`, which no key comes behind."""
        last = len(self._tops) - self.strikes_at(before)
        return self._tops[bisect_left(self._top_numbers, len(self._heard) - HEARD) : last]

    def strikes_at(self, at: int) -> bool:
        """Was a key struck at grid unit `at`, the latest so far?"""
        return bool(self._numbers) and self._onset == at and self._numbers[-1] >= len(self._heard) - HEARD
