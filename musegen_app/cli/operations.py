"""The flags that say what a net is to do with which bars and tracks, and what they mean for a song."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.sampling.messages import Operation, OperationKind
from musegen_app.score.model import Score, Track

if TYPE_CHECKING:
    from musegen_app.bundles.manifest import Manifest

KEEPS = ("rhythm", "contour")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of an operation."""
    add = parser.add_argument
    kinds = [kind.value for kind in OperationKind]
    add("--operation", choices=kinds, default="continue", metavar="WHAT", help=f"what to do: {', '.join(kinds)}")
    add("--from-bar", type=bar, metavar="A", help="first bar to be written (from 1)")
    add("--to-bar", type=bar, metavar="B", help="last bar to be written")
    add("--tracks", metavar="N|NAME,…", help="tracks to write anew or to listen to (default: all that make sense)")
    add("--amount", type=amount, default=1.0, metavar="0…1", help="how much a variation changes (default 1)")
    add("--keep", choices=KEEPS, default="", help="what a variation leaves as it is")
    add("--towards", type=passage, metavar="C-D", help="bars of the second passage, for interpolate")
    add(
        "--style", type=style, action="append", default=[], metavar="NAME=W", help="a style with its weight; repeatable"
    )


def bar(text: str) -> int:
    """A bar as people count them, from 1."""
    if not text.isdigit() or not 1 <= int(text) <= 99_999:
        raise argparse.ArgumentTypeError(f"“{text}” is not a bar: bars are counted from 1")
    return int(text)


def amount(text: str) -> float:
    """0 … 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not an amount from 0 to 1")
    return value


def passage(text: str) -> tuple[int, int]:
    """`9-12`: bars 9 to 12."""
    found = re.fullmatch(r"(\d{1,5})\s*[-–]\s*(\d{1,5})", text.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"“{text}” is not a passage: write its first and last bar as 9-12")
    return int(found[1]), int(found[2])


def style(text: str) -> tuple[str, float]:
    """`bach=0.7`; without a weight it is 1."""
    name, _, weight = text.partition("=")
    try:
        value = float(weight) if weight else 1.0
    except ValueError:
        value = -1.0
    if not name.strip() or not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a style with a weight: write for instance bach=0.7")
    return name.strip(), value


def operation_of(args: argparse.Namespace, score: Score) -> tuple[Operation, int | None]:
    """The operation that the flags ask for, and the tick it begins at (None: where the track ends)."""
    kind = OperationKind(args.operation)
    start, end = _span(args, score, kind)
    to_from, to_end = _ticks(score, *args.towards) if args.towards else (0, 0)
    if kind is OperationKind.INTERPOLATE and not args.towards:
        raise SettingsError("Going from one passage to another needs the second one: add --towards 9-12.")
    operation = Operation(
        kind,
        end,
        tuple(choose_track(score, name.strip()).id for name in args.tracks.split(",")) if args.tracks else (),
        args.amount,
        args.keep,
        to_from,
        to_end,
        tuple(args.style),
    )
    return operation, start


def check_styles(args: argparse.Namespace, manifest: Manifest) -> None:
    """Raises SettingsError for a style that the model does not know."""
    known = [word for words in manifest.extras.values() for word in words]
    unknown = [name for name, _ in args.style if name not in known]
    if unknown:
        told = f"it knows: {', '.join(known)}" if known else "it knows no styles"
        raise SettingsError(f"The model {manifest.name} knows no style “{unknown[0]}”; {told}.")


def choose_track(score: Score, wanted: str | None, on_drums: bool = False) -> Track:
    """By number from 1, by name, else the first that has notes of the kind the net writes. Raises MuseGenError."""
    if not score.tracks:
        raise MuseGenError("The seed has no tracks.")
    if wanted is None:
        fitting = [t for t in score.tracks if t.is_drums is on_drums]
        return next((t for t in fitting if t.notes), fitting[0] if fitting else score.tracks[0])
    if wanted.isdigit() and 1 <= int(wanted) <= len(score.tracks):
        return score.tracks[int(wanted) - 1]
    named = [t for t in score.tracks if t.name.lower() == wanted.lower()]
    if not named:
        known = ", ".join(f"{i} {t.name}".strip() for i, t in enumerate(score.tracks, 1))
        raise SettingsError(f"There is no track “{wanted}”; the seed has: {known}.")
    return named[0]


def _span(args: argparse.Namespace, score: Score, kind: OperationKind) -> tuple[int | None, int]:
    """Start (None: where the track ends) and end tick (0: by --bars)."""
    if kind is OperationKind.CONTINUE and args.from_bar is None:
        if args.to_bar is not None:
            raise SettingsError("--to-bar needs --from-bar; continue takes --bars, too.")
        return None, 0
    first = args.from_bar or 1
    if kind is OperationKind.CONTINUE and args.to_bar is None:
        return score.meter.bar_start(first - 1), 0
    last = args.to_bar or score.meter.position(max(0, score.end_tick - 1)).bar + 1
    if last < first:
        raise SettingsError(f"Bar {first} comes after bar {last}: there is nothing between them.")
    return _ticks(score, first, last)


def _ticks(score: Score, first: int, last: int) -> tuple[int, int]:
    """From the beginning of bar `first` to the end of bar `last`; a pickup belongs to bar 1."""
    start = 0 if first == 1 else score.meter.bar_start(first - 1)
    return start, score.meter.bar_start(last)
