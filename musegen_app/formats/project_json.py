"""Score <-> the JSON inside a project file, exactly: ids, origins, locks and all.

Reading checks every value, so that nothing from a file can be out of range in the program. Notes are rows, not
objects: [start, duration, pitch, velocity, id, origin, marks, release velocity]; origins by their number, marks are 1
for a locked note plus 2 for a muted one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from musegen_app.formats.project_steering import steering_from, steering_json
from musegen_app.score.harmony import Chord, ChordSymbol, Quality
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import (
    ChordLane,
    ControlEvent,
    ControlKind,
    Note,
    Origin,
    OriginKind,
    Output,
    Score,
    Section,
    TextEvent,
    Track,
)
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from musegen_app.score.track_edits import MAX_COLOUR

Json = dict[str, object]
T = TypeVar("T")
_FAR = 2**31 - 1
_ANY = 2**63 - 1
_LOCKED, _MUTED = 1, 2
_MAX_ID = 2**30  # the engine and Qt's signals carry ids in 32 bits, and the new ones come after those of the file


class WrongValue(ValueError):
    """The JSON holds something that a project cannot hold; the text says where."""


def score_json(score: Score) -> Json:
    origins = list(dict.fromkeys(n.origin for t in score.tracks for n in t.notes))
    index = {origin: i for i, origin in enumerate(origins)}
    lane = score.chords
    return {
        "title": score.title,
        "tempo": [[c.tick, c.us_per_quarter] for c in score.tempo.changes],
        "meter": [[c.tick, c.numerator, c.denominator] for c in score.meter.changes],
        "pickup": score.meter.pickup_ticks,
        "keys": [[k.tick, k.key.tonic, k.key.mode.value] for k in score.keys],
        "chords": {
            "symbols": [_symbol_json(s) for s in lane.symbols],
            "program": lane.program,
            "volume": lane.volume,
            "mute": lane.mute,
        },
        "sections": [[s.start_tick, s.label] for s in score.sections],
        "texts": _texts_json(score.texts),
        "soundfont": score.soundfont,
        "steering": steering_json(score.steering),
        "origins": [[o.kind.value, o.bundle, o.rng_seed, o.take, o.settings] for o in origins],
        "tracks": [_track_json(t, index) for t in score.tracks],
    }


def _symbol_json(symbol: ChordSymbol) -> list[object]:
    """A fourth value, true, only for a generated one."""
    return [symbol.tick, symbol.text, _chord_json(symbol.chord), *([True] if symbol.generated else [])]


def _chord_json(chord: Chord | None) -> list[object] | None:
    return None if chord is None else [chord.root, chord.quality.value, chord.bass]


def _texts_json(texts: Iterable[TextEvent]) -> list[list[object]]:
    return [[t.tick, t.kind, t.text] for t in texts]


def _track_json(track: Track, origins: dict[Origin, int]) -> Json:
    return {
        "id": track.id,
        "name": track.name,
        "channel": track.channel,
        "program": track.program,
        "bank": track.bank,
        "volume": track.volume,
        "pan": track.pan,
        "reverb": track.reverb,
        "chorus": track.chorus,
        "output": [track.output.synth, track.output.port, track.output.channel],
        "mute": track.mute,
        "solo": track.solo,
        "colour": track.colour,
        "notes": [_note_json(n, origins) for n in track.notes],
        "controls": [[c.tick, c.kind.value, c.value, c.number] for c in track.controls],
        "texts": _texts_json(track.texts),
    }


def _note_json(n: Note, origins: dict[Origin, int]) -> list[int]:
    row = [n.start_tick, n.duration_ticks, n.pitch, n.velocity, n.id, origins[n.origin]]
    return [*row, _LOCKED * n.locked + _MUTED * n.muted, n.release_velocity]


def with_sends(data: Json) -> Json:
    """A song of version 1, which knew no reverb, chorus, MIDI outputs and no SoundFont of its own."""
    usual: Json = {"reverb": 40, "chorus": 0, "output": [True, "", 0]}
    tracks = data.get("tracks")
    if isinstance(tracks, list):
        data = data | {"tracks": [usual | t if isinstance(t, dict) else t for t in tracks]}
    return {"soundfont": ""} | data


def with_authorship(data: Json) -> Json:
    """A song of version 2, whose origins knew no settings and whose tracks had the colours of their places. Its notes
    stay as they are: none was muted."""
    tracks, origins = data.get("tracks"), data.get("origins")
    if isinstance(tracks, list):
        data = data | {"tracks": [{"colour": -1} | t if isinstance(t, dict) else t for t in tracks]}
    if isinstance(origins, list):
        data = data | {"origins": [[*o, ""] if isinstance(o, list) else o for o in origins]}
    return data


def score_from(data: object) -> Score:
    """The score of `score_json`. Raises WrongValue."""
    try:
        score = _score(_object(data))
    except (KeyError, TypeError, IndexError, ValueError, OverflowError) as error:
        raise WrongValue(str(error)) from error
    _check_ids(score)
    return score


def _score(data: Json) -> Score:
    origins = [_origin(*row) for row in _rows(data, "origins")]
    lane = _object(data["chords"])
    return Score(
        title=_text(data["title"]),
        tracks=tuple(_track(_object(t), origins) for t in _list(data, "tracks")),
        tempo=TempoMap(tuple(TempoChange(_tick(t), _int(us, 1, 2**24 - 1)) for t, us in _rows(data, "tempo"))),
        meter=MeterMap(tuple(_meter(*row) for row in _rows(data, "meter")), _tick(data["pickup"])),
        keys=_sorted(
            (KeyChange(_tick(t), Key(_int(k, 0, 11), Mode(_text(m)))) for t, k, m in _rows(data, "keys")), _of_tick
        ),
        chords=ChordLane(
            symbols=_sorted((_symbol(*row) for row in _rows(lane, "symbols")), _of_tick),
            program=_int(lane["program"], 0, 127),
            volume=_int(lane["volume"], 0, 127),
            mute=_bool(lane["mute"]),
        ),
        sections=_sorted((Section(_tick(t), _text(x)) for t, x in _rows(data, "sections")), lambda s: s.start_tick),
        texts=_texts(data),
        soundfont=_text(data["soundfont"]),
        steering=steering_from(_rows(data, "steering")),
    )


def _origin(kind: object, bundle: object, seed: object, take: object, settings: object) -> Origin:
    return Origin(OriginKind(_text(kind)), _text(bundle), _int(seed, -_ANY, _ANY), _text(take), _text(settings))


def _of_tick(item: KeyChange | ChordSymbol | ControlEvent | TextEvent) -> int:
    return item.tick


def _meter(tick: object, numerator: object, denominator: object) -> MeterChange:
    return MeterChange(_tick(tick), _int(numerator, 1, 255), _int(denominator, 1, 64))


def _symbol(tick: object, text: object, chord: object, generated: object = False) -> ChordSymbol:
    if chord is None:
        return ChordSymbol(_tick(tick), None, _text(text), generated is True)
    root, quality, bass = _row(chord)
    return ChordSymbol(
        _tick(tick),
        Chord(_int(root, 0, 11), Quality(_text(quality)), _int(bass, -1, 11)),
        _text(text),
        generated is True,
    )


def _track(data: Json, origins: list[Origin]) -> Track:
    return Track(
        name=_text(data["name"]),
        channel=_int(data["channel"], 0, 15),
        program=_int(data["program"], 0, 127),
        bank=_int(data["bank"], 0, 16383),
        volume=_int(data["volume"], 0, 127),
        pan=_int(data["pan"], 0, 127),
        reverb=_int(data["reverb"], 0, 127),
        chorus=_int(data["chorus"], 0, 127),
        output=_output(*_list(data, "output")),
        mute=_bool(data["mute"]),
        solo=_bool(data["solo"]),
        notes=_sorted((_note(row, origins) for row in _rows(data, "notes")), lambda n: n.order),
        controls=_sorted((_control(*row) for row in _rows(data, "controls")), _of_tick),
        texts=_texts(data),
        id=_int(data["id"], 0, _MAX_ID),
        colour=_int(data["colour"], -1, MAX_COLOUR),
    )


def _output(synth: object, port: object, channel: object) -> Output:
    return Output(_bool(synth), _text(port), _int(channel, 0, 15))


def _note(row: list[object], origins: list[Origin]) -> Note:
    start, duration, pitch, velocity, number, origin, marks, release = row
    start_tick = _tick(start)
    mark = _int(marks, 0, _LOCKED | _MUTED)
    return Note(
        start_tick,
        _int(duration, 1, _FAR - start_tick),
        _int(pitch, 0, 127),
        _int(velocity, 1, 127),
        _int(number, 0, _MAX_ID),
        origins[_int(origin, 0, len(origins) - 1)],
        bool(mark & _LOCKED),
        _int(release, 0, 127),
        bool(mark & _MUTED),
    )


def _control(tick: object, kind: object, value: object, number: object) -> ControlEvent:
    control = ControlKind(_text(kind))
    low, high = (-8192, 8191) if control is ControlKind.BEND else (0, 127)
    return ControlEvent(_tick(tick), control, _int(value, low, high), _int(number, 0, 127))


def _texts(data: Json) -> tuple[TextEvent, ...]:
    return _sorted((TextEvent(_tick(t), _text(k), _text(x)) for t, k, x in _rows(data, "texts")), _of_tick)


def _check_ids(score: Score) -> None:
    notes = [n.id for t in score.tracks for n in t.notes]
    if len(set(notes)) != len(notes) or len({t.id for t in score.tracks}) != len(score.tracks):
        raise WrongValue("the same id twice")


def _sorted(items: Iterable[T], order: Callable[[T], object]) -> tuple[T, ...]:
    return tuple(sorted(items, key=order))  # type: ignore[arg-type]


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise WrongValue("an object is missing")
    return value


def _list(data: Json, name: str) -> list[object]:
    return _row(data[name])


def _rows(data: Json, name: str) -> list[list[object]]:
    return [_row(value) for value in _list(data, name)]


def _row(value: object) -> list[object]:
    if not isinstance(value, list):
        raise WrongValue("a list is missing")
    return value


def _tick(value: object) -> int:
    return _int(value, 0, _FAR)


def _int(value: object, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise WrongValue(f"{str(value)[:40]} is not a whole number from {low} to {high}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongValue("a text is missing")
    return value


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValue("a yes or no is missing")
    return value
