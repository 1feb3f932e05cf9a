"""Keeps what the engine plays in step with the document and the current take. GUI thread.

A change is sent `DEBOUNCE_SECONDS` after the first one of a burst (at once before Play): as a patch of the ticks
that differ, or whole when the tempo or the metre changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from musegen_app.engine import messages as engine
from musegen_app.session.transport import EngineLine

if TYPE_CHECKING:
    from musegen_app.engine.playlist import Playlist

DEBOUNCE_SECONDS = 0.03


class Playing:
    """`build` makes the playlist of the moment (song plus ghost)."""

    def __init__(self, line: EngineLine, build: Callable[[], Playlist], now: Callable[[], float]) -> None:
        self.revision = 0
        self._line = line
        self._build = build
        self._now = now
        self._due: float | None = None
        self._sent: Playlist | None = None
        self._until: int | None = None

    def touch(self) -> None:
        """What is heard has changed."""
        if self._due is None:
            self._due = self._now() + DEBOUNCE_SECONDS

    def limit(self, until_tick: int | None) -> None:
        """Notes are known up to there only: beyond it the engine waits in silence. None: no limit."""
        if until_tick != self._until:
            self._until = until_tick
            self.flush()  # the notes first, then the leave to play them
            self._line.send(engine.SetUntil(until_tick))

    def poll(self) -> None:
        if self._due is not None and self._now() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Send now if anything is due and the engine is up."""
        if self._due is None or not self._line.up:
            return
        self._due = None
        self._send(self._build())

    def send_all(self) -> None:
        """The engine is up for the first time and knows nothing."""
        self._due = None
        self._sent = None
        self._send(self._build())
        self._line.send(engine.SetUntil(self._until))

    def _send(self, playlist: Playlist) -> None:
        from musegen_app.session.patching import patch_of  # numpy: not before something is to be played

        before, self._sent = self._sent, playlist
        patch = None if before is None else patch_of(before, playlist)
        if before is not None and patch is None:
            return
        self.revision += 1
        if patch is None or patch.whole:
            self._line.send(engine.LoadPlaylist(self.revision, playlist))
        else:
            self._line.send(engine.PatchPlaylist(self.revision, patch.from_tick, patch.to_tick, patch.playlist))
