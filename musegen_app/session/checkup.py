"""What is missing on this machine and how to get it. Imports nothing it looks for; may take a second."""

from __future__ import annotations

import ctypes.util
import importlib.metadata
import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from musegen_app.base.errors import DeviceError
from musegen_app.base.paths import is_frozen, model_dirs, user_config_dir, user_data_dir
from musegen_app.engine.backends.soundfonts import default_soundfont

# distribution -> what it is for
PACKAGES: tuple[tuple[str, str], ...] = (
    ("numpy", "arithmetic"),
    ("onnxruntime", "generation"),
    ("safetensors", "models"),
    ("mido", "MIDI files"),
    ("sounddevice", "audio output"),
    ("pyfluidsynth", "synth"),
    ("pretty_midi", "the SoundFont"),
    ("soundfile", "audio files"),
    ("python-rtmidi", "MIDI ports"),
    ("PySide6_Essentials", "the window"),
    ("rich", "progress bars"),
)
# library -> what it is for, Debian package, Homebrew formula ("" = not needed there)
LIBRARIES: tuple[tuple[str, str, str, str], ...] = (
    ("portaudio", "audio output", "libportaudio2", "portaudio"),
    ("fluidsynth", "synth", "libfluidsynth3", "fluid-synth"),
    ("asound", "sound on Linux", "libasound2", ""),
    ("EGL", "the window", "libegl1", ""),
    ("GL", "the window", "libgl1", ""),
    ("fontconfig", "fonts", "libfontconfig1", ""),
    ("dbus-1", "the window", "libdbus-1-3", ""),
    ("xkbcommon-x11", "the window on X11", "libxkbcommon-x11-0", ""),
    ("xcb-cursor", "the window on X11", "libxcb-cursor0", ""),
    ("xcb-icccm", "the window on X11", "libxcb-icccm4", ""),
    ("xcb-keysyms", "the window on X11", "libxcb-keysyms1", ""),
    ("xcb-shape", "the window on X11", "libxcb-shape0", ""),
)
PROGRAMS: tuple[tuple[str, str, str], ...] = (
    ("jackd", "sound tests", "jackd2"),
    ("Xvfb", "window tests", "xvfb"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `needed` False: the program runs without it. `cure` is what to type when it is missing."""

    what: str
    there: bool
    detail: str = ""
    needed: bool = True
    cure: str = ""


def look_around() -> tuple[Finding, ...]:
    """Everything that can be known without opening a device. The frozen program brings its packages along."""
    return (
        *(() if is_frozen() else (_python(), *(_package(name, purpose) for name, purpose in PACKAGES))),
        *(_library(*row) for row in LIBRARIES if row[3] or sys.platform == "linux"),
        _soundfont(),
        _bundles(),
        *(_folder(name, path) for name, path in (("settings", user_config_dir()), ("backups", user_data_dir()))),
        *(() if is_frozen() else _for_developers()),
    )


def _for_developers() -> tuple[Finding, ...]:
    return (_torch(), *(_program(*row) for row in PROGRAMS if sys.platform == "linux"))


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", (3, 11) <= sys.version_info[:2] < (3, 13), version, cure="use Python 3.11 or 3.12")


def _package(name: str, purpose: str) -> Finding:
    try:
        return Finding(f"package {name}", True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(f"package {name}", False, purpose, cure="make run installs it")


def _library(name: str, purpose: str, debian: str, brew: str) -> Finding:
    found = ctypes.util.find_library(name)
    cure = f"brew install {brew}" if sys.platform == "darwin" else f"sudo apt-get install -y {debian}"
    return Finding(f"library {name}", found is not None, found or purpose, cure="" if found else cure)


def _soundfont() -> Finding:
    try:
        return Finding("SoundFont", True, default_soundfont().name)
    except DeviceError:
        cure = "make run installs pretty_midi, which carries one"
        return Finding("SoundFont", False, "the instruments", cure=cure)


def _bundles() -> Finding:
    names = [m.parent.name for folder in model_dirs() for m in sorted(folder.glob("*/manifest.json"))]
    return Finding("models", bool(names), ", ".join(names) or "none", cure="get the folder models/ of the program")


def _folder(name: str, path: Path) -> Finding:
    """May files be made there, or in the nearest folder that exists?"""
    nearest = next(p for p in (path, *path.parents) if p.exists())
    return Finding(f"folder for {name}", os.access(nearest, os.W_OK), str(path), cure=f"make {nearest} writable")


def _torch() -> Finding:
    there = importlib.util.find_spec("torch") is not None
    detail = importlib.metadata.version("torch") if there else "only for training"
    return Finding("training extra (torch)", there, detail, needed=False, cure="make train-extra")


def _program(name: str, purpose: str, debian: str) -> Finding:
    found = shutil.which(name)
    return Finding(f"program {name}", found is not None, found or purpose, False, f"sudo apt-get install -y {debian}")
