"""What a character net is given to go on from: the melody so far as ABC text, or a header when there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from musegen_app.bundles.abc_songs import song_text
from musegen_app.codecs.abc_place import WHOLE, AbcPlace
from musegen_app.formats.abc_write import key_text
from musegen_app.sampling.messages import Begin
from musegen_app.score.estimate import estimate_key
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap

UNIT_TICKS = 4 * 960 // WHOLE  # of `AbcPlace`
LONGEST_SEED = 32  # bars
VELOCITY = 80
_MARK = 127  # a pitch that no melody has: where it is written, the seed ends
SURE_ENOUGH = 0.3


@dataclass(frozen=True, slots=True)
class AbcSeed:
    """`text` sounds from `from_tick` on and ends at the place where the take begins."""

    text: str
    from_tick: int
    velocity: int
    track: Track | None


def seed_of(begin: Begin) -> AbcSeed:
    """The track's notes before the start tick, at most `LONGEST_SEED` bars of them."""
    track = next((t for t in begin.score.tracks if t.id == begin.track_id and not t.is_drums), None)
    notes = [n for n in track.notes if n.start_tick < begin.start_tick and not n.muted] if track else []
    notes = [n for n in notes if n.start_tick >= begin.seed_from_tick]
    meter = _meter(begin)
    key = begin.wish.key or _key(begin.score, notes)
    if not notes:
        return AbcSeed(_header(meter, key), begin.start_tick, VELOCITY, track)
    first = _first_bar(begin.score, notes, begin.start_tick)
    velocity = sorted(n.velocity for n in notes)[len(notes) // 2]
    return AbcSeed(_written(begin, notes, meter, key, first), first, velocity, track)


def _meter(begin: Begin) -> MeterChange:
    """The wished metre, else the one that stands at the start."""
    there = begin.score.meter.at(begin.start_tick)
    wish = begin.wish
    return MeterChange(0, wish.numerator or there.numerator, wish.denominator or there.denominator)


def _key(score: Score, notes: list[Note]) -> Key | None:
    """The written key, unless it is the C major that programs write unasked; else what the notes say."""
    written = score.keys[0].key if score.keys else None
    heard, sure = estimate_key([(n.start_tick, n.duration_ticks, n.pitch) for n in notes])
    if written is not None and (written != Key() or heard is None or sure < SURE_ENOUGH):
        return written
    return heard if notes else written


def _header(meter: MeterChange, key: Key | None) -> str:
    """Metre and unit as the Nottingham books have them; without a key the net chooses one."""
    unit = "L:1/4\n" if meter.denominator in {2, 4} else ""
    named = f"{key_text(key)}\n" if key is not None else ""
    return f"M:{meter.numerator}/{meter.denominator}\n{unit}K:{named}"


def _first_bar(score: Score, notes: list[Note], start: int) -> int:
    """Tick of the bar line at which the seed begins; a pickup of the song counts as one."""
    number = score.meter.position(start).bar - LONGEST_SEED
    return score.meter.bar_start(max(score.meter.position(notes[0].start_tick).bar, number))


def _written(begin: Begin, notes: list[Note], meter: MeterChange, key: Key | None, first: int) -> str:
    """The seed as text, cut off where the take begins."""
    start = begin.start_tick
    inside = [replace(n, start_tick=n.start_tick - first, locked=False) for n in notes if n.start_tick >= first]
    cut = [replace(n, duration_ticks=min(n.duration_ticks, start - first - n.start_tick)) for n in inside]
    mark = Note(start - first, meter.bar_ticks, _MARK)
    chords = [replace(c, tick=c.tick - first) for c in begin.score.chords.symbols if first <= c.tick < start]
    pickup = begin.score.meter.pickup_ticks if first == 0 else 0
    passage = Score(
        tracks=(Track().with_notes([*cut, mark]),),
        meter=MeterMap((meter,), pickup),
        keys=(KeyChange(0, key),) if key is not None else (),
        chords=ChordLane(tuple(_plain(c) for c in chords)),
    )
    return _before_mark(song_text(passage))


def _plain(symbol: ChordSymbol) -> ChordSymbol:
    """As the net's books write it: without what its alphabet lacks."""
    return symbol if symbol.chord is None else replace(symbol, text=symbol.chord.text())


def _before_mark(text: str) -> str:
    """Up to the marked note, the accidental, tie or space in front of it left out."""
    at = text.index("g''''")
    return text[:at].rstrip("^_= ")


def ticks_of(text: str) -> int:
    """How long a text sounds as it is written, in ticks."""
    at, units = AbcPlace(), 0
    for character in text:
        before = at.place + at.sounding
        bar = at.bar
        at.push(character)
        units += before if at.bar != bar else 0
    return (units + at.place + at.sounding) * UNIT_TICKS
