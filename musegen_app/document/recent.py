"""The list of recently opened files, kept as JSON in the user's config folder."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from musegen_app.base.atomic import write_bytes
from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import existing, user_config_dir

MOST = 12


class RecentFiles:
    """Newest first, no doubles. A list that cannot be read or written is forgotten, never a failure."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file if file is not None else user_config_dir() / "recent.json"

    def paths(self) -> tuple[Path, ...]:
        """The files that still exist."""
        return tuple(p for p in self._read() if p.exists())

    def entries(self) -> tuple[Path, ...]:
        """All files of the list, also those that are not there at present."""
        return tuple(self._read())

    def add(self, path: Path) -> None:
        """Put `path` at the top."""
        path = path.absolute()
        self._write([path, *(p for p in self._read() if p != path)][:MOST])

    def clear(self) -> None:
        self._write([])

    def _read(self) -> list[Path]:
        try:
            entries = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return []
        return [Path(e) for e in entries if isinstance(e, str)][:MOST] if isinstance(entries, list) else []

    def _write(self, paths: list[Path]) -> None:
        with contextlib.suppress(OSError, FileFormatError):
            existing(self._file.parent)
            text = json.dumps([str(p) for p in paths], indent=1, ensure_ascii=True)
            write_bytes(self._file, text.encode("ascii"))
