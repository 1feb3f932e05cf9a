"""The cards of `abc-char` and `drums-rbm`: what they are, learned from, reach, and are not."""

from __future__ import annotations

import math

from musegen_app.bundles.manifest import Manifest
from musegen_app.training.run_folder import RunFolder

NOT_MEASURED = math.nan  # nothing was held out
NGRAM = "nottingham_folk", " The best Witten-Bell n-gram: 1.410 and 1.367."  # by benchmarks/abc_char.py
DRUM_FIGURES = ("pattern_nats_per_bar", "velocity_nats_per_hit", "offset_nats_per_hit")
_ABC = """# {title}

{description}

## What it is

An LSTM over the characters of ABC text: metre, unit length, key and music, one character after the other, as in the
char-RNN case study (A. Karpathy, 2015, "The Unreasonable Effectiveness of Recurrent Neural Networks") and folk-rnn
(B. Sturm et al., 2016). Beside the last two characters it is told where in the bar the text stands, the key, and
which characters stood where the text stood before; it learns how far to copy them.

## What it learned from

{data}

Tunes that share a run of 24 notes (in any key) or a title are one family; families, not tunes, were split. In
training 60 % of the tunes were heard in another usual key of their mode. The weights are under {licence}.

## How good it is

Nats per character on families that the net has never seen, summed over all characters and the end of each tune; as
shipped (int8): validation {valid:.3f}, test {test:.3f}.{ngram}
{log}

## What to expect

British, Irish and American dance tunes. It writes text: now and then a bar has a wrong length. In a song it writes
under rules that keep every bar full and leave repeats out; a whole tune from nothing is written freely, mended or
rejected and counted. It knows no dynamics. `musegen likeness --bundle abc-char FILE` names the
training tunes that a tune repeats, if it does: the bundle carries fingerprints of them that do not spell the music.

## Make it again

    musegen train {config} DATA --out models/abc-char

`training.jsonl` is the log, `training.json` the settings.
"""

_DRUMS = """# {title}

{description}

## What it is

A restricted Boltzmann machine over the cells of a bar (24 slots of sixteenths and triplets × nine drums, each silent,
soft or loud) whose biases are moved by style, tempo, density, fill, metre and the two bars before (G. Taylor and G.
Hinton, 2009), trained with contrastive divergence, then with a persistent chain for every bar (T. Tieleman, 2008). A
small net beside it gives each hit its velocity and its place before or after the slot. Bars are drawn by block Gibbs
sampling in numpy; what you drew is clamped, so that filling in is exact.

## What it learned from

{data}

Whole groups of a session, style and tempo were kept for validation; the set's published validation files were only
tested on, its published test files are not in our copy. The weights are under {licence}: name the authors of the set.

## How good it is

| | pattern, nats per bar | velocity, nats per hit | timing, nats per hit |
|---|---|---|---|
| validation | {valid_pattern_nats_per_bar:.2f} | {valid_velocity_nats_per_hit:.2f} | {valid_offset_nats_per_hit:.2f} |
| test | {test_pattern_nats_per_bar:.2f} | {test_velocity_nats_per_hit:.2f} | {test_offset_nats_per_hit:.2f} |

The normalising constants of the machine are estimates (annealed importance sampling). The net is told style, tempo,
beat or fill, metre and how busy the bar is (one of five). A table that is told nothing but, of each cell, what it was
in the bar before costs 49.90 nats a bar on validation and 43.26 on test. The test bars were measured at every
export and chose nothing. They are not of unheard sessions: 100 of the 124 test performances (58 % of their time) have
companions of the same session, style and tempo among those learned from, so validation is the stricter figure.
{log}

## What to expect

Ten drummers, mostly rock, latin, jazz and funk in 4/4 at 80 to 150 beats a minute; other metres were hardly heard.
Rim and edge of a drum, the pedal of the hi-hat and everything beyond the nine drums are not told apart. Accompanying
knows the song's metre, tempo and how busy it is, and does not listen to its notes. A bar after the filled-in span is
not looked at. `musegen likeness --bundle drums-rbm FILE` names the performances whose bars a song repeats, two and more
in a row: the bundle carries fingerprints of them.

## Make it again

    musegen train {config} DATA --out models/drums-rbm

`training.jsonl` is the log, `training.json` the settings.
"""


def write_abc_card(manifest: Manifest, run: RunFolder) -> str:
    figures = {split: manifest.figures.get(f"{split}_nats_per_character", NOT_MEASURED) for split in ("valid", "test")}
    ngram = NGRAM[1] if manifest.data[0].name == NGRAM[0] else ""
    config = "musegen_app/training/recipes/abc_char.json"
    return _ABC.format(**_common(manifest, run), **figures, ngram=ngram, config=config)


def write_drums_card(manifest: Manifest, run: RunFolder) -> str:
    names = [f"{split}_{name}" for split in ("valid", "test") for name in DRUM_FIGURES]
    figures = {name: manifest.figures.get(name, NOT_MEASURED) for name in names}
    return _DRUMS.format(**_common(manifest, run), **figures, config="musegen_app/training/recipes/drums_rbm.json")


def _common(manifest: Manifest, run: RunFolder) -> dict[str, str]:
    rows = [f"| {d.name} | {d.pieces} | {d.licence} | {d.attribution} |" for d in manifest.data]
    head = "| set | pieces | licence | attribution |\n|---|---|---|---|"
    return {
        "title": manifest.title,
        "description": manifest.description,
        "licence": manifest.licence,
        "data": "\n".join([head, *rows]),
        "log": _log(run),
    }


def _log(run: RunFolder) -> str:
    """How far the training went."""
    records = run.records()
    best = min(records, key=lambda r: r["valid"])
    minutes = sum(r["seconds"] for r in records) / 60
    return (
        f"Trained for {len(records)} epochs in {minutes:.0f} minutes on one core of a busy machine; "
        f"the weights are those after epoch {best['epoch']}."
    )
