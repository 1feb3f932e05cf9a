"""How often the estimators of `score/estimate.py` are right on tunes of held-out families (Nottingham K:, M:).

`python benchmarks/estimate.py DATA CACHE` prints accuracy for whole tunes and for openings of 8, 4 and 2 bars.
The metre profiles are fitted again on the training families first, so that no tune here was seen. The CRE set's
keys and pickups are estimates themselves (only its signatures and metres are given).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from figures import asked, write_figures

from musegen_app.codecs.lead_sheet import TICKS_PER_GRID, LeadSheet
from musegen_app.score.estimate import UNSURE, Triple, estimate_key, estimate_meter, estimate_pickup, estimate_tune_type
from musegen_app.score.meter_profiles import PICKUPS, PROFILES
from musegen_app.training.corpus import load_corpus
from musegen_app.training.meter_fit import fit, pickups

SAME_METER = {(2, 2): (4, 4)}


def opening(sheet: LeadSheet, bars: int | None) -> list[Triple]:
    """The notes of the pickup and the first `bars` bars (None: all), in ticks."""
    until = sheet.length if bars is None else sheet.pickup + bars * sheet.bar
    return [(n.start * TICKS_PER_GRID, n.duration * TICKS_PER_GRID, n.pitch) for n in sheet.notes if n.start < until]


def judge(sheet: LeadSheet, bars: int | None) -> dict[str, tuple[bool, float]]:
    """(right, confidence) of every estimator."""
    notes = opening(sheet, bars)
    key, sure = estimate_key(notes, finished=bars is None)
    numerator, denominator, pickup, meter_sure = estimate_meter(notes)
    written = SAME_METER.get((sheet.numerator, sheet.denominator), (sheet.numerator, sheet.denominator))
    known, known_sure = estimate_pickup(notes, sheet.numerator, sheet.denominator, finished=bars is None)
    kind, kind_sure = estimate_tune_type(notes, sheet.numerator, sheet.denominator)
    right = written == (numerator, denominator)
    assert sheet.key is not None
    judged = {
        "tonic": (key is not None and key.tonic == sheet.key.tonic, sure),
        "signature": (key is not None and key.relative_major == sheet.key.relative_major, sure),
        "metre": (right, meter_sure),
        "metre but for halving": (_beat(numerator, denominator) == _beat(*written), meter_sure),
        "metre and pickup": (right and pickup == sheet.pickup * TICKS_PER_GRID, meter_sure),
        "pickup, metre known": (known == sheet.pickup * TICKS_PER_GRID, known_sure),
    }
    if sheet.tune_type.value != "unknown":
        judged["tune type"] = (kind == sheet.tune_type.value, kind_sure)
    return judged


def _beat(numerator: int, denominator: int) -> str:
    """Duple, triple or compound: what 2/4 and 4/4, 6/8 and 12/8 share."""
    if denominator == 8 and numerator % 3 == 0:
        return "slip" if numerator == 9 else "compound"
    return "triple" if numerator % 3 == 0 else "duple"


def refit(corpus: Sequence[LeadSheet]) -> None:
    """Put profiles of the training families in place of the shipped ones."""
    train = [s for s in corpus if s.source == "nottingham_folk" and s.split == "train"]
    PROFILES.update(fit(train))
    PICKUPS.update(pickups(train))


def report(sheets: Sequence[LeadSheet], bars: int | None) -> dict[str, float]:
    """One line an estimator: accuracy, how often it is sure, accuracy then. Returns the accuracies."""
    shares: dict[str, float] = {}
    print(f"\n{'whole tunes' if bars is None else f'first {bars} bars'} ({len(sheets)} tunes)")
    print(f"{'':22}{'right':>8}{'sure':>8}{'right if sure':>16}")
    judged = [judge(sheet, bars) for sheet in sheets]
    for name in judged[0]:
        rows = [j[name] for j in judged if name in j]
        sure = [right for right, confidence in rows if confidence >= UNSURE]
        shares[name] = sum(right for right, _ in rows) / len(rows)
        print(f"{name:22}{shares[name]:8.1%}{len(sure) / len(rows):8.1%}{sum(sure) / max(1, len(sure)):16.1%}")
    return shares


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    (data, cache), json_file = asked(__doc__, arguments, "DATA", "CACHE")
    found: dict[str, object] = {}
    corpus = load_corpus(data, cache)
    refit(corpus)
    for source in ("nottingham_folk", "cre_irish_dance"):
        held_out = [s for s in corpus if s.source == source and s.split in {"valid", "test"} and s.key]
        print(f"\n== {source}, held-out families")
        for bars in (None, 8, 4, 2):
            found[f"{source}, {bars or 'all'} bars"] = report(held_out, bars)
    write_figures(json_file, found)


if __name__ == "__main__":
    main(sys.argv[1:])
