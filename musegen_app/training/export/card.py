"""The card of a bundle: what it learned from, how it was measured, what it is not."""

from __future__ import annotations

import json
from dataclasses import asdict

from musegen_app.bundles.manifest import Manifest
from musegen_app.training.attribution import SETS
from musegen_app.training.run_folder import RunFolder

_TEXT = """# {title}

{description}

## What it is

A stacked LSTM over the events of the `lead` codec (kind, then duration, then pitch; pitches relative to the tonic) with
metre, form, chords, key, tune type and what stood 1, 2, 4 and 8 bars before as inputs, a backward GRU over notes that
are already fixed, and a small GRU that writes chords. It writes one voice; it knows no words, dynamics or ornaments.

## What it learned from

| set | tunes | licence | attribution |
|---|---|---|---|
{data}

Tunes that share a run of 24 notes (in any key) or a title are one family; families, not tunes, were split into train,
valid and test. {chords_from} Licence of the weights: {licence}.

## How good it is

Nats per note count every field that is drawn, rests and the end included; lower is better. Measured on tune families
that the net has never seen, nothing of them fixed.

| | nats per note | bits per quarter |
|---|---|---|
{figures}

"Untold" knows only metre, key and the notes so far. Chords: {chords}

{log}

## What to expect

{expect}
The net can come close to tunes that it learned from: `musegen likeness --bundle {name} FILE` names them where the
bundle carries fingerprints of them.

## Make it again

    musegen train folk-lstm DATA --out models/{name} {settings}

It takes about {hours:.1f} hours on one core; `training.jsonl` is its log, `training.json` its settings.
"""

_FOLK_CHORDS = "Chords come from the sets that have them; the tunes of `cre_irish_dance` have none."
_OWN_CHORDS = "Chords come from the files that have chord symbols."
_FOLK = (
    "Most tunes are British, Irish and American dance tunes in D, G, A and their modes: what lies far from that is "
    "less sure."
)
_OWN = "What lies far from the files it learned from is less sure, and few files teach little."
_ROWS = {
    "valid": "validation families, as shipped (int8)",
    "valid_fp32": "validation families, fp32",
    "valid_untold": "validation families, untold",
    "test": "test families, as shipped (int8)",
}


def card(manifest: Manifest, run: RunFolder) -> str:
    """The text of `card.md`."""
    figures = manifest.figures
    records = run.records()
    best = min(records, key=lambda r: r["nats_per_note"])
    rows = [
        f"| {text} | {figures[f'{name}_nats_per_note']:.3f} | {figures[f'{name}_bits_per_quarter']:.3f} |"
        for name, text in _ROWS.items()
    ]
    data = [f"| {d.name} | {d.pieces} | {d.licence} | {d.attribution} |" for d in manifest.data]
    own = any(d.name not in SETS for d in manifest.data)
    return _TEXT.format(
        title=manifest.title,
        name=manifest.name,
        description=manifest.description,
        licence=manifest.licence,
        chords_from=_OWN_CHORDS if own else _FOLK_CHORDS,
        expect=_OWN if own else _FOLK,
        data="\n".join(data),
        figures="\n".join(rows),
        chords=_chords(figures),
        log=f"Trained for {len(records)} epochs; the weights are those after epoch {best['epoch']:.0f}.",
        settings=_settings(run),
        hours=sum(r["seconds"] for r in records) / 3600,
    )


def _chords(figures: dict[str, float]) -> str:
    if "valid_nats_per_chord" not in figures:
        return "none in this bundle."
    told, free = figures["valid_nats_per_chord"], figures["valid_free_nats_per_chord"]
    return f"{told:.3f} nats per chord step beside the melody, {free:.3f} without it (97 chords)."


def _settings(run: RunFolder) -> str:
    """The settings that differ from the recipe's defaults, as flags."""
    from musegen_app.training.recipes.catalog import recipe

    config = run.config()
    usual = recipe(config["recipe"])
    run_usual = {**asdict(usual.run), "device": config["run"]["device"]}
    changed = [(k, v) for k, v in config["run"].items() if v != run_usual[k]]
    changed += [(k, v) for k, v in config["settings"].items() if v != usual.settings[k]]
    return " ".join(f"--set {k}={json.dumps(v)}" for k, v in changed)
