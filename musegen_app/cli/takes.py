"""Many takes at once: `musegen generate --takes 16 --best 3 -o tune.mid` writes tune-01.mid, tune-02.mid, tune-03.mid.

All come from one request and one seed number; take k is the same whatever their number.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.base.errors import SettingsError
from musegen_app.cli import terminal, values

if TYPE_CHECKING:
    from musegen_app.sampling.messages import Steering
    from musegen_app.sampling.take import Take
    from musegen_app.score.time import MeterMap
    from musegen_app.session.session import Session

Facts = dict[str, object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--takes", type=values.takes, default=1, metavar="N", help="so many variants at once: OUT-01, OUT-02 …")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--best", type=values.takes, metavar="K", help="write only the K best, as the critic judges")
    which.add_argument("--all", action="store_true", help="write all of them, in the order of their numbers (default)")


def check(args: argparse.Namespace) -> None:
    """Raises SettingsError."""
    if args.best is not None and args.best > args.takes:
        raise SettingsError(f"The {args.best} best of {args.takes} cannot be written: ask for more --takes.")


def chosen(session: Session, args: argparse.Namespace) -> list[Take]:
    """The takes to be written, in the order of their files."""
    compose = session.compose
    return list(compose.takes) if args.best is None else list(compose.ranked()[: args.best])


def write_each(
    session: Session, args: argparse.Namespace, takes: list[Take], write: Callable[[Path], None]
) -> list[tuple[Path, Take]]:
    """Each take in the song, one after the other, and the song handed to `write`; with its file."""
    base, written = session.document.place, []
    for number, take in enumerate(takes, start=1):
        path = numbered(args.output, number) if args.takes > 1 else args.output
        session.compose.select_take(take.id)
        session.compose.accept()
        write(path)
        written.append((path, take))
        if len(takes) > 1:
            session.document.go_to(base)
    return written


def numbered(path: Path, number: int) -> Path:
    """`tune.mid` -> `tune-01.mid`."""
    return path.with_name(f"{path.stem}-{number:02d}{path.suffix}")


def facts_of(take: Take, path: Path, meter: MeterMap) -> Facts:
    """All about one take: where it was written, how it was made and how it is judged."""
    return {
        "output": str(path),
        "take": take.id,
        "bundle": take.bundle,
        "rng_seed": take.rng_seed,
        "index": take.index,
        "settings": settings_of(take.steering),
        "bars": bars_of(take, meter),
        "parts": [p.name for p in take.parts],
        "notes": len(take.notes),
        "chords": len(take.chords),
        "nats_per_note": round(sum(take.surprises) / max(1, len(take.surprises)), 3),
        "recovered": take.recovered,
        "gave_way": list(take.gave_way),
        "critique": None if take.critique is None else asdict(take.critique),
        "nearest": None if take.nearest is None else asdict(take.nearest),
    }


def settings_of(steering: Steering) -> Facts:
    """What is not as it is without a wish."""
    usual = {f.name: f.default for f in fields(steering)}
    return {name: value for name, value in asdict(steering).items() if value != usual[name]}


def bars_of(take: Take, meter: MeterMap) -> int:
    """How many bars the take writes into; a start in mid-bar counts with the next one."""
    return len(meter.bar_lines(take.start_tick, take.end_tick))


def show_all(written: list[tuple[Path, Take]], made: int) -> None:
    """A line a file."""
    head = ("file", "take", "notes", "critic", "nearest passage")
    terminal.table(head, [_row(path, take) for path, take in written])
    if len(written) < made:
        terminal.show(f"{len(written)} of {made} takes were written")


def _row(path: Path, take: Take) -> tuple[str, ...]:
    mark = "" if take.critique is None else f"{take.critique.total:.0f}"
    near = take.nearest
    unit = "bars" if near is not None and near.in_bars else "notes"
    like = f"{near.length} {unit} of {near.title}" if near is not None and near.length else ""
    return (str(path), str(take.index + 1), str(len(take.notes)), mark, like)
