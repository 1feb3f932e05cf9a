"""From what the user wishes to what the worker is asked: checked, with everything filled in. GUI thread."""

from __future__ import annotations

import random
from dataclasses import replace

from musegen_app.base.errors import SettingsError
from musegen_app.sampling.limits import MAX_BARS, MAX_TAKES
from musegen_app.sampling.messages import Begin, Hearing, OperationKind, Steering
from musegen_app.sampling.operations import refusal
from musegen_app.score.model import Score
from musegen_app.session.compose_state import ComposeState, GenerateRequest
from musegen_app.session.styles import Style

MAX_RNG_SEED = 2**31


def check_request(request: GenerateRequest, state: ComposeState, bundle: str) -> None:
    """Raises SettingsError with the reason why that cannot be asked for."""
    operation = request.operation
    if not 1 <= request.takes <= MAX_TAKES:
        raise SettingsError(f"{request.takes} takes cannot be asked for at once: choose 1 to {MAX_TAKES}.")
    if not 1 <= request.bars <= MAX_BARS:
        raise SettingsError(f"{request.bars} bars cannot be asked for: choose 1 to {MAX_BARS}.")
    if state.bundle_ready and operation.kind not in state.operations:
        raise SettingsError(refusal(bundle, operation.kind, state.operations))
    if operation.kind.replaces and operation.end_tick <= (request.start_tick or 0):
        raise SettingsError("There is nothing between the bars asked for: the last comes before the first.")
    if operation.kind is OperationKind.INTERPOLATE and operation.to_end_tick <= operation.to_from_tick:
        raise SettingsError("Going from one passage to another needs a second passage: say from which bar to which.")


def begin_for(
    request: GenerateRequest,
    number: int,
    score: Score,
    steering: Steering,
    wish: Hearing,
    whole_song: bool,
    style: Style = (),
) -> Begin:
    """The worker's request, from `request.start_tick` on; `steering`, `wish` and `style` count where `request` has
    none."""
    return Begin(
        request=number,
        score=score,
        track_id=request.track_id,
        seed_from_tick=request.seed_from_tick,
        start_tick=request.start_tick or 0,
        bars=request.bars,
        steering=steering if request.steering is None else request.steering,
        wish=wish if request.wish is None else request.wish,
        rng_seed=random.randrange(MAX_RNG_SEED) if request.rng_seed is None else request.rng_seed,
        credit_tick=0,
        with_chords=request.with_chords,
        operation=replace(request.operation, style=_style(request, style)),
        takes=request.takes,
        first_take=request.first_take,
        whole_song=whole_song,
    )


def _style(request: GenerateRequest, usual: Style) -> Style:
    """What the net is told: what the request says, else its operation, else the usual."""
    return request.style if request.style is not None else request.operation.style or usual
