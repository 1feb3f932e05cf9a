"""Tempo, metre and key of a MIDI file: events <-> maps, and what of it only MuseGen's own text can say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from musegen_app.formats.midi_events import META, Event, clamp_tempo
from musegen_app.formats.midi_meta import KEY_SIGNATURE, TEMPO, TIME_SIGNATURE
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import ChordLane, Score
from musegen_app.score.time import DEFAULT_US_PER_QUARTER, MeterChange, MeterMap, TempoChange, TempoMap

_WHOLE = 3840
_MAX_DENOMINATOR_POWER = 6


@dataclass
class SongEvents:
    """The last word of each tick."""

    tempi: dict[int, int] = field(default_factory=dict)
    meters: dict[int, tuple[int, int]] = field(default_factory=dict)
    keys: dict[int, tuple[int, int]] = field(default_factory=dict)
    remarks: set[str] = field(default_factory=set)

    def take(self, event: Event, tick: int) -> bool:
        """Note a tempo, metre or key. False if the event is something else."""
        if event.status != META or event.data1 not in (TEMPO, TIME_SIGNATURE, KEY_SIGNATURE):
            return False
        if event.data1 == TEMPO:
            self._tempo(event.data, tick)
        elif event.data1 == TIME_SIGNATURE:
            self._meter(event.data, tick)
        else:
            self._key(event.data, tick)
        return True

    def _tempo(self, data: bytes, tick: int) -> None:
        us = int.from_bytes(data[:3], "big")
        self.tempi[tick] = clamp_tempo(us)
        if self.tempi[tick] != us:
            self.remarks.add("A tempo outside 4 to 1000 quarters a minute was brought inside.")

    def _meter(self, data: bytes, tick: int) -> None:
        if len(data) < 2 or not data[0] or data[1] > _MAX_DENOMINATOR_POWER:
            self.remarks.add("A time signature that cannot be was left out.")
            return
        self.meters[tick] = (data[0], 1 << data[1])

    def _key(self, data: bytes, tick: int) -> None:
        fifths = int.from_bytes(data[:1], "big", signed=True)
        if len(data) < 2 or abs(fifths) > 7 or data[1] > 1:
            self.remarks.add("A key signature that cannot be was left out.")
            return
        self.keys[tick] = (fifths, data[1])


def tempo_map(tempi: dict[int, int]) -> TempoMap:
    tempi = {0: DEFAULT_US_PER_QUARTER} | tempi
    return TempoMap(tuple(TempoChange(t, tempi[t]) for t in sorted(tempi)))


def meter_map(meters: dict[int, tuple[int, int]], own: dict[str, object]) -> MeterMap:
    """The metre of the file; a short first bar before a longer metre is a pickup."""
    remembered = _own_meter(own)
    if remembered is not None and meter_events(remembered) == meters:
        return remembered
    meters = {0: (4, 4)} | meters
    changes = [MeterChange(t, *meters[t]) for t in sorted(meters)]
    if len(changes) > 1 and changes[0].bar_ticks == changes[1].tick and changes[0].bar_ticks < changes[1].bar_ticks:
        first = MeterChange(0, changes[1].numerator, changes[1].denominator)
        return MeterMap((first, *changes[2:]), changes[1].tick)
    return MeterMap(tuple(changes))


def meter_events(meter: MeterMap) -> dict[int, tuple[int, int]]:
    """Time signatures as they are written: a pickup is a short bar of its own where MIDI can say that."""
    events = {c.tick: (c.numerator, c.denominator) for c in meter.changes}
    short = _as_fraction(meter.pickup_ticks)
    if short is not None:
        events[meter.pickup_ticks] = events[0]
        events[0] = short
    return events


def _as_fraction(ticks: int) -> tuple[int, int] | None:
    for power in range(_MAX_DENOMINATOR_POWER + 1):
        beats, rest = divmod(ticks << power, _WHOLE)
        if ticks and not rest and beats < 256:
            return beats, 1 << power
    return None


def key_changes(keys: dict[int, tuple[int, int]], own: dict[str, object]) -> tuple[KeyChange, ...]:
    """The keys of the file; modes beyond major and minor come from our own text."""
    remembered = _own_keys(own)
    if remembered is not None and key_events(remembered) == keys:
        return remembered
    return tuple(KeyChange(t, _key(*keys[t])) for t in sorted(keys))


def key_events(keys: Iterable[KeyChange]) -> dict[int, tuple[int, int]]:
    minor = {Mode.MINOR, Mode.DORIAN, Mode.PHRYGIAN, Mode.LOCRIAN}
    return {k.tick: (k.key.fifths, int(k.key.mode in minor)) for k in keys}


def _key(fifths: int, minor: int) -> Key:
    return Key((fifths * 7 + (9 if minor else 0)) % 12, Mode.MINOR if minor else Mode.MAJOR)


def own_song(score: Score) -> dict[str, object]:
    """What only our own text can say about the song."""
    lane = score.chords
    return {
        "version": 1,
        "pickup": score.meter.pickup_ticks,
        "meters": [[c.tick, c.numerator, c.denominator] for c in score.meter.changes],
        "keys": [[k.tick, k.key.tonic, k.key.mode.value] for k in score.keys],
        "chords": {"program": lane.program, "volume": lane.volume, "mute": lane.mute},
    }


def _own_meter(own: dict[str, object]) -> MeterMap | None:
    try:
        changes = tuple(MeterChange(int(t), int(n), int(d)) for t, n, d in own["meters"])  # type: ignore[attr-defined]
        return MeterMap(changes, int(own["pickup"]))  # type: ignore[call-overload]
    except (KeyError, TypeError, ValueError):
        return None


def _own_keys(own: dict[str, object]) -> tuple[KeyChange, ...] | None:
    try:
        return tuple(KeyChange(int(t), Key(int(tonic) % 12, Mode(mode))) for t, tonic, mode in own["keys"])  # type: ignore[attr-defined]
    except (KeyError, TypeError, ValueError):
        return None


def own_lane(own: dict[str, object]) -> ChordLane:
    """How the chords sound, without symbols; the defaults for what is missing or wrong."""
    lane, values = ChordLane(), own.get("chords")
    if not isinstance(values, dict):
        return lane
    program, volume, mute = (values.get(name) for name in ("program", "volume", "mute"))
    return ChordLane(
        program=program if isinstance(program, int) and 0 <= program < 128 else lane.program,
        volume=volume if isinstance(volume, int) and 0 <= volume < 128 else lane.volume,
        mute=mute is True,
    )
