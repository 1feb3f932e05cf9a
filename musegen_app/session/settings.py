"""What the program remembers between two starts: a frozen value and the JSON file it lives in.

The file may be missing, damaged, from an older or a newer version: whatever can be read is taken, the rest is
the default. Writing is atomic. GUI thread (or the command line's main thread).
"""

from __future__ import annotations

import dataclasses
import json
import logging
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from musegen_app.base.atomic import write_bytes
from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import existing, user_config_dir
from musegen_app.sampling.messages import Steering

log = logging.getLogger(__name__)
_RANGES: dict[str, tuple[float, float]] = {
    "sample_rate": (0, 384_000),
    "block_frames": (0, 8192),
    "gain_db": (-60.0, 12.0),
    "bars": (1, 64),
    "pitch_temperature": (0.05, 3.0),
    "rhythm_temperature": (0.05, 3.0),
    "top_p": (0.05, 1.0),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every field is of a plain JSON type or `Steering`."""

    audio_device: str = ""  # "" = the default device
    sample_rate: int = 48_000
    block_frames: int = 0  # 0 = the device's choice
    gain_db: float = 0.0
    soundfont: str = ""  # "" = the one that comes with the program
    metronome: bool = False
    bundle: str = "folk-lstm"
    bars: int = 8
    steering: Steering = field(default_factory=Steering)
    with_chords: bool = True
    window: str = ""  # geometry and layout, as the window wrote it


def settings_path() -> Path:
    """`settings.json` in the user's configuration folder."""
    return user_config_dir() / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """The settings of `path` (default: the user's). Never fails: what cannot be read is the default."""
    path = settings_path() if path is None else path
    try:
        raw = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        log.info("settings %s not read: %s", path, error)
        return Settings()
    return _from_json(Settings(), raw) if isinstance(raw, dict) else Settings()


def save_settings(settings: Settings, path: Path | None = None) -> bool:
    """Write atomically; False (and a line in the log) where the folder cannot be written."""
    path = settings_path() if path is None else path
    text = json.dumps(dataclasses.asdict(settings), indent=1, ensure_ascii=False)
    try:
        existing(path.parent)
        write_bytes(path, text.encode("utf-8"))
    except (OSError, FileFormatError) as error:
        log.info("settings %s not written: %s", path, error)
        return False
    return True


def _from_json(default: Settings, raw: dict[str, Any]) -> Settings:
    taken = {
        f.name: _taken(f.name, getattr(default, f.name), raw[f.name])
        for f in dataclasses.fields(default)
        if f.name in raw
    }
    return dataclasses.replace(default, **taken)


def _taken(name: str, default: Any, value: Any) -> Any:
    """`value` if it is of the default's type and in range, else the default."""
    if isinstance(default, Steering):
        known = {f.name for f in dataclasses.fields(Steering)}
        values = (
            {k: _taken(k, getattr(default, k), v) for k, v in value.items() if k in known}
            if isinstance(value, dict)
            else {}
        )
        return dataclasses.replace(default, **values)
    if isinstance(default, bool) or isinstance(value, bool) or isinstance(default, str):
        return value if type(value) is type(default) else default
    if isinstance(default, float) and isinstance(value, int):
        value = float(value)
    low, high = _RANGES.get(name, (-math.inf, math.inf))
    return value if type(value) is type(default) and low <= value <= high else default
