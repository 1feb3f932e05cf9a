"""Each song comes back as it was looked at: zoom, place, track, tool, grid and playhead. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.document.document import DocumentChange
from musegen_app.ui.piano_roll.rows import MODES
from musegen_app.ui.piano_roll.snap import SNAPS
from musegen_app.ui.piano_roll.stage_state import TOOLS
from musegen_app.ui.piano_roll.transform import MAX_ROW, MIN_ROW, TimeAxis
from musegen_app.ui.song_views import SongView, SongViews

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView


class SongMemory:
    """Follows the document: `leaving` has to hear of a change before the roll shows it, `entered` after."""

    def __init__(self, session: Session, roll: RollView, views: SongViews, pick_track: Callable[[int], None]) -> None:
        """`pick_track` makes a track of that id the active one."""
        self._session = session
        self._roll = roll
        self._views = views
        self._pick_track = pick_track
        self._path: Path | None = None

    def leaving(self, change: DocumentChange) -> None:
        """The roll still shows the song before: remember how, if it is another one now."""
        path = self._session.document.path
        if path != self._path and change.before is not change.after:
            self.keep()

    def entered(self, change: DocumentChange) -> None:
        """The roll shows the song: if it is another one, look at it as it was looked at last."""
        path = self._session.document.path
        if path == self._path:
            return
        self._path = path
        self._session.change_settings(song="" if path is None else str(path.absolute()))
        view = self._views.view_of(path) if path is not None and change.before is not change.after else None
        if view is not None:
            self._look(view)

    def keep(self) -> None:
        """Write down how the open song is looked at, if it has a file."""
        if self._path is not None:
            self._views.keep(self._path, self._view())

    def _view(self) -> SongView:
        stage = self._roll.stage
        places = [t.id for t in stage.score.tracks]
        return SongView(
            stage.time.pixels_per_tick,
            stage.time.scroll,
            stage.pitch.row,
            stage.pitch.scroll,
            places.index(stage.track_id) if stage.track_id in places else 0,
            stage.tool,
            stage.snap,
            stage.rows_mode,
            stage.playhead,
        )

    def _look(self, view: SongView) -> None:
        roll, stage = self._roll, self._roll.stage
        if 0 <= view.track < len(stage.score.tracks):
            self._pick_track(stage.score.tracks[view.track].id)
        if view.tool in TOOLS:
            roll.set_tool(view.tool)
        if view.snap in SNAPS:
            roll.set_snap(view.snap)
        if view.rows in MODES:
            stage.set_rows(view.rows)
        if view.scale > 0:
            time = TimeAxis().zoomed(view.scale / TimeAxis().pixels_per_tick, 0).scrolled(view.left)
            row = min(MAX_ROW, max(MIN_ROW, view.row))
            roll.show_view(time, replace(stage.pitch, row=row).scrolled(view.top, stage.height))
        self._session.transport.seek(min(view.playhead, stage.score.end_tick))
