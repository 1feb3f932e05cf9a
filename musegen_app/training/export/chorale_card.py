"""The card of a chorale bundle: what it learned from, how it was measured, what it is not."""

from __future__ import annotations

from collections.abc import Sequence

from musegen_app.bundles.manifest import Manifest

_TEXT = """# {title}

{description}

## What it is

Four voices on a grid of sixteenths (codec `satb16`): in every step each voice holds on, rests, or begins one of 34
pitches. A GRU has heard the past (pitches, how long they have sounded and how they were reached, intervals between the
voices, place in the bar, metre, key, distance to the end, and what followed the longest stretch heard before); a second
one reads backwards what is already fixed, so that any cells of any voices can be given. Over both stand two heads, and
either can write: `nade`, the voices one after the other, each given those that are there; and `rbm`, a machine of
softmax visibles and binary units whose biases are moved by the past (RNN-RBM), drawn by 25 block Gibbs sweeps. It knows
no words, dynamics or fermatas, and nothing shorter than a sixteenth.

## What it learned from

| set | pieces | licence | attribution |
|---|---|---|---|
{data}

The split of `jsb_chorales` is the published one (229 / 76 / 77); `js_fake_chorales` is split by families that share a
run of 24 notes of the soprano. The second set is machine-made music in Bach's manner. In the first, held and repeated
notes cannot be told apart: there, the probability of either counts. The weights are under {licence}.

## How good it is

Nats of everything that is drawn (held pitches and rests included), on pieces that the net has never seen; nothing is
told of them but where the beats are. `per cell` divides by 4 × the number of sixteenths. Lower is better; saying that
everything stays as it is would cost {copy} on the test chorales.

| pieces | nats per cell | nats per note |
|---|---|---|
{figures}

{log}

## What to expect

Four-part writing in the manner of Lutheran chorales, mostly in quarters and eighths. Its rules of part writing are
habits, not laws: see `docs/models/chorale-rnn-rbm.md` for how often voices cross or run in parallel fifths, beside real
chorales. Long forms are short-winded. The net may come close to what it learned from: `musegen likeness --bundle {name}
FILE` names the chorales that a file repeats; the fingerprints in the bundle do not spell the music.

## Make it again

    musegen train chorale-rnn-rbm jsb_chorales js_fake_chorales --out models/{name}

`training.jsonl` is the log of the past and the autoregressive head, `training_rbm.jsonl` that of the machine;
`training.json` holds the settings. The training behind these weights took {hours:.1f} hours on a part of one core.
"""
_COPY_PREVIOUS = 0.795
_ROWS = {
    "jsb_valid": "Bach, validation",
    "jsb_test": "Bach, test",
    "jsb_some": "twelve of the validation pieces, as shipped (int8)",
    "jsb_some_fp32": "the same twelve, exact (fp32)",
    "js_fake_valid": "JS Fake, validation families",
    "js_fake_test": "JS Fake, test families",
}


def card(
    manifest: Manifest,
    figures: dict[str, float],
    records: Sequence[dict[str, float]],
    rbm_records: Sequence[dict[str, float]],
) -> str:
    """The text of `card.md`; the records are those of the finished epochs."""
    rows = [
        f"| {text} | {figures[f'{name}_nats_per_cell']:.3f} | {figures[f'{name}_nats_per_note']:.3f} |"
        for name, text in _ROWS.items()
        if f"{name}_nats_per_cell" in figures
    ]
    data = [f"| {d.name} | {d.pieces} | {d.licence} | {d.attribution} |" for d in manifest.data]
    return _TEXT.format(
        title=manifest.title,
        name=manifest.name,
        description=manifest.description,
        licence=manifest.licence,
        data="\n".join(data),
        copy=_COPY_PREVIOUS,
        figures="\n".join(rows),
        log=_log(records, rbm_records),
        hours=sum(r.get("seconds", 0.0) for r in (*records, *rbm_records)) / 3600,
    )


def _log(records: Sequence[dict[str, float]], rbm_records: Sequence[dict[str, float]]) -> str:
    if not records:
        return ""
    best = min(records, key=lambda r: r["valid"])
    words = f"Trained for {len(records)} epochs; the weights are those after epoch {best['epoch']:.0f}."
    if rbm_records:
        pseudo = min(r["valid"] for r in rbm_records)
        words += f" The machine: {pseudo:.3f} nats per voice given the other three (validation)."
    return words
