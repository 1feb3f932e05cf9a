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
from typing import Any, TypeVar, get_args

from musegen_app.base.atomic import write_bytes
from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import existing, user_config_dir
from musegen_app.engine.messages import InPort, OutPort
from musegen_app.sampling.messages import Steering
from musegen_app.session.knobs import MOST, Knob, Preset, knobs_of
from musegen_app.session.styles import StyleWish, wishes_of
from musegen_app.session.tasks import Keep, Options, Task

log = logging.getLogger(__name__)
T = TypeVar("T")
_MOST_PORTS = 256
_ANY = (-math.inf, math.inf)
_RANGES: dict[str, tuple[float, float]] = {
    "sample_rate": (8_000, 384_000),
    "block_frames": (0, 8192),
    "gain_db": (-60.0, 12.0),
    "bars": (1, 64),
    "takes": (1, 16),
    "amount": (0.0, 1.0),
    "touched": (0.0, 1.0),
    "click_db": (-60.0, 12.0),
    "count_in_bars": (0, 2),
    "quantise_ticks": (0, 15_360),
    "panic_kind": (0, 255),
    "panic_number": (0, 127),
    "keys_velocity": (1, 127),
    "channels": (0, 0xFFFF),
    "curve": (0.0, 4.0),
    "transpose": (-60, 60),
    "offset_ms": (-1000.0, 1000.0),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every field is of a plain JSON type, `Steering`, `Options`, or a tuple of ports, knobs, presets or styles."""

    audio_device: str = ""  # "" = the default device
    sample_rate: int = 48_000
    block_frames: int = 0  # 0 = the device's choice
    gain_db: float = 0.0
    soundfont: str = ""  # "" = the one that comes with the program
    metronome: bool = False
    click_db: float = -6.0  # level of the metronome
    accent: bool = True  # the first beat of a bar clicks higher
    count_in_bars: int = 1  # before recording
    record_mode: str = "overdub"
    quantise_ticks: int = 0  # 0 = recorded as played
    thru: bool = True  # keys sound at once with the armed track's instrument
    keys_velocity: int = 90  # of the computer keyboard
    in_ports: tuple[InPort, ...] = ()
    out_ports: tuple[OutPort, ...] = ()
    all_inputs: bool = True  # inputs that are not in `in_ports` are listened to as well
    sync_port: str = ""  # follow the MIDI clock that comes in there; "" = our own clock
    panic_kind: int = 0  # what silences everything, see `engine.messages.SetPanicTrigger`
    panic_number: int = 0
    bundle: str = "folk-lstm"
    bars: int = 8
    takes: int = 1  # so many at once
    steering: Steering = field(default_factory=Steering)
    presets: tuple[Preset, ...] = ()  # settings of the controls that were kept under a name
    styles: tuple[StyleWish, ...] = ()  # what each model is told of styles
    knobs: tuple[Knob, ...] = ()  # MIDI controllers that move controls
    with_chords: bool = True
    task: str = Task.CONTINUE.value  # what the big button does
    options: Options = field(default_factory=Options)  # how
    auto_apply: bool = False  # a moved control or option does it again at once
    reopen: bool = True  # the next start begins with the song that was open last
    song: str = ""  # that song's file; "" = it has none
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
        write_bytes(path, text.encode("utf-8", "backslashreplace"))  # names of ports may hold anything
    except (OSError, FileFormatError) as error:
        log.info("settings %s not written: %s", path, error)
        return False
    return True


def _from_json(default: T, raw: dict[str, Any]) -> T:
    taken = {
        f.name: _taken(f.name, getattr(default, f.name), raw[f.name])
        for f in dataclasses.fields(default)  # type: ignore[arg-type]
        if f.name in raw
    }
    return dataclasses.replace(default, **taken)  # type: ignore[type-var]


def _taken(name: str, default: Any, value: Any) -> Any:
    """`value` if it is of the default's type and in range, else the default."""
    if isinstance(default, Steering):
        return _steering(default, value)
    if isinstance(default, Options):
        return _options(default, value)
    if name == "task":
        return value if isinstance(value, str) and value in list(Task) else default
    if name == "knobs":
        return knobs_of(value)
    if name == "styles":
        return wishes_of(value)
    if name == "presets":
        return _presets(value)
    if name == "in_ports":
        return _ports(InPort, value)
    if name == "out_ports":
        return _ports(OutPort, value)
    if isinstance(default, bool) or isinstance(value, bool) or isinstance(default, str):
        return value if type(value) is type(default) else default
    if isinstance(default, float) and isinstance(value, int):
        value = float(value)
    return value if type(value) is type(default) and _inside(value, *_RANGES.get(name, _ANY)) else default


def _steering(default: Steering, value: Any) -> Steering:
    """Each control's value if it is a number in its range. Lanes belong to a song and are not remembered."""
    from musegen_app.sampling.steering.catalog import CONTROLS  # brings numpy

    values = value if isinstance(value, dict) else {}
    ranges = {c.spec.name: (c.spec.minimum, c.spec.maximum) for c in CONTROLS if c.spec.name in values}
    numbers = {name: _taken(name, math.nan, values[name]) for name in ranges}
    return dataclasses.replace(default, **{n: v for n, v in numbers.items() if _inside(v, *ranges[n])})


def _options(default: Options, value: Any) -> Options:
    """Passages belong to a song and are not remembered."""
    taken = _from_json(default, value) if isinstance(value, dict) else default
    return dataclasses.replace(taken, keep=taken.keep if taken.keep in get_args(Keep) else default.keep).lasting


def _inside(value: Any, low: float, high: float) -> bool:
    return bool(low <= value <= high)


def _presets(value: Any) -> tuple[Preset, ...]:
    """Those that bear a name, one of each."""
    rows = [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
    named = {v["name"]: v for v in rows[:MOST] if isinstance(v.get("name"), str) and v["name"]}
    return tuple(_from_json(Preset(name), values) for name, values in named.items())


def _ports(kind: type[T], value: Any) -> tuple[T, ...]:
    """Those that bear a name, each value in range or the default; one of each name."""
    rows = [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
    named = {v["name"]: v for v in rows[:_MOST_PORTS] if isinstance(v.get("name"), str) and v["name"]}
    return tuple(_from_json(kind(name), values) for name, values in named.items())  # type: ignore[call-arg]
