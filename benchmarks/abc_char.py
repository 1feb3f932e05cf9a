"""Benchmark 2, text: characters of Nottingham ABC. Witten-Bell n-grams of every order beside the net, and what 200 free
texts are worth.

    python benchmarks/abc_char.py DATA CACHE [models/abc-char]

DATA holds the ABC books (`nottingham_folk`); the split by tune family is the one of the training. Nats per character,
summed over all characters and the end of each tune.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from musegen_app.bundles.abc_graphs import AbcGraphs
from musegen_app.bundles.abc_scoring import nats_of_texts
from musegen_app.bundles.manifest import read_manifest
from musegen_app.codecs.abc_text import SYMBOLS, encode
from musegen_app.sampling.abc_tunes import free_texts, shares
from musegen_app.sampling.messages import Steering
from musegen_app.training.recipes.abc_char import read_corpus
from musegen_app.training.witten_bell import WittenBell

ORDERS = range(8)  # characters of context
TEXTS = 200
Texts = dict[str, tuple[str, ...]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("bundle", type=Path, nargs="?", default=Path("models/abc-char"))
    parser.add_argument("--texts", type=int, default=TEXTS)
    options = parser.parse_args()
    texts = read_corpus([options.data], options.cache, 1).texts
    for split, some in texts.items():
        print(f"{split}: {len(some)} tunes, {sum(len(t) + 1 for t in some):,} characters")
    n_grams(texts)
    net(texts, options.bundle)
    written(options.bundle, options.texts, texts["valid"])


def n_grams(texts: Texts) -> None:
    """A line for every order; the best on valid is marked."""
    symbols = {split: [encode(t) for t in some] for split, some in texts.items()}
    rows = []
    for order in ORDERS:
        model = WittenBell(order + 1, SYMBOLS, start=SYMBOLS)
        model.learn(symbols["train"])
        rows.append([total / count for total, count in (model.nats(symbols[s]) for s in ("valid", "test"))])
    best = min(range(len(rows)), key=lambda i: rows[i][0])
    print("\nnats per character     valid    test")
    for order, (valid, test) in zip(ORDERS, rows, strict=True):
        print(f"Witten-Bell, order {order}  {valid:6.4f}  {test:6.4f}{'  best on valid' if order == best else ''}")


def net(texts: Texts, bundle: Path) -> None:
    """The bundle as shipped (int8) and in full precision."""
    manifest = read_manifest(bundle)
    for precision in ("int8", "fp32"):
        graphs = AbcGraphs(bundle, manifest, precision)  # type: ignore[arg-type]
        nats = [sum(nats_of_texts(graphs, texts[s])) / sum(len(t) + 1 for t in texts[s]) for s in ("valid", "test")]
        print(f"{manifest.name:12} {precision:8}  {nats[0]:6.4f}  {nats[1]:6.4f}")


def written(bundle: Path, count: int, real: tuple[str, ...]) -> None:
    """Free texts from nothing with default settings, rng seed 0, take 0…; real tunes judged by the same rules."""
    graphs = AbcGraphs(bundle, read_manifest(bundle))
    begin = time.perf_counter()
    texts = free_texts(graphs, count, 0, Steering())
    seconds = time.perf_counter() - begin
    print(f"\n{count} free texts, {sum(map(len, texts)):,} characters in {seconds:.1f} s")
    mine, theirs = shares(texts), shares(real)
    print(f"{'':20}   net    real (valid)")
    for name, value in mine.items():
        print(f"{name:20} {value:6.3f}  {theirs[name]:6.3f}")


if __name__ == "__main__":
    main()
