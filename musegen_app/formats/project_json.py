"""Score <-> the JSON inside a project file, exactly: ids, origins, locks and all; its rows are in `project_rows`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from musegen_app.formats.project_rows import (
    MAX_ID,
    Json,
    WrongValue,
    control_from,
    control_json,
    list_of,
    note_from,
    note_json,
    object_of,
    origin_from,
    origin_json,
    origins_of,
    rows_of,
    symbol_from,
    symbol_json,
    text,
    tick,
    whole,
    yes_or_no,
)
from musegen_app.formats.project_steering import steering_from, steering_json
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import ChordLane, ControlEvent, Origin, Output, Score, Section, TextEvent, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from musegen_app.score.track_edits import MAX_COLOUR

__all__ = ["Json", "WrongValue", "score_from", "score_json", "with_authorship", "with_sends", "with_takes"]
T = TypeVar("T")


def score_json(score: Score) -> Json:
    origins = origins_of(n for t in score.tracks for n in t.notes)
    lane = score.chords
    return {
        "title": score.title,
        "tempo": [[c.tick, c.us_per_quarter] for c in score.tempo.changes],
        "meter": [[c.tick, c.numerator, c.denominator] for c in score.meter.changes],
        "pickup": score.meter.pickup_ticks,
        "keys": [[k.tick, k.key.tonic, k.key.mode.value] for k in score.keys],
        "chords": {
            "symbols": [symbol_json(s) for s in lane.symbols],
            "program": lane.program,
            "volume": lane.volume,
            "mute": lane.mute,
        },
        "sections": [[s.start_tick, s.label] for s in score.sections],
        "texts": _texts_json(score.texts),
        "soundfont": score.soundfont,
        "steering": steering_json(score.steering),
        "origins": [origin_json(o) for o in origins],
        "tracks": [_track_json(t, origins) for t in score.tracks],
    }


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
        "notes": [note_json(n, origins) for n in track.notes],
        "controls": [control_json(c) for c in track.controls],
        "texts": _texts_json(track.texts),
    }


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


def with_takes(data: Json) -> Json:
    """A song of version 4, beside which no takes were kept. The song itself is as it was."""
    return data


def score_from(data: object) -> Score:
    """The score of `score_json`. Raises WrongValue."""
    try:
        score = _score(object_of(data))
    except (KeyError, TypeError, IndexError, ValueError, OverflowError) as error:
        raise WrongValue(str(error)) from error
    _check_ids(score)
    return score


def _score(data: Json) -> Score:
    origins = [origin_from(*row) for row in rows_of(data, "origins")]
    lane = object_of(data["chords"])
    return Score(
        title=text(data["title"]),
        tracks=tuple(_track(object_of(t), origins) for t in list_of(data, "tracks")),
        tempo=TempoMap(tuple(TempoChange(tick(t), whole(us, 1, 2**24 - 1)) for t, us in rows_of(data, "tempo"))),
        meter=MeterMap(tuple(_meter(*row) for row in rows_of(data, "meter")), tick(data["pickup"])),
        keys=_sorted(
            (KeyChange(tick(t), Key(whole(k, 0, 11), Mode(text(m)))) for t, k, m in rows_of(data, "keys")), _of_tick
        ),
        chords=ChordLane(
            symbols=_sorted((symbol_from(*row) for row in rows_of(lane, "symbols")), _of_tick),
            program=whole(lane["program"], 0, 127),
            volume=whole(lane["volume"], 0, 127),
            mute=yes_or_no(lane["mute"]),
        ),
        sections=_sorted((Section(tick(t), text(x)) for t, x in rows_of(data, "sections")), lambda s: s.start_tick),
        texts=_texts(data),
        soundfont=text(data["soundfont"]),
        steering=steering_from(rows_of(data, "steering")),
    )


def _of_tick(item: KeyChange | ChordSymbol | ControlEvent | TextEvent) -> int:
    return item.tick


def _meter(at: object, numerator: object, denominator: object) -> MeterChange:
    return MeterChange(tick(at), whole(numerator, 1, 255), whole(denominator, 1, 64))


def _track(data: Json, origins: list[Origin]) -> Track:
    return Track(
        name=text(data["name"]),
        channel=whole(data["channel"], 0, 15),
        program=whole(data["program"], 0, 127),
        bank=whole(data["bank"], 0, 16383),
        volume=whole(data["volume"], 0, 127),
        pan=whole(data["pan"], 0, 127),
        reverb=whole(data["reverb"], 0, 127),
        chorus=whole(data["chorus"], 0, 127),
        output=_output(*list_of(data, "output")),
        mute=yes_or_no(data["mute"]),
        solo=yes_or_no(data["solo"]),
        notes=_sorted((note_from(row, origins) for row in rows_of(data, "notes")), lambda n: n.order),
        controls=_sorted((control_from(*row) for row in rows_of(data, "controls")), _of_tick),
        texts=_texts(data),
        id=whole(data["id"], 0, MAX_ID),
        colour=whole(data["colour"], -1, MAX_COLOUR),
    )


def _output(synth: object, port: object, channel: object) -> Output:
    return Output(yes_or_no(synth), text(port), whole(channel, 0, 15))


def _texts(data: Json) -> tuple[TextEvent, ...]:
    return _sorted((TextEvent(tick(t), text(k), text(x)) for t, k, x in rows_of(data, "texts")), _of_tick)


def _check_ids(score: Score) -> None:
    notes = [n.id for t in score.tracks for n in t.notes]
    if len(set(notes)) != len(notes) or len({t.id for t in score.tracks}) != len(score.tracks):
        raise WrongValue("the same id twice")


def _sorted(items: Iterable[T], order: Callable[[T], object]) -> tuple[T, ...]:
    return tuple(sorted(items, key=order))  # type: ignore[arg-type]
