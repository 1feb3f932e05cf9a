"""Leads a melody towards a note that is to come, as a random walk that has to arrive there.

The shipped melody net says what should follow what was played, but hardly hears what stands behind a gap. So the
pitches of a new note are weighed by how likely a walk from there arrives at the next known note in time. SPREAD was
chosen on the example songs, so that joins are as wide as the tunes' own steps. Far away nothing is weighed.
"""

from __future__ import annotations

import numpy as np

from musegen_app.codecs.lead import PITCH_SIZE
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.sampling.steering.control import LogProbs

SPREAD = 3.0  # standard deviation of a step, semitones
STEP = 6  # grid units of one step of the walk
REACH = 48  # grid units from which the walk is free


def towards_known(tracker: LeadTracker, length: int) -> LogProbs | None:
    """Log-weights of the pitch values of a note of `length` grid units at the tracker's position; None far away."""
    lane, end = tracker.lane, tracker.position + length
    notes = np.flatnonzero((lane.starts >= end) & (lane.pitches > 0))
    if not len(notes) or lane.starts[notes[0]] - end > REACH:
        return None
    steps = 1 + (int(lane.starts[notes[0]]) - end) / STEP
    away = np.arange(PITCH_SIZE) - (int(lane.pitches[notes[0]]) - 1)
    weights: LogProbs = -(away**2) / (2 * SPREAD**2 * steps)
    return weights
