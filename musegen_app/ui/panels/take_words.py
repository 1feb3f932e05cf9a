"""What is said of a take: its name for a screen reader, its tooltip, the line below the grid."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from musegen_app.sampling.messages import OperationKind
from musegen_app.sampling.take import Take
from musegen_app.ui.translation import marked

DID: dict[OperationKind, str] = {
    OperationKind.CONTINUE: marked("continued"),
    OperationKind.INFILL: marked("filled in"),
    OperationKind.HARMONISE: marked("harmonised"),
    OperationKind.ACCOMPANY: marked("accompanied"),
    OperationKind.MELODY: marked("a melody"),
    OperationKind.VARY: marked("varied"),
    OperationKind.INTERPOLATE: marked("led over"),
    OperationKind.HUMANISE: marked("humanised"),
}


def tr(text: str) -> str:
    return QCoreApplication.translate("Take", text)


def amount_of(take: Take) -> str:
    """How much it is: "27 notes"."""
    count = len(take.notes)
    if not count and take.chords:
        symbols = len(take.chords)
        return tr("1 chord symbol") if symbols == 1 else tr("{0} chord symbols").format(symbols)
    return tr("1 note") if count == 1 else tr("{0} notes").format(count)


def name_of(take: Take, number: int) -> str:
    """For a screen reader: what the card shows."""
    parts = [tr("Take {0}").format(number), amount_of(take)]
    if take.rating:
        parts.append(tr("{0} of 5 stars").format(take.rating))
    if take.critique is not None:
        parts.append(tr("critic {0:.0f}").format(take.critique.total))
    return ", ".join(parts)


def story_of(take: Take, number: int, number_of_id: Callable[[str], int]) -> str:
    """What made this take and what is to be said of it, for the tooltip."""
    lines = [_first_line(take, number), *_descent(take, number_of_id), *_recipe(take), *_judged(take)]
    return "\n".join(line for line in lines if line)


def _first_line(take: Take, number: int) -> str:
    if take.recorded:
        return tr("Take {0}: {1}, played").format(number, amount_of(take))
    if take.pieces:
        return tr("Take {0}: {1}, put together").format(number, amount_of(take))
    did = tr(DID[take.operation.kind])
    return tr("Take {0}: {1} by {2}, {3}").format(number, amount_of(take), take.bundle, did)


def _descent(take: Take, number_of_id: Callable[[str], int]) -> list[str]:
    """Which takes it comes from."""
    parent = number_of_id(take.parent) if take.parent else 0
    lines = [tr("After take {0}").format(parent)] if parent else []
    numbers = sorted({number_of_id(piece[2]) for piece in take.pieces} - {0})
    if numbers:
        lines.append(tr("Bars from takes {0}").format(", ".join(map(str, numbers))))
    return lines


def _recipe(take: Take) -> list[str]:
    """The settings and the dice."""
    if take.recorded or take.pieces:
        return []
    from musegen_app.sampling.steering.catalog import in_words  # numpy: not before there is a take

    settings = in_words(take.steering)
    dice = tr("Dice {0}").format(take.rng_seed)
    return [f"{settings[:1].upper()}{settings[1:]}" if settings else tr("Settings as in a new song"), dice]


def _judged(take: Take) -> list[str]:
    """Why it has its mark."""
    lines = []
    if take.critique is not None:
        lines += ["", tr("Critic: {0:.0f} of 100").format(take.critique.total), *take.critique.words]
    return [*lines, take.recovered]
