"""The families of nets. A new one is a file here, a line below, and the contract test picks it up."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from musegen_app.nets.char_lstm import CharLstm
from musegen_app.nets.chords import ChordGru
from musegen_app.nets.drum_rbm import DrumNet
from musegen_app.nets.gru import EventGru
from musegen_app.nets.lstm import EventLstm


@dataclass(frozen=True)
class Family:
    """`name` is what a manifest says; `net` the module."""

    name: str
    net: type[nn.Module]
    description: str


FAMILIES = (
    Family("lstm", EventLstm, "stacked LSTM over events, with a constraint lane"),
    Family("gru", EventGru, "stacked GRU over events, with a constraint lane"),
    Family("text", CharLstm, "stacked LSTM over characters that may copy"),
    Family("rbm", DrumNet, "RBM over the cells of a bar, told what came before, and its touch"),
    Family("chords", ChordGru, "GRU that writes chords, free or to a melody"),
)
