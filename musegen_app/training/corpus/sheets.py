"""Raw tunes -> lead sheets: stretches of one metre and key with regular bars, on the 1/12 grid, one line."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass

from musegen_app.codecs.lead_sheet import TICKS_PER_GRID, LeadChord, LeadNote, LeadSheet
from musegen_app.score.keys import Key
from musegen_app.score.time import MeterChange
from musegen_app.training.corpus.form import sections_of
from musegen_app.training.corpus.raw import FileReport, RawTune

MIN_BARS = 8
MAX_MOVED = 0.2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Regular bars of one metre and key: [start, end) in ticks, the first bar line at `first_bar`."""

    start: int
    first_bar: int
    end: int
    meter: MeterChange
    key: Key | None

    @property
    def bars(self) -> int:
        return -(-(self.end - self.first_bar) // self.meter.bar_ticks)


def lead_sheets(raw: RawTune) -> tuple[list[LeadSheet], FileReport]:
    """Every usable stretch of `raw` as a sheet, and the report about the rest."""
    sheets: list[LeadSheet] = []
    used = moved = notes = 0
    why: list[str] = list(raw.remarks)
    for stretch in stretches(raw):
        if stretch.bars < MIN_BARS:
            continue
        sheet, off = _sheet(raw, stretch)
        if sheet is None:
            why.append("empty stretch")
        elif off > MAX_MOVED * len(sheet.notes):
            why.append(f"{off} of {len(sheet.notes)} notes off the grid")
        else:
            sheets.append(sheet)
            used, moved, notes = used + stretch.bars, moved + off, notes + len(sheet.notes)
    total = _total_bars(raw)
    if used < total - 1 or not sheets:
        why.append("metre or key changes, irregular bars" if sheets else "no regular stretch of 8 bars")
    return sheets, FileReport(raw.source, raw.name, used, max(0, total - used), notes, moved, tuple(why))


def _total_bars(raw: RawTune) -> int:
    total = 0.0
    for (tick, n, d), nxt in zip(raw.meters, [*(m[0] for m in raw.meters[1:]), raw.end], strict=True):
        total += max(0, nxt - tick) / MeterChange(tick, n, d).bar_ticks
    return round(total)


def _regions(raw: RawTune) -> list[tuple[int, int, MeterChange, Key | None]]:
    """Where metre and key stay the same."""
    cuts = sorted({0, raw.end, *(m[0] for m in raw.meters), *(k[0] for k in raw.keys)})
    regions: list[tuple[int, int, MeterChange, Key | None]] = []
    for start, end in itertools.pairwise(cuts):
        _, n, d = raw.meters[max(0, bisect_right([m[0] for m in raw.meters], start) - 1)]
        key = raw.keys[max(0, bisect_right([k[0] for k in raw.keys], start) - 1)][1] if raw.keys else None
        meter = MeterChange(0, n, d)
        if regions and regions[-1][2:] == (meter, key):
            regions[-1] = (regions[-1][0], end, meter, key)
        else:
            regions.append((start, end, meter, key))
    return regions


def stretches(raw: RawTune) -> list[Stretch]:
    """Runs of bars that stay in step; a short bar is fine where a pickup completes it (repeats)."""
    found: list[Stretch] = []
    for start, end, meter, key in _regions(raw):
        lines = sorted({start, end, *(b for b in raw.bars if start < b < end)})
        full = [a for a, b in itertools.pairwise(lines) if b - a == meter.bar_ticks]
        runs: list[list[int]] = []
        for bar in full:
            if runs and (bar - runs[-1][0]) % meter.bar_ticks == 0:
                runs[-1].append(bar)
            else:
                runs.append([bar])
        ends = [*(run[0] for run in runs[1:]), end][: len(runs)]
        for i, (run, limit) in enumerate(zip(runs, ends, strict=True)):
            pickup_from = start if i == 0 else run[0]
            opening = pickup_from if run[0] - pickup_from < meter.bar_ticks else run[0]
            closing = min(limit, run[-1] + 2 * meter.bar_ticks - 1)
            found.append(Stretch(opening, run[0], closing, meter, key))
    return found


def _grid(ticks: int) -> int:
    return (2 * ticks + TICKS_PER_GRID) // (2 * TICKS_PER_GRID)


def _melody(raw: RawTune, stretch: Stretch) -> tuple[list[LeadNote], int]:
    """The top line on the grid, and how many notes had to move for it."""
    top: dict[int, tuple[int, int]] = {}
    moved = 0
    for start, duration, pitch in raw.notes:
        if not stretch.start <= start < stretch.end:
            continue
        moved += (start - stretch.start) % TICKS_PER_GRID != 0
        at = _grid(start - stretch.start)
        until = max(at + 1, _grid(min(start + duration, stretch.end) - stretch.start))
        if at not in top or (pitch, until) > (top[at][1], top[at][0]):
            top[at] = (until, pitch)
    starts = sorted(top)
    following = [*starts[1:], 1 << 40]
    return [LeadNote(a, min(top[a][0], b) - a, top[a][1]) for a, b in zip(starts, following, strict=True)], moved


def _sheet(raw: RawTune, stretch: Stretch) -> tuple[LeadSheet | None, int]:
    notes, moved = _melody(raw, stretch)
    if len(notes) < 8:
        return None, moved
    bar = stretch.meter.bar_ticks // TICKS_PER_GRID
    pickup = _grid(stretch.first_bar - stretch.start)
    last = max(_grid(stretch.end - stretch.start), notes[-1].start + notes[-1].duration)
    length = pickup + -(-(last - pickup) // bar) * bar
    sheet = LeadSheet(
        title=raw.title,
        source=raw.source,
        family="",
        tune_type=raw.tune_type,
        numerator=stretch.meter.numerator,
        denominator=stretch.meter.denominator,
        pickup=pickup,
        length=length,
        key=stretch.key,
        notes=tuple(notes),
        chords=_chords(raw, stretch),
        sections=sections_of(notes, _passes(raw, stretch), pickup, bar, length),
    )
    return sheet, moved


def _chords(raw: RawTune, stretch: Stretch) -> tuple[LeadChord, ...]:
    found: dict[int, LeadChord] = {}
    for tick, chord in raw.chords:
        if tick < stretch.end:
            at = max(0, _grid(tick - stretch.start))
            found[at] = LeadChord(at, chord)
    kept: list[LeadChord] = []
    for at in sorted(found):
        if not kept or kept[-1].chord != found[at].chord:
            kept.append(found[at])
    return tuple(kept)


def _passes(raw: RawTune, stretch: Stretch) -> list[tuple[int, int]]:
    """(grid, block) of the passes inside the stretch; the one under way at its start begins at 0."""
    inside = [p for p in raw.passes if p[0] < stretch.end]
    before = [p for p in inside if p[0] <= stretch.start][-1:]
    after = [p for p in inside if p[0] > stretch.start]
    return [(max(0, _grid(tick - stretch.start)), block) for tick, block, _ in [*before, *after]]
