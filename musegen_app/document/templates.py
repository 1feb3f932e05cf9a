"""Songs to begin with: those that come with the program, made here, and the user's own, one project file each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from musegen_app.base.paths import user_data_dir
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Score, Track
from musegen_app.score.track_edits import DRUM_CHANNEL, with_fresh_ids

SUFFIX = ".musegen"
MOST = 50


@dataclass(frozen=True, slots=True)
class Template:
    """`name` as the menu shows it; `file` is set for the user's own."""

    name: str
    file: Path | None = None

    def song(self) -> Score:
        """A new song of this kind, without a title. Raises FileFormatError when the file cannot be read."""
        if self.file is None:
            return SHIPPED[self.name]()
        from musegen_app.formats.project import read_project

        return replace(with_fresh_ids(read_project(self.file)), title="")


def templates_dir() -> Path:
    """The folder of the user's own."""
    return user_data_dir() / "templates"


def own_templates() -> tuple[Template, ...]:
    """The user's, by name."""
    try:
        files = sorted(p for p in templates_dir().iterdir() if p.suffix == SUFFIX)
    except OSError:
        return ()
    return tuple(Template(p.stem, p) for p in files[:MOST])


def _empty() -> Score:
    return Score(tracks=(Track("Melody"),))


def _melody_and_chords() -> Score:
    return Score(
        tracks=(Track("Melody", 0, 73), Track("Chords", 1, 24, volume=80), Track("Bass", 2, 32)),
        keys=(KeyChange(0, Key(0)),),
    )


def _four_voices() -> Score:
    voices = (("Soprano", 44), ("Alto", 84), ("Tenor", 54), ("Bass", 74))
    return Score(tracks=tuple(Track(name, i, 52, pan=pan) for i, (name, pan) in enumerate(voices)))


def _piano() -> Score:
    return Score(tracks=(Track("Right hand", 0, 0), Track("Left hand", 1, 0)))


def _band() -> Score:
    return Score(
        tracks=(
            Track("Lead", 0, 65),
            Track("Piano", 1, 0, pan=44),
            Track("Guitar", 2, 26, pan=84, volume=85),
            Track("Bass", 3, 33),
            Track("Drums", DRUM_CHANNEL),
        )
    )


SHIPPED: dict[str, Callable[[], Score]] = {
    "Empty": _empty,
    "Melody and chords": _melody_and_chords,
    "Four voices": _four_voices,
    "Piano, two hands": _piano,
    "Band with drums": _band,
}


def shipped_templates() -> tuple[Template, ...]:
    """Those that come with the program, in the order of the menu."""
    return tuple(Template(name) for name in SHIPPED)
