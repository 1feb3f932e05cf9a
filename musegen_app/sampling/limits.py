"""How much of a song a request looks at, and how much it may ask for."""

from __future__ import annotations

FED_BARS = 64  # bars of the seed's end; what lies before is beyond any net's memory
MAX_BARS = 256  # of one take
MAX_TAKES = 64  # of one request
ONE_TRACK = frozenset({"lead"})  # codecs that go on from the seed of one track: only that is sent to the worker
NAMING_NOTES = 256  # last notes of the seed that a take's name is made of
