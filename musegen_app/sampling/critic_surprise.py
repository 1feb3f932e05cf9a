"""How the net itself takes a take: bored, at ease or lost; and how much of it stands in a training piece."""

from __future__ import annotations

from musegen_app.sampling.critic import Mark, within
from musegen_app.sampling.critic_music import Music
from musegen_app.sampling.critic_norms import Norms
from musegen_app.sampling.likeness import COPIED_BARS, COPIED_NOTES, SAFE_NOTES, USUAL_BARS, USUAL_NOTES, Nearest

HALF = 50  # a mark that is neither good nor bad


def probability(music: Music, norms: Norms) -> Mark:
    """Nats per note of the net itself, before anybody steered it: as many as usual, or too few, or too many."""
    if not music.nats:
        return Mark(None, "No notes to be surprised at")
    nats = sum(music.nats) / len(music.nats)
    low, high = norms.surprise
    value = 100 * within(nats, low, high, low if nats < low else high - low)  # at no surprise at all nothing is left
    told = f"{nats:.1f} nats a note, usual are {low:.1f} to {high:.1f}"
    return Mark(value, f"{_felt(nats, low, high, value)} ({told})")


def _felt(nats: float, low: float, high: float, value: float) -> str:
    if low <= nats <= high:
        return "The net finds these notes natural"
    if value >= HALF:
        return "The net nearly knew what would come" if nats < low else "These notes surprise the net a little"
    if nats < low:
        return "The net knew beforehand what would come"
    return "The net is lost: it would hardly have written these notes"


def originality(nearest: Nearest | None) -> Mark:
    """Nothing off for what every tune shares with some other one, half for what hardly any does, nothing left for a
    passage of several bars."""
    if nearest is None:
        return Mark(None, "This model does not tell what it learned from")
    if not nearest.length:
        return Mark(100.0, "No passage of it stands in a training piece")
    what = "bars" if nearest.in_bars else "notes"
    words = f"{nearest.length} {what} in a row stand in “{nearest.title}”"
    safe, usual, copied = (1, USUAL_BARS, COPIED_BARS) if nearest.in_bars else (SAFE_NOTES, USUAL_NOTES, COPIED_NOTES)
    if nearest.length <= usual:
        return Mark(100 - 50 * max(0, nearest.length - safe) / (usual - safe), words)
    return Mark(50 * within(nearest.length, 0, usual, copied - usual), words)
