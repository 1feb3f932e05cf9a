"""The song as it sounds at this moment, as a playlist: with what is being recorded and with the take that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from musegen_app.document.document import Document
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score
from musegen_app.score.remembered import expect_tracks
from musegen_app.session.compose import ComposeVerbs
from musegen_app.session.credit import Horizon
from musegen_app.session.handover import Handover
from musegen_app.session.record import RecordVerbs
from musegen_app.session.recording import ENDLESS

if TYPE_CHECKING:
    from musegen_app.engine.build import PlaylistBuilder
    from musegen_app.engine.playlist import Playlist


class HeardSong:
    """Makes each playlist out of the one before. GUI thread."""

    def __init__(
        self, document: Document, record: RecordVerbs, compose: ComposeVerbs, horizon: Callable[[], Horizon]
    ) -> None:
        self._document = document
        self._record = record
        self._compose = compose
        self._handover = Handover(horizon)
        self.poll = self._handover.poll  # True: the playlist is another one
        self._builder: PlaylistBuilder | None = None

    def prepared(self, builder: PlaylistBuilder) -> None:
        """Go on with `builder`, which has made a playlist of the song that is about to be opened."""
        self._builder = builder

    def playlist(self) -> Playlist:
        """What the engine is to play now."""
        from musegen_app.engine.build import PlaylistBuilder  # numpy: not before something is to be played

        self._builder = self._builder or PlaylistBuilder()
        take = self._handover.heard(self._compose.current)
        expect_tracks(len(self._document.score.tracks))
        score = self._record.heard(self._document.score)
        if take is not None and self._compose.alone:
            score = _without_others(score, take)
        playlist = self._builder.playlist_of(score, extra=take)
        if self._record.state.recording:
            return replace(playlist, end_tick=ENDLESS)  # the song ends where the player ends
        if take is None or take.done:
            return playlist
        return replace(playlist, end_tick=max(playlist.end_tick, take.end_tick))  # more is coming: do not stop there


def _without_others(score: Score, take: Take) -> Score:
    """The tracks of the take alone sound, whatever is soloed; the chord lane does not."""
    ours = {part.track_id for part in take.taken}
    tracks = tuple(replace(t, solo=False, mute=t.mute if t.id in ours else True) for t in score.tracks)
    return replace(score, tracks=tracks, chords=replace(score.chords, mute=True))
