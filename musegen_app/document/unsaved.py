"""A song with unsaved changes as a file of ours: a project that also knows whose changes they are.

The file is a whole project (any MuseGen opens it) with one entry more that reading a project passes over. It is
written in small steps, so that a thread beside the window can do it.
"""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from musegen_app.base.atomic import replacing
from musegen_app.base.errors import FileFormatError
from musegen_app.document.stamp import Stamp
from musegen_app.score.model import Score

_ENTRY = "unsaved.json"
_MOST_BYTES = 64 * 1024
_BREATH_SECONDS = 0.001  # as long as a step: half of the time belongs to the window


@dataclass(frozen=True, slots=True)
class About:
    """Whose changes: the song's title, its file (None: it has none yet) and how that file was when it was read or
    saved last; `changed_at` in seconds since 1970; `set_aside`: its window was left on purpose."""

    title: str
    path: Path | None = None
    stamp: Stamp | None = None
    changed_at: float = 0.0
    set_aside: bool = False


def write_unsaved(file: Path, score: Score, about: About, more: Mapping[str, Iterable[bytes]] | None = None) -> None:
    """Put `score` into `file`, atomically, forced to the disk and read back; `more` are other entries of the project,
    piece by piece. Any thread. Raises FileFormatError."""
    from musegen_app.formats.project_stream import check_streamed, stream_project  # not before it is wanted

    digest = ""

    def verify(temporary: Path) -> None:
        with temporary.open("rb") as written:
            check_streamed(written, digest)

    with replacing(file, verify=verify) as opened:
        entries = {_ENTRY: (_packed(about),), **(more or {})}
        digest = stream_project(score, opened, entries, lambda: time.sleep(_BREATH_SECONDS))


def read_about(file: Path) -> About:
    """Quick: the song itself is not looked at. Raises FileFormatError when the file is damaged."""
    from musegen_app.formats.project import BROKEN_ZIP

    try:
        with zipfile.ZipFile(file) as archive, archive.open(_ENTRY) as entry:
            raw = json.loads(entry.read(_MOST_BYTES))
        return _about(raw)
    except (*BROKEN_ZIP, KeyError, TypeError) as error:
        raise FileFormatError(f"“{file.name}” cannot be read: it is damaged.") from error


def _packed(about: About) -> bytes:
    stamp = None if about.stamp is None else [about.stamp.changed_ns, about.stamp.size]
    path = None if about.path is None else str(about.path)
    value: dict[str, object] = {"title": about.title, "path": path, "stamp": stamp}
    value |= {"changed_at": about.changed_at, "set_aside": about.set_aside}
    return json.dumps(value).encode("ascii")


def _about(raw: dict[str, object]) -> About:
    path, stamp, changed_at = raw["path"], raw["stamp"], raw["changed_at"]
    if not isinstance(changed_at, (int, float)):
        raise TypeError("no time")
    return About(
        str(raw["title"]),
        Path(path) if isinstance(path, str) and path else None,
        Stamp(*map(int, stamp)) if isinstance(stamp, list) else None,
        float(changed_at),
        raw["set_aside"] is True,
    )
