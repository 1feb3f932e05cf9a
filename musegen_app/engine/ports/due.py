"""Messages that wait for their time."""

from __future__ import annotations

import heapq

_NOTES = 16 * 128


class DueQueue:
    """The messages of one output by the time they are due. Those of one time keep their order, and so do those of one
    note, whatever their times: else a note-off could overtake its note-on and the note would hang."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, bytes]] = []
        self._count = 0
        self._latest = [0] * _NOTES  # when the last message of a note that was put in is due

    def put(self, due_ns: int, data: bytes) -> None:
        if 0x80 <= data[0] < 0xA0:
            note = (data[0] & 15) << 7 | data[1]
            due_ns = self._latest[note] = max(due_ns, self._latest[note])
        self._count += 1
        heapq.heappush(self._heap, (due_ns, self._count, data))

    @property
    def next_ns(self) -> int | None:
        """When the next message is due."""
        return self._heap[0][0] if self._heap else None

    def take(self, now_ns: int) -> bytes | None:
        """The next message, if it is due."""
        if self._heap and self._heap[0][0] <= now_ns:
            return heapq.heappop(self._heap)[2]
        return None

    def clear(self) -> None:
        self._heap.clear()
        self._latest = [0] * _NOTES
