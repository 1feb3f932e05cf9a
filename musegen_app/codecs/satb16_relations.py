"""Where a pitch finds its logits in the families of relations: to the pitch before, to the tonic, and to each voice
that is given: the interval, whether both move in parallel at that interval, and how far apart they lie. The families
lie side by side; a relation that does not exist points at a last value of its own.
"""

from __future__ import annotations

import numpy as np

from musegen_app.codecs.satb16 import FIRST_PITCH, LOW, PITCHES, SILENCE, VALUES, VOICES, Bools, Ints

_REACH = 24  # semitones from the pitch before, either way
OWN = 2 * _REACH + 2
_CLASSES = 12 + 1
_NEAREST, _FARTHEST = -12, 26  # semitones above another voice
_APART = _FARTHEST - _NEAREST + 2
# own pitch before · intervals with the three other voices · the tonic · parallels with them · distances from them
FAMILIES = (OWN, *(_CLASSES,) * 3, _CLASSES, *(_CLASSES,) * 3, *(_APART,) * 3)
OFFSETS = np.concatenate([[0], np.cumsum(FAMILIES)[:-1]]).astype(np.int64)
GIVEN = 1 + 2 * VALUES  # values of a voice that is given: nothing, what is held, what has just begun
TO_OTHERS = (1, 2, 3, 5, 6, 7, 8, 9, 10)  # the families that need another voice
OTHERS = tuple(tuple(u for u in range(VOICES) if u != v) for v in range(VOICES))


def given(pitches: Ints, onsets: Bools, there: Bools) -> Ints:
    """What each voice gives the others: (…, 4) each → (…, 4) in 0…GIVEN - 1."""
    index = np.where(pitches <= SILENCE, 1, FIRST_PITCH + pitches - LOW)
    return np.where(there, 1 + index + np.where(onsets, VALUES, 0), 0)


def relations(voice: int, before: Ints, now: Ints, there: Bools, tonic: Ints) -> Ints:
    """(N, FAMILIES, PITCHES): before (N, 4) what sounded, now (N, 4) what sounds in the voices that are `there` (N, 4),
    tonic (N), -1 = unknown."""
    pitch = LOW[voice] + np.arange(PITCHES)
    own = before[:, voice, None]
    found = [np.where(own > SILENCE, np.clip(pitch - own, -_REACH, _REACH) + _REACH, OWN - 1)]
    parallel, apart = [], []
    for other in OTHERS[voice]:
        beside, came = now[:, other, None], before[:, other, None]
        sounds = there[:, other, None] & (beside > SILENCE)
        interval = (pitch - beside) % 12
        found.append(np.where(sounds, interval, _CLASSES - 1))
        both = sounds & (own > SILENCE) & (came > SILENCE) & ((own - came) % 12 == interval)
        along = (pitch != own) & (np.sign(pitch - own) == np.sign(beside - came))
        parallel.append(np.where(both & along, interval, _CLASSES - 1))
        apart.append(np.where(sounds, np.clip(pitch - beside, _NEAREST, _FARTHEST) - _NEAREST, _APART - 1))
    found.append(np.where(tonic[:, None] >= 0, (pitch - tonic[:, None]) % 12, _CLASSES - 1))
    found += [*parallel, *apart]
    return np.stack(found, axis=1) + OFFSETS[:, None]
