"""Does an A section come back? 32-bar takes (A A B A) with and without look-back inputs, counted and drawn.

    python benchmarks/form.py [--bundle models/folk-lstm] [--takes 20] [--picture docs/pictures/form.png] [--json FILE]

The same net, seeds, chords and form plan; only the look-back inputs are told or left unknown. Counted: the share of
the bars of the two later A sections that are the bar of the first A, note for note; and of B (which should be new).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from figures import write_figures

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.codecs.lead import FIELDS, PITCH
from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_sheet import LeadNote, LeadSection, TuneType
from musegen_app.sampling.autoregressive import LeadSampler, next_events
from musegen_app.sampling.chords import harmonise
from musegen_app.sampling.draw import Dice
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.rules import Rules
from musegen_app.score.keys import Key

BAR, PART = 48, 8 * 48
LETTERS = "AABA"
LENGTH = len(LETTERS) * PART


def context(graphs: StepGraphs, rng_seed: int) -> LeadContext:
    """A 32-bar reel in D with chords of the bundle's own."""
    sections = tuple(LeadSection(i * PART, c, LETTERS[:i].count(c)) for i, c in enumerate(LETTERS))
    plan = LeadContext(4, 4, 0, LENGTH, Key(2), TuneType.REEL, (), sections)
    return replace(plan, chords=harmonise(graphs, plan, (), 0, LENGTH, (rng_seed, 0)).sounding)


def take(graphs: StepGraphs, rng_seed: int, look_back: bool) -> list[LeadNote]:
    rules = Rules(0, LENGTH, (0, FIELDS[PITCH].size - 1))
    plan = replace(context(graphs, rng_seed), look_back=look_back)
    sampler = LeadSampler(graphs, plan, Dice(rng_seed), Steering(), rules)
    while sampler.position < LENGTH:
        next_events(graphs, [sampler])
    return sampler.tracker.notes()


def bars(notes: Sequence[LeadNote]) -> list[tuple[tuple[int, int, int], ...]]:
    """Each bar's notes as (place, duration, pitch)."""
    out: list[list[tuple[int, int, int]]] = [[] for _ in range(LENGTH // BAR)]
    for n in notes:
        out[n.start // BAR].append((n.start % BAR, n.duration, n.pitch))
    return [tuple(b) for b in out]


def returned(notes: Sequence[LeadNote]) -> list[bool]:
    """For each bar whether it is, note for note, the bar at this place of the first A."""
    music = bars(notes)
    return [i >= 8 and bool(music[i]) and music[i] == music[i % 8] for i in range(len(music))]


def shares(notes: Sequence[LeadNote]) -> tuple[float, float]:
    """(share of the later A bars that came back, share of B bars that did)."""
    same = returned(notes)
    later_a = [same[i] for i in range(8, 32) if LETTERS[i // 8] == "A"]
    return sum(later_a) / len(later_a), sum(same[16:24]) / 8


def draw(path: Path, takes: dict[str, list[LeadNote]]) -> None:
    """One strip per take: bars that came back in colour, new ones in grey."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 2.5 * len(takes)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(takes), 1, sharex=True)
    for axis, (title, notes) in zip(axes, takes.items(), strict=True):
        same = returned(notes)
        colours = ["#e07a3f" if same[n.start // BAR] else "#4a6fa5" if n.start < PART else "#9aa3ad" for n in notes]
        axis.barh(
            [n.pitch for n in notes], [n.duration - 0.8 for n in notes], 0.9, [n.start for n in notes], color=colours
        )
        for bar in range(0, 33):
            axis.axvline(bar * BAR, color="#d5d8dc" if bar % 8 else "#50565e", lw=0.5 if bar % 8 else 1.2, zorder=0)
        for i, letter in enumerate(LETTERS):
            axis.text(i * PART + 8, 1.02, letter, transform=axis.get_xaxis_transform(), fontsize=11, weight="bold")
        axis.set_title(title, fontsize=10, loc="right")
        axis.set_ylabel("pitch")
        axis.set_xlim(0, LENGTH)
    axes[-1].set_xticks([i * 4 * BAR for i in range(9)], [str(1 + 4 * i) for i in range(9)])
    axes[-1].set_xlabel("bar · blue: first A · orange: the same bar again, note for note · grey: new")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--bundle", type=Path, default=Path("models/folk-lstm"))
    parser.add_argument("--takes", type=int, default=20)
    parser.add_argument("--picture", type=Path, default=Path("docs/pictures/form.png"))
    parser.add_argument("--seed", type=int, default=1, help="rng seed of the takes in the picture")
    parser.add_argument("--json", type=Path, help="also write name → number here")
    options = parser.parse_args()
    graphs = StepGraphs(options.bundle)
    figures: dict[str, float] = {}
    for look_back in (True, False):
        pairs = [shares(take(graphs, seed, look_back)) for seed in range(options.takes)]
        name = "with look-back" if look_back else "without"
        figures[f"{name}: A bars that came back"] = round(sum(a for a, _ in pairs) / len(pairs), 3)
        figures[f"{name}: B bars that are A's"] = round(sum(b for _, b in pairs) / len(pairs), 3)
    for text, value in figures.items():
        print(f"{text:40s} {value:.3f}")
    titles = {"with look-back inputs": True, "without look-back inputs": False}
    draw(options.picture, {title: take(graphs, options.seed, on) for title, on in titles.items()})
    write_figures(options.json, figures)


if __name__ == "__main__":
    main()
