"""Does the originality index find what is borrowed, and leave alone what is not?

    python benchmarks/originality.py DATA CACHE [--json FILE]

The folk sets (docs/training-data.md): an index of the training families; training tunes transposed and at half tempo,
the same with every sixteenth note changed (goal: 95 % found and rightly named), and tunes of held-out families (goal:
at most 10 % flagged).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from figures import asked, write_figures

from musegen_app.bundles.originality import OriginalityIndex
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.corpus import load_corpus
from musegen_app.training.export.originality import index_of_sheets

Notes = list[tuple[int, int]]
SHORTEST = 32  # notes of a training tune that is asked about


def moved(notes: Notes) -> Notes:
    return [(2 * at, pitch + 5) for at, pitch in notes]


def changed(notes: Notes) -> Notes:
    return [(at, pitch + (3 if i % 16 == 8 else 0)) for i, (at, pitch) in enumerate(moved(notes))]


def shares(
    index: OriginalityIndex, tunes: Sequence[LeadSheet], families: dict[str, set[str]], change: Callable[[Notes], Notes]
) -> tuple[float, float]:
    """Shares of tunes in which a passage was found, and found in a tune of the same family."""
    found = right = 0
    for tune in tunes:
        longest = index.longest(change([(n.start, n.pitch) for n in tune.notes]))
        found += longest is not None
        right += longest is not None and tune.family in families[longest.title]
    return found / len(tunes), right / len(tunes)


def main() -> None:
    (data, cache), out = asked(__doc__, sys.argv[1:], "DATA", "CACHE")
    sheets = [s for s in load_corpus(data, cache) if s.notes]
    index = index_of_sheets(sheets)
    train = [s for s in sheets if s.split == "train"]
    held = [s for s in sheets if s.split != "train"]
    families: dict[str, set[str]] = {}
    for sheet in train:
        families.setdefault(sheet.title, set()).add(sheet.family)
    long = [s for s in train if len(s.notes) >= SHORTEST]
    figures: dict[str, float] = {"training_tunes": len(train), "fingerprints": len(index)}
    print(f"{len(train)} training tunes, {len(index)} fingerprints\n\n{'':42}{'found':>8}{'named':>8}")
    begun = time.perf_counter()
    for name, tunes, change in (
        ("transposed, half tempo", long, moved),
        ("and every 16th note changed", long, changed),
        ("held-out families", held, list),
    ):
        found, right = shares(index, tunes, families, change)
        print(f"{name:34}{len(tunes):8}{found:8.1%}{right:8.1%}")
        figures |= {f"{name}, found": found, f"{name}, named": right}
    asked_about = 2 * len(long) + len(held)
    figures["ms_a_tune"] = (time.perf_counter() - begun) / asked_about * 1e3
    print(f"\n{figures['ms_a_tune']:.2f} ms a tune")
    write_figures(out, figures)


if __name__ == "__main__":
    main()
