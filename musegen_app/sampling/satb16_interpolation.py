"""From one passage to another: a share of its beats, voice by voice, is taken from the second one, and where the two
meet the net draws anew. The beats that differ least change first; share 0 is the first passage, share 1 the second.
"""

from __future__ import annotations

import numpy as np

from musegen_app.codecs.satb16 import STEPS_PER_QUARTER, TICKS_PER_STEP, VOICES, Bools, Frames, Ints
from musegen_app.codecs.satb16_score import GridNote, Voiced, frames_of_voices, grid_notes, notes_of, voiced
from musegen_app.sampling.messages import Begin
from musegen_app.sampling.satb16_view import Grid
from musegen_app.score.model import Track


def second_passage(begin: Begin, tracks: list[Track], grid: Grid) -> Frames:
    """The passage B as steps of the operation's length: cut, or followed by rests."""
    length = grid.end - grid.start
    end = -(-(begin.operation.to_end_tick - begin.operation.to_from_tick) // TICKS_PER_STEP)
    notes = grid_notes(tracks, begin.operation.to_from_tick, min(length, max(end, 1)))
    return frames_of_voices(voiced(notes).voices, length)


def mixed(first: Frames, second: Frames, share: float, locked: Bools) -> tuple[Frames, Bools]:
    """Music of both, and which of its cells (steps, 4) are fixed. `locked` cells are the first passage's."""
    taken = _taken(first, second, share, locked)
    seams = np.zeros_like(taken)
    seams[1:] = taken[1:] != taken[:-1]
    same = _differences(first, second) == 0
    at = np.minimum(np.arange(first.steps) // STEPS_PER_QUARTER, len(taken) - 1)
    cells = taken[at] & ~locked
    frames = Frames(
        np.where(cells, second.pitches, first.pitches),
        np.where(cells, second.onsets, first.onsets),
    )
    return frames, ~(seams & ~same)[at] | locked


def _taken(first: Frames, second: Frames, share: float, locked: Bools) -> Bools:
    """Which beats (beats, 4) are the second passage's: those that differ least come first."""
    cost = _differences(first, second)
    order = np.argsort(cost, axis=None, kind="stable")
    taken = np.zeros(cost.size, np.bool_)
    taken[order[: round(min(max(share, 0.0), 1.0) * cost.size)]] = True
    return taken.reshape(cost.shape)


def _differences(first: Frames, second: Frames) -> Ints:
    """Of each beat and voice (beats, 4): semitones and onsets."""
    apart = np.abs(first.pitches - second.pitches) + (first.onsets != second.onsets)
    return np.add.reduceat(apart, np.arange(0, first.steps, STEPS_PER_QUARTER), axis=0)


def as_notes(frames: Frames, fixed: Bools, start: int, first_id: int) -> Voiced:
    """The notes of fixed cells, `start` steps later; a note that runs into a free cell ends there."""
    voices: list[tuple[GridNote, ...]] = []
    number = first_id
    for voice in range(VOICES):
        line: list[GridNote] = []
        for begin, end, pitch in notes_of(frames, voice):
            stays = int(np.argmin(np.append(fixed[begin:end, voice], False)))
            if stays:
                line.append(GridNote(start + begin, start + begin + stays, pitch, 0, number))
                number -= 1
        voices.append(tuple(line))
    return Voiced(tuple(voices), ())
