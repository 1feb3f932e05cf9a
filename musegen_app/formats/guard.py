"""One guard in front of every parser: whatever the file is, it opens or gives one clear sentence."""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from musegen_app.base.errors import FileFormatError, MuseGenError

MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_TEXT_BYTES = 4 * 1024 * 1024
MAX_EVENTS = 1_000_000
MAX_MIDI_TRACKS = 1024
MAX_SECONDS = 24 * 60 * 60

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Refusal(Exception):
    """A parser's reason, to be completed by `guarded`: reads "it is cut short at byte 120; get a whole copy of it"."""


def read_limited(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of a file of at most `limit` bytes. Raises Refusal, OSError."""
    if "\0" in str(path):
        raise Refusal("there is no such file; choose another one")
    if not path.is_file() and path.exists():
        raise Refusal("it is not a file; choose a music file")
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Refusal(f"it is larger than {limit // (1024 * 1024)} MB, too large for this kind of music file")
    if not data:
        raise Refusal("it is empty; look for an earlier version of it")
    return data


def guarded(path: Path, parse: Callable[[bytes], T], limit: int = MAX_FILE_BYTES) -> T:
    """`parse` on the bytes of `path`. Raises FileFormatError with one sentence that names the file, and nothing else.

    Garbage collection rests meanwhile: a million small objects are born here and none of them is garbage.
    """
    try:
        with _uncollected():
            return parse(read_limited(path, limit))
    except Refusal as reason:
        raise FileFormatError(_sentence(path, str(reason))) from reason
    except MuseGenError as error:
        raise FileFormatError(_naming(path, str(error))) from error
    except FileNotFoundError as error:
        raise FileFormatError(_sentence(path, "there is no such file; choose another one")) from error
    except PermissionError as error:
        raise FileFormatError(_sentence(path, "you may not read it; change its permissions")) from error
    except OSError as error:
        reason_text = f"the system says “{error.strerror or error}”; try a copy of it on another disk"
        raise FileFormatError(_sentence(path, reason_text)) from error
    except MemoryError as error:
        raise FileFormatError(_sentence(path, "it does not fit into memory; close other programs")) from error
    except Exception as error:
        _log.warning("Parser failed on %s", path, exc_info=True)
        raise FileFormatError(_sentence(path, "it is damaged in a way this program cannot read")) from error


def _sentence(path: Path, reason: str) -> str:
    return f"“{_name(path)}” cannot be opened: {reason}."


def _naming(path: Path, sentence: str) -> str:
    """A reader's own sentence, with the file's name in it."""
    return sentence if _name(path) in sentence else f"“{_name(path)}”: {sentence}"


def _name(path: Path) -> str:
    return (path.name or str(path)).encode("utf-8", "replace").decode("utf-8")


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
