"""The card of a piano bundle: what it learned from, how it was measured, what it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from musegen_app.bundles.manifest import Manifest
from musegen_app.training.corpus.piano import PianoPiece
from musegen_app.training.run_folder import RunFolder

_TEXT = """# {title}

{description}

## What it is

A stacked LSTM over the events of the `perf` codec: one event a note (or pedal), written field by field: gap to the last
event on a grid of 1/24 quarter, key, duration, velocity (16 steps), timing against an even clock (9 steps). It is told
metre, tempo, key, length, density, register, the keys that sound, what stood some beats and bars ago, notes that are
fixed already, and a style: a weight for each composer or period, which can be mixed.

Styles: {styles}.

## What it learned from

| set | pieces | licences (pieces) | attribution |
|---|---|---|---|
{data}

The MIDI files of piano-midi.de are by Bernd Krueger (http://www.piano-midi.de) under CC BY-SA 3.0 DE; of Mutopia only
pieces in the public domain or under CC BY or CC BY-SA were used, each under its own licence as the set's table says.
Because some of that is share-alike, **the weights are given under {licence}**, with the attributions above.

Pieces of both sets that share a run of 24 notes of their highest voice (in any key) or a title and composer are one
family; families, not pieces, were split. Velocity and timing were learned from performances only (Mutopia's are flat
scores), the pedal from the files that have one.

## How good it is

Nats a note count every field that is drawn, pedals, waits and END included; lower is better. Families that the net has
never seen, nothing of them fixed: {valid_pieces:.0f} validation and {test_pieces:.0f} test pieces (of each about 60,000
notes).

| | nats a note | bits a quarter | gap | key or pedal | duration | velocity | timing |
|---|---|---|---|---|---|---|---|
{figures}

A field's column is divided by the events that tell it. "Untold" knows only metre and what was played. Bars that the
codec writes without loss: {coverage:.3f}; notes that come back: F1 {f1:.4f}.

{log}

## What to expect

It writes textures and harmonies of the classical and romantic piano; over many bars it wanders. It can come close to
pieces that it learned from; `originality.safetensors` holds fingerprints of their highest and lowest voices. Its short
hashes collide on purpose and do not spell the music.

## Make it again

    musegen train piano-lstm DATA --out models/{name}{settings}

The net trained for {hours:.1f} hours on one core of a busy machine; `training.jsonl` is its log, `training.json` its
settings. The test families were measured at every export and chose nothing.
"""
_ROWS = {
    "valid": "validation families, as shipped (int8)",
    "valid_fp32": "validation families, fp32",
    "valid_bare": "validation families, untold",
    "test": "test families, as shipped (int8)",
}
_KEYS = (
    "nats_per_note",
    "bits_per_quarter",
    *(f"{f}_nats" for f in ("gap", "value", "duration", "velocity", "timing")),
)


def card(manifest: Manifest, run: RunFolder, pieces: Sequence[PianoPiece]) -> str:
    """The text of `card.md`."""
    figures, records = manifest.figures, run.records()
    rows = [
        f"| {text} | " + " | ".join(f"{figures[f'{name}_{k}']:.3f}" for k in _KEYS) + " |"
        for name, text in _ROWS.items()
    ]
    data = [f"| {d.name} | {d.pieces} | {d.licence} | {d.attribution} |" for d in manifest.data]
    best = min(records, key=lambda r: r["valid"])
    taught = Counter(p.style for p in pieces if p.split == "train")
    return _TEXT.format(
        title=manifest.title,
        name=manifest.name,
        description=manifest.description,
        licence=manifest.licence,
        styles=", ".join(f"{name} ({taught[name]})" for name in manifest.extras["styles"] if taught[name]),
        data="\n".join(data),
        figures="\n".join(rows),
        coverage=figures["valid_coverage"],
        f1=figures["valid_round_trip_f1"],
        valid_pieces=figures["valid_pieces"],
        test_pieces=figures["test_pieces"],
        log=f"Trained for {len(records)} epochs of {run.config()['run']['epochs']}; the weights are the running mean "
        f"after epoch {best['epoch']:.0f}.",
        settings="",
        hours=sum(r["seconds"] for r in records) / 3600,
    )
