"""The program folder, built once for all tests of this folder, and used on a machine that seems to have no Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import finished

ROOT = Path(__file__).resolve().parents[2]
BUILD_SECONDS = 280  # of which it needs a tenth to a half
RUN_SECONDS = 100
NOT_FOUND = ("ModuleNotFoundError", "ImportError", "cannot open shared object", "Traceback", "Failed to")
_HIDE = """
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount --bind "$1" "$2"
program=$2; shift 2
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mount -t tmpfs none "$1"; else mount --bind /dev/null "$1"; fi
  shift
done
shift
PATH=
exec "$program/musegen" "$@"
"""
_LIBRARY_FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib")
Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@dataclass(frozen=True)
class Program:
    """The built folder. `home` is the empty one of its user; `place` is where it is seen."""

    built: Path
    place: Path
    home: Path
    hidden: bool  # this machine lets us hide the checkout and Python from it

    def command(self, *words: object, without: Iterable[Path] = ()) -> list[str]:
        """The command line of `musegen WORDS`, on a machine that has none of the files and folders of `without`."""
        if not self.hidden:
            return [str(self.built / "musegen"), *map(str, words)]
        hide = [str(shutil.which("unshare")), "-m", "/bin/sh", "-c", _HIDE, "sh", str(self.built), str(self.place)]
        return [*hide, *map(str, _pythons()), *map(str, without), "--", *map(str, words)]

    def environment(self) -> dict[str, str]:
        """Nothing but a home and what the desktop session says: `env -i`, an empty PATH."""
        runtime = self.home / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        session = {n: os.environ[n] for n in ("DISPLAY", "XAUTHORITY", "JACK_DEFAULT_SERVER") if n in os.environ}
        if "DISPLAY" not in session:
            session["QT_QPA_PLATFORM"] = "offscreen"
        return {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(runtime), "PATH": "", **session}

    def complaints(self, *told: str) -> list[str]:
        """Lines of `told` and of the program's logs that speak of something missing."""
        logs = [p.read_text("utf-8", "replace") for p in self.home.rglob("*.log*")]
        lines = "\n".join((*told, *logs)).splitlines()
        return [line for line in lines if any(word in line for word in NOT_FOUND)]

    def running(self) -> list[str]:
        """Command lines of its processes, looked at until there are none or five seconds are over."""
        deadline = time.monotonic() + 5.0
        while found := self._command_lines():
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        return found

    def _command_lines(self) -> list[str]:
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if words[0] in (str(self.place / "musegen"), str(self.built / "musegen")):
                found.append(" ".join(words))
        return found


@pytest.fixture(scope="session")
def built() -> Path:
    """`make installer`; seconds where the folder is up to date."""
    command = [sys.executable, "-m", "installer.build"]
    done = finished(command, BUILD_SECONDS, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return ROOT / "dist" / "MuseGen"


@pytest.fixture
def program(built: Path, tmp_path: Path) -> Iterator[Program]:
    """Leaves no process behind."""
    place, home = tmp_path / "MuseGen", tmp_path / "user"
    place.mkdir()
    home.mkdir()
    program = Program(built, place, home, _may_hide())
    yield program
    assert program.running() == []


@pytest.fixture
def musegen(program: Program, tmp_path: Path) -> Run:
    """`musegen("bundles", "--json")` as a command line without a screen."""

    def run(*words: object) -> Done:
        return finished(program.command(*words), RUN_SECONDS, cwd=tmp_path, env=program.environment())

    return run


def sound_libraries() -> set[Path]:
    """Those of this machine, and ALSA's configuration."""
    names = ("libasound.so.2", "libjack.so.0", "libportaudio.so.2", "libfluidsynth.so.3")
    found = {path.resolve() for folder in _LIBRARY_FOLDERS for name in names for path in Path(folder).glob(name)}
    return found | {path for path in [Path("/usr/share/alsa")] if path.is_dir()}


def _may_hide() -> bool:
    """Mounting in a name space of one's own is root's right, and not in every container."""
    if os.name != "posix" or shutil.which("unshare") is None:
        return False
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "none", str(ROOT)]
    return finished(probe, 30).returncode == 0


def _pythons() -> list[Path]:
    """The checkout with its .venv, and the library of the Python that .venv was made with."""
    folders = {ROOT, Path(sys.prefix), Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("platstdlib"))}
    return sorted(f for f in folders if not any(f != other and other in f.parents for other in folders))
