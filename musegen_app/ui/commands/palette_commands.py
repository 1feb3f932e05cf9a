"""Opens the command palette with all that can be done now, and carries out what was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from musegen_app.score import gm
from musegen_app.score.model import Track
from musegen_app.ui.commands.actions import translated
from musegen_app.ui.commands.palette_entries import Entry, command_entries
from musegen_app.ui.panels.palette import Palette

if TYPE_CHECKING:
    from musegen_app.ui.shell import Shell

MOST_RECENT = 6
ITSELF = "command_palette"


class PaletteCommands:
    """`recent`: the keys of what was last chosen here, the latest first; the layout remembers them. GUI thread."""

    def __init__(self, shell: Shell, palette: Palette) -> None:
        self._shell = shell
        self.palette = palette
        self.recent: tuple[str, ...] = ()
        palette.chosen.connect(self._carry_out)
        palette.refused.connect(lambda why: shell.session.status.say("warn", why))

    def command_palette(self) -> None:
        if self.palette.isVisible():
            self.palette.close_again()
        else:
            self.palette.open(self.entries(), self.recent)

    def entries(self) -> list[Entry]:
        """Every command, then the tracks, places, nets, songs and instruments that can be gone to or chosen."""
        commands = [e for e in command_entries(self._shell.actions) if e.key != ITSELF]
        return [*commands, *self._tracks(), *self._places(), *self._nets(), *self._songs(), *self._instruments()]

    def _carry_out(self, entry: Entry) -> None:
        self.recent = (entry.key, *(k for k in self.recent if k != entry.key))[:MOST_RECENT]
        entry.run()

    # -- what is not a command -----------------------------------------------------------------------------------
    def _tracks(self) -> Iterable[Entry]:
        for place, track in enumerate(self._shell.session.document.score.tracks, start=1):
            name = track.name or translated("Track {0}").format(place)
            yield Entry(
                f"track {track.id}",
                translated("Track: {0}").format(name),
                translated("edit this track"),
                partial(self._shell.tracks.pick, track.id),
                only_searched=True,
            )

    def _places(self) -> Iterable[Entry]:
        score = self._shell.session.document.score
        sections = [(s.start_tick, translated("Section: {0}").format(s.label)) for s in score.sections]
        marks = [(m.tick, translated("Marker: {0}").format(m.text)) for m in score.texts if m.kind == "marker"]
        for tick, words in sorted(sections + marks):
            bar = score.meter.position(tick).bar + 1
            yield Entry(
                f"place {tick} {words}",
                words,
                translated("go to bar {0}").format(bar),
                partial(self._go_to, tick),
                only_searched=True,
            )

    def _nets(self) -> Iterable[Entry]:
        for info in self._shell.session.compose.bundles():
            yield Entry(
                f"net {info.name}",
                translated("Net: {0}").format(info.title or info.name),
                info.description,
                partial(self._shell.panel.bundle.picked.emit, info.name),
                aside=translated("bundle model"),
                why_not=info.problem,
                only_searched=True,
            )

    def _songs(self) -> Iterable[Entry]:
        for path in self._shell.session.files.recent():
            yield Entry(
                f"song {path}",
                translated("Open: {0}").format(path.name),
                str(path.parent),
                partial(self._shell.files.open_path, path),
                only_searched=True,
            )

    def _instruments(self) -> Iterable[Entry]:
        track = self._shell.tracks.active
        if track is None:
            return
        for program, name in _sounds(track):
            yield Entry(
                f"instrument {program}",
                translated("Instrument: {0}").format(name),
                translated("for {0}").format(track.name),
                partial(self._shell.tracks.set_program, track.id, program),
                checked=program == track.program,
                only_searched=True,
            )

    def _go_to(self, tick: int) -> None:
        self._shell.session.transport.seek(tick)
        self._shell.roll.reveal_tick(tick)


def _sounds(track: Track) -> Iterable[tuple[int, str]]:
    return gm.DRUM_KITS.items() if track.is_drums else enumerate(gm.PROGRAMS)
