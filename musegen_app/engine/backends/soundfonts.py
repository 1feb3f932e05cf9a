"""Where SoundFonts are: the user's choice, the one that a Python package brings, the system's folders."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from musegen_app.base.errors import DeviceError

DEFAULT_NAME = "TimGM6mb.sf2"
_SUFFIXES = (".sf2", ".sf3")
_SYSTEM_FOLDERS = (
    "/usr/share/soundfonts",
    "/usr/share/sounds/sf2",
    "/usr/share/sounds/sf3",
    "/usr/local/share/soundfonts",
    "/opt/homebrew/share/soundfonts",
    "~/Library/Audio/Sounds/Banks",
    "~/.local/share/soundfonts",
    "C:/soundfonts",
)


def default_soundfont() -> Path:
    """The SoundFont to play with when the user chose none. Raises DeviceError when there is none."""
    for path in (_packaged(), *system_soundfonts()):
        if path is not None and path.is_file():
            return path
    raise DeviceError("No SoundFont was found; choose an .sf2 or .sf3 file in the sound settings.")


def system_soundfonts() -> list[Path]:
    """Every SoundFont in the usual folders of this system."""
    folders = (Path(folder).expanduser() for folder in _SYSTEM_FOLDERS)
    return sorted(p for f in folders if f.is_dir() for p in f.iterdir() if p.suffix.lower() in _SUFFIXES)


def chosen_soundfont(path: str) -> Path:
    """The user's `path`, or the default for "". Raises DeviceError with a sentence."""
    if not path:
        return default_soundfont()
    chosen = Path(path).expanduser()
    if not chosen.is_file():
        raise DeviceError(f"The SoundFont {chosen.name} is not there any more; choose another one.")
    if not _begins_well(chosen):  # before libraries look at it, which print what they think of it
        raise DeviceError(f"{chosen.name} is no SoundFont; choose an .sf2 or .sf3 file.")
    return chosen


def _begins_well(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"RIFF"
    except OSError:
        return False


def _packaged() -> Path | None:
    """The one beside pretty_midi, found without importing it (that takes a second)."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "pretty_midi" / DEFAULT_NAME
    spec = importlib.util.find_spec("pretty_midi")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / DEFAULT_NAME
