"""The colours of codes (`raster.py`): a table with premultiplied ARGB for each of them. Import it only when needed
(numpy)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from musegen_app.score.model import OriginKind, Track
from musegen_app.ui.piano_roll.painters import raster
from musegen_app.ui.piano_roll.painters.arrays import AUTHORS, KINDS, LOCKED, MUTED
from musegen_app.ui.piano_roll.painters.ghosts import FILL, LINE, strength_of
from musegen_app.ui.piano_roll.painters.ink import LEVELS, ink_of, paled
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import Theme, colour

Table = NDArray[np.uint32]
_Inks = NDArray[np.float64]  # red, green, blue a row, 0..1
_Shares = NDArray[np.float64]

_CHOSEN, _HATCH = 70 / 255, 120 / 255  # how much of another colour is mixed in
_HOLLOW = 46 / 255  # how much of a muted note is left
_BRIGHT, _SHADE = 170 / 255, 90 / 255  # of marks and velocity bars
_PALE = 0.4  # notes of other tracks in the overview
_FAINT = 0.22  # of sticks that are too many to be told apart
_MOST_GHOSTS = raster.CHOSEN  # tracks; further ones look like the last


def own(stage: Stage) -> tuple[Table, Table, Table]:
    """The bodies of the active track's notes, the lines along their edges, and the line through the middle, which
    strikes muted ones out."""
    inks = tuple(ink_of(stage, kind) for kind in KINDS)
    return _own(inks, stage.theme, stage.authors)


@lru_cache(maxsize=32)
def _own(inks: tuple[str, ...], theme: Theme, authors: bool) -> tuple[Table, Table, Table]:
    code = np.arange(raster.CODES)
    there, rim = (code & raster.THERE) > 0, (code & raster.RIM) > 0
    chosen = (code & raster.CHOSEN) > 0
    muted, locked = _flag(code, MUTED), _flag(code, LOCKED) & ((code & raster.STRIPE) > 0)
    kinds = code >> raster.FLAGS_SHIFT & AUTHORS
    plain = np.array([[_parts(paled(ink, theme, level)) for level in range(LEVELS)] for ink in inks])
    plain = plain[kinds, code % LEVELS]
    bright, dark = np.array(_parts(theme.selection)), np.array(_parts(theme.shade))
    ink = _mixed(_mixed(plain, dark, _HATCH * _share(locked)), bright, _CHOSEN * _share(chosen))
    outlined = np.where(chosen[:, None], bright, plain)
    lined = chosen | muted
    filled = np.where((rim & lined)[:, None], outlined, ink)
    mark, bar = (code & raster.MARK) > 0, (code & raster.BAR) > 0
    filled = _mixed(_mixed(filled, bright, _BRIGHT * _share(mark)), dark, _SHADE * _share(bar))
    body = _table(filled, _share(there) * np.where(muted & ~rim & ~mark, _HOLLOW, 1.0))
    imported = authors & (kinds == KINDS.index(OriginKind.IMPORTED))
    along = np.where(lined[:, None], outlined, _mixed(ink, bright, _BRIGHT * _share(imported)))
    edge = _table(along, _share(there & ~(rim & ~lined)))
    return body, edge, np.where(there & muted, _table(plain, _share(there)), body)


def _share(which: NDArray[np.bool_]) -> _Shares:
    """1 where it is so, 0 elsewhere."""
    return which.astype(np.float64)


def ghost_code(place: int) -> int:
    """The code of the notes of the ghost track at that place."""
    return raster.THERE | min(place, _MOST_GHOSTS - 1)


def ghosts(stage: Stage, tracks: Sequence[Track]) -> tuple[Table, Table]:
    """The bodies of other tracks' notes, and the dashed lines along their edges."""
    return _ghosts(tuple((stage.colour_of(t.id), strength_of(t)) for t in tracks[:_MOST_GHOSTS]))


@lru_cache(maxsize=32)
def _ghosts(looks: tuple[tuple[str, float], ...]) -> tuple[Table, Table]:
    code = np.arange(raster.CODES)
    place = np.minimum(code % raster.CHOSEN, len(looks) - 1)
    ink = np.array([_parts(ink) for ink, _ in looks])[place]
    strength = np.array([share for _, share in looks])[place] * _share((code & raster.THERE) > 0)
    rim, stripe = (code & raster.RIM) > 0, (code & raster.STRIPE) > 0
    body = _table(ink, strength * np.where(rim, LINE, FILL) / 255)
    return body, _table(ink, strength * np.where(stripe, LINE, FILL) / 255)


def overview(stage: Stage, tracks: Sequence[Track]) -> Table:
    """The notes of all tracks, those of the active one in full."""
    looks = tuple((stage.colour_of(t.id), 1.0 if t.id == stage.track_id else _PALE) for t in tracks[:_MOST_GHOSTS])
    return _overview(looks)


@lru_cache(maxsize=8)
def _overview(looks: tuple[tuple[str, float], ...]) -> Table:
    code = np.arange(raster.CODES)
    place = np.minimum(code % raster.CHOSEN, len(looks) - 1)
    strength = np.array([share for _, share in looks])[place] * _share((code & raster.THERE) > 0)
    return _table(np.array([_parts(ink) for ink, _ in looks])[place], strength)


def sticks(stage: Stage) -> Table:
    """Nothing, then the ink of each author in full, then that of selected notes; then the same faint."""
    return _sticks((*(ink_of(stage, kind) for kind in KINDS), stage.theme.selection))


@lru_cache(maxsize=32)
def _sticks(chosen: tuple[str, ...]) -> Table:
    inks = np.array([_parts(ink) for ink in chosen])
    return _table(np.concatenate((inks[:1], inks, inks)), np.repeat([0.0, 1.0, _FAINT], (1, len(inks), len(inks))))


def faint_stick(ink: int) -> int:
    """Where the faint ink of that author stands in `sticks`."""
    return 1 + len(KINDS) + 1 + ink


def _flag(code: NDArray[np.int64], flag: int) -> NDArray[np.bool_]:
    return (code >> raster.FLAGS_SHIFT & flag) > 0


def _parts(value: str) -> tuple[float, float, float]:
    ink = colour(value)
    return ink.redF(), ink.greenF(), ink.blueF()


def _mixed(first: _Inks, second: _Inks, share: NDArray[np.float64]) -> _Inks:
    return first + (second - first) * share[:, None]


def _table(ink: _Inks, share: NDArray[np.float64]) -> Table:
    """Colours with an opacity each, as Qt keeps them in memory."""
    blue, green, red = (np.rint(ink[:, part] * share * 255).astype(np.uint8) for part in (2, 1, 0))
    made = np.stack((blue, green, red, np.rint(share * 255).astype(np.uint8)), axis=1)
    return made.view("<u4").astype(np.uint32)[:, 0]
