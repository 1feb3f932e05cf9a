"""What goes into the program folder and what stays out. Used by build_installer.spec, that is, inside PyInstaller."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from PyInstaller.depend.bindepend import get_imports

Entry = tuple[str, str, str]  # place in the folder, file, kind: as PyInstaller's tables have them
ROOT = Path(__file__).resolve().parents[1]
SOUNDFONT = "TimGM6mb.sf2"
ALSA = Path("/usr/share/alsa")
SOUND_LIBRARIES = ("libportaudio.so.2", "libfluidsynth.so.3")
SPARE = ("libasound.so.2", "libjack.so.0")  # see find_libraries.py

HIDDEN = ["rtmidi"]
EXCLUDED = [
    # training and what it is written with
    *("musegen_app.training", "musegen_app.nets", "torch", "onnx", "safetensors", "scipy", "sympy", "networkx"),
    # what the tests and benchmarks compare with
    *("pytest", "_pytest", "hypothesis", "matplotlib", "music21", "muspy", "symusic", "miditoolkit", "pretty_midi"),
    # what libraries would use if it were there
    *("PIL", "yaml", "chardet", "charset_normalizer", "IPython", "setuptools", "pygments", "markdown_it", "tkinter"),
    *("numpy.f2py", "numpy.testing", "onnxruntime.transformers", "onnxruntime.quantization", "onnxruntime.tools"),
    *("unittest", "doctest", "pdb", "pydoc", "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtOpenGL"),
    # OpenSSL: nothing here uses the network, and hashlib has what it needs without
    *("ssl", "_ssl", "_hashlib"),
]
# The window draws without OpenGL, prints nothing and has no network: these plug-ins and what they need are enough.
QT_PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qoffscreen"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "platformthemes": ("qxdgdesktopportal",),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "iconengines": ("qsvgicon",),
    "imageformats": ("qsvg",),
}
_PLUGIN = re.compile(r"PySide6/Qt/plugins/(?P<kind>[^/]+)/lib(?P<name>.+)\.so$")
_ROOTS = (*SOUND_LIBRARIES, "libpython", "libonnxruntime_providers_shared")  # loaded by name, not linked
_NEVER_DATA = re.compile(r"PySide6/Qt/translations/|torch-|\.pyi$|/__pycache__/")


def sound_libraries() -> list[tuple[str, str]]:
    """PortAudio and FluidSynth of this machine: Python packages bring neither on Linux."""
    if sys.platform != "linux":
        return []
    return [(_library(name), ".") for name in SOUND_LIBRARIES]


def data() -> list[tuple[str, str]]:
    """Models, resources, the SoundFont, licences, and ALSA's own configuration for a machine without any."""
    found = [("models", "models"), ("resources", "resources"), ("LICENSE", "."), ("installer/licences", "licences")]
    found.append((str(_soundfont()), "pretty_midi"))
    if sys.platform == "linux":
        found += [(str(ALSA / name), f"spare/alsa/{name}") for name in ("cards", "pcm", "ctl")]
        found.append((str(ALSA / "alsa.conf"), "spare/alsa"))
    return [(str(ROOT / source), place) for source, place in found]


def wanted(binaries: Iterable[Entry], datas: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Both tables without what nothing needs."""
    libraries = _needed(binaries)
    places = {place for place, _source, _kind in libraries}
    files = (entry for entry in datas if not _NEVER_DATA.search(entry[0]))
    return libraries, [entry for entry in files if entry[2] != "SYMLINK" or entry[1] in places]


def _needed(table: Iterable[Entry]) -> list[Entry]:
    """Python's own modules, the plug-ins and libraries named above, and whatever these are linked against."""
    entries = {entry[0]: entry for entry in table}
    files = {Path(source).name: place for place, source, _kind in entries.values()}
    open_places = [place for place in entries if _is_root(entries[place])]
    kept: set[str] = set()
    while open_places:
        place = open_places.pop()
        if place not in kept:
            kept.add(place)
            open_places += [files[name] for name, _path in get_imports(entries[place][1]) if name in files]
    return [_spared(entries[place]) for place in entries if place in kept]


def _is_root(entry: Entry) -> bool:
    place, _source, kind = entry
    plugin = _PLUGIN.match(place)
    if plugin is not None:
        return plugin["name"] in QT_PLUGINS.get(plugin["kind"], ())
    return kind == "EXTENSION" or Path(place).name.startswith(_ROOTS)


def _spared(entry: Entry) -> Entry:
    place, source, kind = entry
    return (f"spare/{place}", source, kind) if place in SPARE else entry


def _soundfont() -> Path:
    spec = importlib.util.find_spec("pretty_midi")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / SOUNDFONT


def _library(soname: str) -> str:
    """Where the dynamic linker finds `soname`. Raises SystemExit with what to install."""
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True, timeout=30).stdout
    for line in known.splitlines():
        if line.split()[0] == soname and "x86-64" in line:
            return line.split(" => ")[1]
    raise SystemExit(f"{soname} is missing on this machine: make run installs it.")
