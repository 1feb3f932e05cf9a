"""What the channels must have been told at any place of a playlist, so that seek and loop can *chase* it.

A channel state maps a key (kind, channel, number) to a value: last bank, program, controllers, bend, pressure and
registered parameters (bend range, tuning). Pure; `StateIndex` is built beside the audio thread and read in it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from musegen_app.engine.playlist import BEND, CONTROL, PRESSURE, PROGRAM, Playlist
from musegen_app.engine.route import FIRST_ROUTE

Message = tuple[int, int, int, int]  # kind, channel, data1, data2
Key = tuple[int, int, int]  # kind, channel, number
ChannelState = dict[Key, int]

PARAMETER = 1  # pseudo kind: number = registered parameter, value = data entry (msb << 7 | lsb)
BANK_MSB, BANK_LSB, VOLUME, BALANCE, PAN, EXPRESSION, PEDAL = 0, 32, 7, 8, 10, 11, 64
HOLDING = (PEDAL, 66, 69)  # damper, sostenuto, hold 2: what keeps notes sounding after their note-off
_DATA_MSB, _DATA_LSB, _RPN_LSB, _RPN_MSB = 6, 38, 100, 101
_NRPN = (98, 99)
_NO_PARAMETER = 0x3FFF
_DEFAULTS = {VOLUME: 100, BALANCE: 64, PAN: 64, EXPRESSION: 127}
_CENTRE = 64 << 7
_BEND_RANGE = 2 << 7
_CHECKPOINT = 256  # state events between two stored states


def fold(state: ChannelState, kind: int, channel: int, data1: int, data2: int) -> None:
    """Note what a channel message changes. Notes, key pressure and channel mode messages change nothing."""
    if kind == CONTROL:
        _fold_control(state, channel, data1, data2)
    elif kind in (PROGRAM, PRESSURE):
        state[kind, channel, 0] = data1
    elif kind == BEND:
        state[kind, channel, 0] = data2 << 7 | data1


def _fold_control(state: ChannelState, channel: int, number: int, value: int) -> None:
    if number in (_DATA_MSB, _DATA_LSB):
        parameter = (state.get((CONTROL, channel, _RPN_MSB), 127) << 7) | state.get((CONTROL, channel, _RPN_LSB), 127)
        if parameter != _NO_PARAMETER:
            old = state.get((PARAMETER, channel, parameter), 0)
            state[PARAMETER, channel, parameter] = value << 7 if number == _DATA_MSB else (old & ~127) | value
    elif number in _NRPN:  # selects something that is not a registered parameter: data entry is not for us
        state[CONTROL, channel, _RPN_MSB] = state[CONTROL, channel, _RPN_LSB] = 127
    elif number < 120:
        state[CONTROL, channel, number] = value


def difference(told: ChannelState, wanted: ChannelState) -> list[Message]:
    """The messages that bring channels in state `told` to `wanted`; what `wanted` never sets goes to its default."""
    changed = {key: value for key, value in wanted.items() if told.get(key) != value}
    for key in told:
        if key not in wanted and told[key] != (default := _default(key)) and not _is_instrument_outside(key):
            changed[key] = default
    _program_follows_bank(changed, told, wanted)
    return [message for key in sorted(changed, key=_order) for message in _messages(key, changed[key])]


def _is_instrument_outside(key: Key) -> bool:
    """Bank or program on a lane: a device may take long to change its instrument, so it does so only when told to."""
    kind, channel, number = key
    return channel >= FIRST_ROUTE and (kind == PROGRAM or (kind == CONTROL and number in (BANK_MSB, BANK_LSB)))


def _program_follows_bank(changed: ChannelState, told: ChannelState, wanted: ChannelState) -> None:
    """A bank counts only with the next program change, and a program only in the bank before it."""
    for kind, channel, number in list(changed):
        if kind == CONTROL and number in (BANK_MSB, BANK_LSB):
            program = (PROGRAM, channel, 0)
            changed[program] = wanted.get(program, told.get(program, 0) if channel >= FIRST_ROUTE else 0)


def _default(key: Key) -> int:
    kind, _, number = key
    if kind == CONTROL:
        return 127 if number in (_RPN_LSB, _RPN_MSB) else _DEFAULTS.get(number, 0)
    if kind == BEND:
        return _CENTRE
    return _BEND_RANGE if kind == PARAMETER and number == 0 else 0


def _order(key: Key) -> tuple[int, int, int]:
    """Banks, programs, parameters, the rest: each only works after the one before."""
    kind, channel, number = key
    if kind == CONTROL and number in (BANK_MSB, BANK_LSB):
        return (0, channel, number)
    return ({PROGRAM: 1, PARAMETER: 2}.get(kind, 3), channel, number)


def _messages(key: Key, value: int) -> Iterable[Message]:
    kind, channel, number = key
    if kind == CONTROL:
        yield (CONTROL, channel, number, value)
    elif kind == BEND:
        yield (BEND, channel, value & 127, value >> 7)
    elif kind == PARAMETER:
        select = ((_RPN_MSB, number >> 7), (_RPN_LSB, number & 127), (_DATA_MSB, value >> 7), (_DATA_LSB, value & 127))
        for control, data in (*select, (_RPN_MSB, 127), (_RPN_LSB, 127)):
            yield (CONTROL, channel, control, data)
    else:
        yield (kind, channel, value, 0)


class StateIndex:
    """The channel state before any tick of `playlist`, found without walking the song from its start."""

    def __init__(self, playlist: Playlist) -> None:
        events = playlist.events
        self._events = events[np.isin(events["kind"], (CONTROL, PROGRAM, PRESSURE, BEND))]
        self._checkpoints: list[ChannelState] = []
        state: ChannelState = {}
        for start in range(0, len(self._events) + 1, _CHECKPOINT):
            self._checkpoints.append(dict(state))
            self._walk(state, start, start + _CHECKPOINT)

    def before(self, tick: int) -> ChannelState:
        """What all events before `tick` add up to. A fresh dict."""
        count = int(np.searchsorted(self._events["tick"], tick))
        checkpoint = count // _CHECKPOINT
        state = dict(self._checkpoints[checkpoint])
        self._walk(state, checkpoint * _CHECKPOINT, count)
        return state

    def _walk(self, state: ChannelState, start: int, stop: int) -> None:
        for _, kind, channel, data1, data2, _ in self._events[start:stop].tolist():
            fold(state, kind, channel, data1, data2)
