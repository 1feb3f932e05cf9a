"""How each of the last songs was looked at: a small file in the user's configuration folder.

A file that cannot be read or written is forgotten, never a failure.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from musegen_app.base.atomic import write_bytes
from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import existing, user_config_dir

MOST = 50


@dataclass(frozen=True, slots=True)
class SongView:
    """Zoom, place, track, tool, grid and playhead. `scale` is pixels per tick, `left` and `top` are pixels; `track` is
    a place in the list, `playhead` a tick."""

    scale: float = 0.0
    left: int = 0
    row: int = 18
    top: int = 0
    track: int = 0
    tool: str = "select"
    snap: str = "1/16"
    rows: str = "all"
    playhead: int = 0


class SongViews:
    """The views by the song's file, the song that was left last first."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file if file is not None else user_config_dir() / "views.json"

    def view_of(self, path: Path) -> SongView | None:
        """None for a song that was never looked at, or too long ago."""
        return self._read().get(str(path.absolute()))

    def keep(self, path: Path, view: SongView) -> None:
        """Remember it as the latest."""
        name = str(path.absolute())
        others = {p: v for p, v in self._read().items() if p != name}
        kept = dict([(name, view), *others.items()][:MOST])
        with contextlib.suppress(OSError, FileFormatError):
            existing(self._file.parent)
            text = json.dumps({p: asdict(v) for p, v in kept.items()}, indent=1)
            write_bytes(self._file, text.encode("ascii"))

    def _read(self) -> dict[str, SongView]:
        try:
            raw = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(raw, dict):
            return {}
        return {path: _view(values) for path, values in raw.items() if isinstance(values, dict)}


def _view(values: dict[str, object]) -> SongView:
    """What is of the right type, the rest as usual."""
    usual = asdict(SongView())
    known = {k: v for k, v in values.items() if k in usual and type(v) is type(usual[k])}
    return SongView(**known)  # type: ignore[arg-type]
