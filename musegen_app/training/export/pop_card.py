"""The card of a pop bundle: what it learned from, how it was measured, what it writes, what it is not."""

from __future__ import annotations

from musegen_app.bundles.manifest import Manifest
from musegen_app.codecs.pop import FIELDS, Part
from musegen_app.training.pop_figures import BACKS, VOICES
from musegen_app.training.run_folder import RunFolder

_TEXT = """# {title}

{description}

## What it is

A stacked GRU over the events of the `pop` codec: every half bar begins with a chord, then come the notes in order of
time, each written field by field: when, which part, pitch (from the tonic), length, loudness. It is told place in the
bar and the phrase, key, length, density and register of each part, the last notes of each part, what came next 1, 2, 4
and 8 bars ago, and, where something is given (a melody, chords, an accompaniment, bars that are to stay), what lies
ahead, read from the end by a second GRU. It hears 4/4 on a grid of sixteenths: no triplets, no drums, no pedal.

## What it learned from

| set | songs | licence | attribution |
|---|---|---|---|
{data}

The set's licence covers the arrangements; the songs are commercial ones under copyright, and no file of the set is part
of this bundle. Songs whose melodies share a run of 24 notes (in any key) are one family; families were split into
train, valid and test. The weights are under {licence}.

## How good it is

Nats a note count every field that is drawn, chords and the end included, divided by all notes; lower is better. Songs
that the net has never seen: {valid_pieces:.0f} stretches of the validation and {test_pieces:.0f} of the test songs,
about 24,000 notes of each. The net is told key, length, and density and register of each part. The n-grams see key,
chord and place, and count 500 training stretches at most. The test songs were measured at every export and
chose nothing.

| | all | bits a quarter | {fields} |
|---|---|---|{dashes}|
{figures}

For each part, nats of a note of its own (test, nothing given): {parts}. A chord symbol costs {chord:.2f} nats.
The codec writes back {f1:.1%} (F1) of the test songs' notes on its grid.

## What it writes, beside held-out songs

| | takes | real |
|---|---|---|
{music}

## Is it its own?

The longest run of notes (any key, any tempo) that is also in the training songs, and the share of 16-note runs that
are: {takes} takes of up to {bars} bars from nothing, beside held-out songs of the same length.

| | longest p50 | p90 | longest | 16-note runs found |
|---|---|---|---|---|
{original}

{log}

## What to expect

Chords and accompaniment of a slow pop ballad at the piano, a singable line above it; it knows no words and no form
longer than its phrases. What it writes can come close to songs that people know: listen before you publish.

## Make it again

    musegen train musegen_app/training/recipes/pop_rnn.json DATA --out models/{name}

`training.jsonl` is the log of the run, `training.json` its settings; it took {hours:.1f} hours on a share of one core.
"""
_ROWS = {
    "valid": "validation songs, as shipped (int8)",
    "valid_fp32": "validation songs, fp32",
    "test": "test songs, as shipped (int8)",
    "test_lead_given": "test songs, the lead given",
    "test_ngram": "n-grams in contexts of up to five (test)",
    "test_zero_order": "counts alone (test)",
}
_KEYS = ("nats_per_note", "bits_per_quarter", *(f"{f.name}_nats_per_note" for f in FIELDS))


def card(manifest: Manifest, run: RunFolder) -> str:
    """The text of `card.md`."""
    figures, records = manifest.figures, run.records()
    best = min(records, key=lambda r: r["valid"])
    return _TEXT.format(
        title=manifest.title,
        name=manifest.name,
        description=manifest.description,
        licence=manifest.licence,
        data="\n".join(f"| {d.name} | {d.pieces} | {d.licence} | {d.attribution} |" for d in manifest.data),
        fields=" | ".join(f.name for f in FIELDS),
        dashes="|".join("---" for _ in FIELDS),
        figures="\n".join(_row(name, text, figures) for name, text in _ROWS.items()),
        parts=", ".join(f"{p.name.lower()} {figures[f'test_{p.name.lower()}_nats_per_own_note']:.2f}" for p in Part),
        chord=figures["test_nats_per_chord"],
        f1=figures["test_round_trip_f1"],
        valid_pieces=figures["valid_pieces"],
        test_pieces=figures["test_pieces"],
        music="\n".join(_music(figures)),
        takes=32,
        bars=32,
        original="\n".join(_original(figures)),
        log=f"Trained for {len(records)} epochs of {run.config()['run']['epochs']}; the weights are the running mean "
        f"after epoch {best['epoch']:.0f}.",
        hours=sum(r["seconds"] for r in records) / 3600,
    )


def _row(name: str, text: str, figures: dict[str, float]) -> str:
    values = (figures.get(f"{name}_{key}") for key in _KEYS)
    return f"| {text} | " + " | ".join("" if v is None else f"{v:.3f}" for v in values) + " |"


def _music(figures: dict[str, float]) -> list[str]:
    told = {"chord_tones": "share of the accompaniment's time on chord tones"}
    for name in ("lead", "accompaniment"):
        told |= {f"{name}_bar_{b}": f"bars of the {name} equal to {b} bar{'s' * (b > 1)} before" for b in BACKS}
    rows = [f"| {text} | {figures[f'takes_{k}']:.1%} | {figures[f'real_{k}']:.1%} |" for k, text in told.items()]
    densities = [f"{p.name.lower()}_density" for p in Part]
    return rows + [
        f"| notes a quarter, {k.removesuffix('_density')} | {figures[f'takes_{k}']:.2f} | {figures[f'real_{k}']:.2f} |"
        for k in densities
    ]


def _original(figures: dict[str, float]) -> list[str]:
    keys = ("longest_p50", "longest_p90", "longest")
    return [
        f"| {voice}, {text} | "
        + " | ".join(f"{figures[f'{who}_{voice}_{k}']:.0f}" for k in keys)
        + f" | {figures[f'{who}_{voice}_16_found']:.2%} |"
        for voice in VOICES
        for who, text in (("takes", "takes"), ("floor", "held-out songs"))
    ]
