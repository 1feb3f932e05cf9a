"""Four-voice chorales of Bach on sixteenths: what a net says of the held-out ones, beside what others have published.

    python benchmarks/jsb16.py --data FOLDER [--run NAME=FOLDER …] [--bundle NAME=FOLDER …] [--json FILE]

`--data` holds Jsb16thSeparated.json (229 / 76 / 77 pieces). Σ nats of everything that is drawn ÷ (4 × steps), the first
step included; a voice that goes on at its pitch counts as one event, held or repeated. `untold`: the net knows nothing
of a piece but which sixteenth of a beat it is in; `told`: metre, key, length and ends of phrases as well, which is help
that the published figures did not have. Runs are those of the recipe `chorale-rnn-rbm` (fp32, torch), bundles are
measured as shipped (int8). The checkpoint of a run was chosen on the validation pieces, untold.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import torch
from figures import write_figures

from musegen_app.bundles.manifest import check_files, read_manifest
from musegen_app.bundles.satb16_graphs import SatbGraphs
from musegen_app.bundles.satb16_scoring import piece_nats
from musegen_app.codecs.satb16 import VOICES, SatbContext
from musegen_app.training.corpus.chorales import Chorale, jsb
from musegen_app.training.recipes.chorale_batches import HIDEABLE, Example
from musegen_app.training.recipes.chorale_task import nats_per_cell, trained
from musegen_app.training.run_folder import RunFolder

PUBLISHED = (  # (what, validation, test): nats per cell; from the papers, on the same split
    ("copy-previous (a miss costs what is best on train)", None, 0.795),
    ("Coconet (Huang et al. 2017)", 0.436, None),
    ("Music Transformer (Huang et al. 2018)", 0.335, None),
    ("TonicNet (Peracha 2019): 0.220 a token, with chords", 0.275, None),
)
Score = Callable[[list[Chorale], bool], float]  # pieces, told → nats per cell


def of_run(folder: Path) -> Score:
    net, _ = trained(RunFolder(folder))
    return lambda pieces, told: nats_per_cell(net, [Example.of(p) for p in pieces], () if told else HIDEABLE)


def of_bundle(folder: Path) -> Score:
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    graphs = SatbGraphs(folder, manifest)

    def score(pieces: list[Chorale], told: bool) -> float:
        nats = cells = 0.0
        for p in pieces:
            context = p.context if told else SatbContext(pickup=p.context.pickup % 4)
            nats += float(np.sum(piece_nats(graphs, p.frames, context, merged=True)))
            cells += VOICES * p.frames.steps
        return nats / cells

    return score


def main() -> int:
    parser = argparse.ArgumentParser(description="Nats per cell on Bach's chorales in sixteenths.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--bundle", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    pieces = jsb(options.data)
    found: dict[str, float] = {}
    print(f"{'':52}{'valid':>9}{'test':>9}{'valid told':>12}{'test told':>11}")
    for name, valid, test in PUBLISHED:
        print(f"{name:52}{_cell(valid, 9)}{_cell(test, 9)}")
    for kind, asked in ((of_run, options.run), (of_bundle, options.bundle)):
        for item in asked:
            name, _, folder = item.partition("=")
            score = kind(Path(folder))
            row = {
                f"{split}{'_told' * told}": score([p for p in pieces if p.split == split], told)
                for told in (False, True)
                for split in ("valid", "test")
            }
            print(f"{name:52}{row['valid']:9.4f}{row['test']:9.4f}{row['valid_told']:12.4f}{row['test_told']:11.4f}")
            found |= {f"{name}_{key}": value for key, value in row.items()}
    write_figures(options.json, found)
    return 0


def _cell(value: float | None, width: int) -> str:
    return " " * width if value is None else f"{value:{width}.3f}"


if __name__ == "__main__":
    sys.exit(main())
