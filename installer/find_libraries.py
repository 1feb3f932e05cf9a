"""Runs in the frozen program before anything else, in the spawned processes too: where shared libraries are.

`find_library` never looks into the program folder, so pyfluidsynth and sounddevice would find what the machine has or
nothing. ALSA and JACK are the other way round: they talk to the machine's own servers and plug-ins, so the machine's
come first and those in `spare/` serve where it has none. No annotations: nothing is imported without need.
"""

import ctypes
import ctypes.util
import os
import sys
from pathlib import Path

PROGRAM = Path(sys._MEIPASS)
MACHINE_FIRST = ("libasound.so.2", "libjack.so.0")
_find_on_machine = ctypes.util.find_library


def find_library(name):
    """The library of the program folder, else the machine's, else None."""
    ours = sorted(PROGRAM.glob(f"lib{name}.so*"))
    return str(ours[0]) if ours else _find_on_machine(name)


def load(soname):
    """Once loaded, a library is what every other one gets that was linked against its name."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        ctypes.CDLL(str(PROGRAM / "spare" / soname))


ctypes.util.find_library = find_library
if sys.platform == "linux":
    for soname in MACHINE_FIRST:
        load(soname)
    if not Path("/usr/share/alsa/alsa.conf").exists():  # without it PortAudio aborts the process
        os.environ.setdefault("ALSA_CONFIG_DIR", str(PROGRAM / "spare" / "alsa"))
