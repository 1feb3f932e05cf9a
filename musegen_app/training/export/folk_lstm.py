"""Packs the runs of the recipe `folk-lstm` as a bundle, measures it and writes its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.bundles.manifest import FileEntry, Manifest, sha256_of
from musegen_app.bundles.scoring import score
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.attribution import data_sets, own_sources
from musegen_app.training.export.bundle import BundleText, write_bundle
from musegen_app.training.export.card import card
from musegen_app.training.run_folder import RunFolder

SHIPPED = "folk-lstm"
TITLE = "Folk LSTM"
DESCRIPTION = (
    "Folk melodies with chord symbols: reels, jigs, hornpipes, polkas, waltzes, marches and old songs, "
    "continued from your seed or begun from nothing."
)
LICENCE = "GPL-3.0-or-later"


def export(out: Path, run: Path, chords_run: Path | None, sheets: Sequence[LeadSheet]) -> Manifest:
    """Write the bundle, score it on the validation and test families, write figures and card.

    It is called like its folder, so that a bundle of one's own does not hide the shipped one in the list of models.
    """
    name = out.resolve().name
    title, own = TITLE if name == SHIPPED else name, own_sources(sheets)
    description = f"One melody line, learned from {', '.join(own)}." if own else DESCRIPTION
    licence = "that of the files it learned from" if own else LICENCE
    text = BundleText(name, title, description, licence, RunFolder(run).data_sets() or data_sets(sheets), {})
    manifest = write_bundle(out, run, chords_run, text)
    manifest = replace(manifest, figures=_measured(out, sheets) | _chord_figures(chords_run))
    (out / "card.md").write_text(card(manifest, RunFolder(run)), "utf-8")
    entry = FileEntry((out / "card.md").stat().st_size, sha256_of(out / "card.md"))
    manifest = replace(manifest, files={**manifest.files, "card.md": entry})
    manifest.write(out)
    return manifest


def _measured(out: Path, sheets: Sequence[LeadSheet]) -> dict[str, float]:
    """Nats per note and bits per quarter as shipped (int8), exact (fp32), and told nothing but metre and key."""
    valid = [s for s in sheets if s.split == "valid"]
    shipped, exact = StepGraphs(out), StepGraphs(out, "fp32")
    runs = {
        "valid": score(valid, shipped),
        "valid_fp32": score(valid, exact),
        "valid_untold": score(valid, shipped, told=False),
        "test": score([s for s in sheets if s.split == "test"], shipped),
    }
    return {
        f"{name}_{key}": round(tally.figures()[key], 5)
        for name, tally in runs.items()
        for key in ("nats_per_note", "bits_per_quarter", "coverage")
    }


def _chord_figures(chords_run: Path | None) -> dict[str, float]:
    if chords_run is None:
        return {}
    best = min(RunFolder(chords_run).records(), key=lambda r: r["nats_per_chord"] + r["free_nats_per_chord"])
    return {f"valid_{k}": round(best[k], 5) for k in ("nats_per_chord", "free_nats_per_chord")}
