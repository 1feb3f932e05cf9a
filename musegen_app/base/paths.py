"""Where things lie: the user's folders and what the program brings along.

`MUSEGEN_HOME` moves all of the user's folders under one place (tests, portable installations). Functions of
this module only name folders; `existing` makes one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_APP = "MuseGen"


def _user(kind: str, default: str) -> Path:
    home = os.environ.get("MUSEGEN_HOME")
    return Path(home).expanduser() / kind if home else Path(default)


def user_data_dir() -> Path:
    """Songs in progress, backups, the library."""
    return _user("data", platformdirs.user_data_dir(_APP, appauthor=False))


def user_config_dir() -> Path:
    """Settings and the list of recent files."""
    return _user("config", platformdirs.user_config_dir(_APP, appauthor=False))


def user_log_dir() -> Path:
    """Log files; nothing here is ever needed again."""
    return _user("log", platformdirs.user_log_dir(_APP, appauthor=False))


def user_models_dir() -> Path:
    """Bundles that the user trained or got from somebody."""
    return user_data_dir() / "models"


def backups_dir() -> Path:
    """Earlier versions of saved projects, one folder a song."""
    return user_data_dir() / "backups"


def is_frozen() -> bool:
    """Whether this is the program folder that `make installer` makes: no Python, no pip and no training beside it."""
    return hasattr(sys, "_MEIPASS")


def program_dir() -> Path:
    """The folder that holds `models/` and `resources/`: the checkout, or the unpacked program when frozen."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parents[2]


def resources_dir() -> Path:
    """Icons, themes and demo songs."""
    return program_dir() / "resources"


def songs_dir() -> Path:
    """The demo songs."""
    return resources_dir() / "songs"


def shipped_models_dir() -> Path:
    """Bundles that come with the program."""
    return program_dir() / "models"


def model_dirs() -> tuple[Path, ...]:
    """Where bundles are looked for; the user's own come first."""
    return (user_models_dir(), shipped_models_dir())


def existing(folder: Path) -> Path:
    """`folder`, made if it was missing. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder
