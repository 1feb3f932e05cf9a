"""The project file `.musegen`: a zip with JSON inside that holds a song completely.

`project.json` says what it is and which version wrote it; `score.json` is the song, `takes.json` (if there are any) the
takes that wait beside it. Files of older versions are
brought up to date step by step; files of newer ones are refused with a sentence. Saving never destroys the
earlier version (see `base.atomic`); the last ten are kept as backups.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from musegen_app.base.atomic import write_bytes
from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import backups_dir
from musegen_app.formats.guard import Refusal, guarded
from musegen_app.formats.opened import Opened
from musegen_app.formats.project_json import (
    Json,
    WrongValue,
    score_from,
    score_json,
    with_authorship,
    with_sends,
    with_takes,
)
from musegen_app.formats.project_steering import with_steering
from musegen_app.score.model import Score, reserve_ids
from musegen_app.score.track_edits import with_fresh_ids

VERSION = 5
MANY_IDS = 2**28
MAX_UNPACKED_BYTES = 96 * 1024 * 1024
TAKES = "takes.json"
TAKES_DAMAGED = "Its takes are damaged and were left out."
_HEAD, _SCORE = "project.json", "score.json"
# What a damaged zip makes the library raise.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    OverflowError,
    EOFError,
    ValueError,
    OSError,
)
_EARLIER = "an earlier version of it may lie in the backups"
# From version n to n + 1: the score's JSON as the next version wrote it.
MIGRATIONS: dict[int, Callable[[Json], Json]] = {1: with_sends, 2: with_authorship, 3: with_steering, 4: with_takes}


def project_bytes(score: Score, takes: Json | None = None) -> bytes:
    """The whole file; the same score (and takes) give the same bytes."""
    head = {"format": "MuseGen project", "version": VERSION}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in ((_HEAD, head), (_SCORE, score_json(score)), *(((TAKES, takes),) if takes else ())):
            text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
            archive.writestr(_entry(name), text.encode("ascii"))
    return packed.getvalue()


def parse_project(data: bytes) -> Opened:
    """The song in a project file. Raises guard.Refusal."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            head = _read_json(archive, _HEAD, 64 * 1024)
            version = _version(head)
            content = _read_json(archive, _SCORE, MAX_UNPACKED_BYTES)
            takes, remarks = _takes(archive)
    except BROKEN_ZIP as error:
        raise Refusal(f"it is damaged; {_EARLIER}") from error
    for step in range(version, VERSION):
        content = MIGRATIONS[step](content)
    try:
        score = score_from(content)
    except WrongValue as error:
        raise Refusal(f"it is damaged ({error}); {_EARLIER}") from error
    roomy = _with_room_for_ids(score)
    return Opened(roomy, remarks, takes if roomy is score else None)  # takes name tracks by their ids


def _takes(archive: zipfile.ZipFile) -> tuple[Json | None, tuple[str, ...]]:
    """What waits beside the song; a song whose takes are damaged is whole all the same, and a sentence says so."""
    if TAKES not in archive.namelist():
        return None, ()
    try:
        return _read_json(archive, TAKES, MAX_UNPACKED_BYTES), ()
    except (Refusal, *BROKEN_ZIP):
        return None, (TAKES_DAMAGED,)


def _with_room_for_ids(score: Score) -> Score:
    """New ids come after those of the file. No song of ours counts that far, but a file may say so: it gets new
    ids, or the next note could have one that cannot be saved."""
    highest = max([t.id for t in score.tracks] + [n.id for t in score.tracks for n in t.notes], default=0)
    if highest > MANY_IDS:
        return with_fresh_ids(score)
    reserve_ids(highest)
    return score


def read_project(path: Path) -> Score:
    """Raises FileFormatError with one sentence."""
    return guarded(path, parse_project).score


def write_project(score: Score, path: Path, takes: Json | None = None) -> tuple[str, ...]:
    """Save the song so that nothing can be lost; a project holds all of it, so there is nothing to remark.

    Raises FileFormatError, and then the old file is as it was.
    """

    def verify(temporary: Path) -> None:
        opened = guarded(temporary, parse_project)
        found = opened.score
        # Reading sorts; a score that came unsorted is saved all the same.
        if (found != score and found != score_from(score_json(score))) or opened.takes != takes:
            raise FileFormatError(f"“{path.name}” was not saved: it could not be read back as it was written.")

    write_bytes(path, project_bytes(score, takes), verify=verify, backups=backups_dir())
    return ()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # its date is always 1980, so that equal songs are equal files
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _read_json(archive: zipfile.ZipFile, name: str, limit: int) -> Json:
    """One entry, never more than `limit` bytes of it whatever its header claims."""
    try:
        entry = archive.getinfo(name)
    except KeyError as error:
        raise Refusal("it is a zip file, but not a MuseGen project") from error
    if entry.flag_bits & 1:
        raise Refusal("it is locked with a password; MuseGen projects never are")
    with archive.open(entry) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Refusal(f"it unpacks to more than {limit // 1024:,} KB, which no song does")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"it is damaged; {_EARLIER}") from error
    if not isinstance(value, dict):
        raise Refusal(f"it is damaged; {_EARLIER}")
    return value


def _version(head: Json) -> int:
    version = head.get("version")
    if head.get("format") != "MuseGen project" or type(version) is not int or version < 1:
        raise Refusal("it is a zip file, but not a MuseGen project")
    if version > VERSION:
        raise Refusal(f"it was saved by a newer MuseGen (project version {version}, this one reads up to {VERSION})")
    return version
