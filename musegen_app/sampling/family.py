"""What the rest of the house knows of a codec that can be played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musegen_app.bundles.manifest import Manifest
from musegen_app.sampling.hearing_song import hear_song
from musegen_app.sampling.messages import Begin, Heard, Listen, OperationKind
from musegen_app.sampling.obeyed import EVERY
from musegen_app.sampling.writer import Writer, advance_each


@dataclass(frozen=True, slots=True)
class SamplingFamily:
    """How bundles of one codec are played.

    `open` takes a bundle folder whose files have been checked, and its manifest, and gives what the codec draws with
    (graphs, weights); it raises BundleError. `writer` takes the request, that object and the number of the take in its
    batch. `advance_together` is one step of many writers of one bundle, with one call of the net where that is
    possible; take k must come out the same alone and in any batch. `operations` is what the writer can be asked for,
    `listen` says what the codec hears in a seed, `on_drums` whether it can do something while a drum track is chosen,
    `band` whether several tracks go on together: from where the song ends, not the chosen track. `controls` names the
    controls of `Steering` that act on it.
    """

    codec: str
    open: Callable[[Path, Manifest], Any]
    writer: Callable[[Begin, Any, int], Writer]
    advance_together: Callable[[Sequence[Any]], None] = advance_each
    operations: frozenset[OperationKind] = frozenset({OperationKind.CONTINUE})
    listen: Callable[[Listen], Heard] = hear_song
    on_drums: bool = False
    band: bool = False
    controls: frozenset[str] = EVERY
