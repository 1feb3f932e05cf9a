"""Writing sound: blocks of float samples become a WAV file, block by block, never half a file.

Written by hand: a sound library that writes to an open file swallows the system's "disk full".
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from musegen_app.base.atomic import replacing
from musegen_app.base.errors import FileFormatError, SettingsError

SampleFormat = Literal["16", "24", "32f"]
Block = npt.NDArray[np.float32]
CHANNELS = 2
MAX_DATA_BYTES = 2**32 - 4096  # a WAV counts its bytes in 32 bits
_BYTES: dict[str, int] = {"16": 2, "24": 3, "32f": 4}
_PCM, _FLOAT = 1, 3


def write_wav(
    path: Path, blocks: Iterable[Block], *, sample_rate: int = 48_000, sample_format: SampleFormat = "24"
) -> int:
    """Write stereo blocks (frames × 2, -1..1; louder samples are clipped in the integer formats, no dither) and
    return the number of frames.

    The file appears under its name when all of it is on the disk. Whatever is raised while the blocks are made
    (a cancelled job) passes and leaves neither half a file nor a changed old one. Raises FileFormatError when the
    file cannot be written or would pass 4 GB, SettingsError for a rate or format that WAV does not have.
    """
    if sample_format not in _BYTES or not 1_000 <= sample_rate <= 768_000:
        raise SettingsError("A WAV file has 16, 24 or 32f as its sample format and a rate of 1,000 to 768,000 Hz.")
    with replacing(path) as file:
        file.write(_header(sample_rate, sample_format, 0))
        size = 0
        for block in blocks:
            data = encoded(block, sample_format)
            size += len(data)
            if size > MAX_DATA_BYTES:
                raise FileFormatError(f"“{path.name}” was not saved: a WAV file cannot be larger than 4 GB.")
            file.write(data)
        file.seek(0)
        file.write(_header(sample_rate, sample_format, size))
    return size // (CHANNELS * _BYTES[sample_format])


def encoded(block: Block, sample_format: SampleFormat) -> bytes:
    """The samples as they stand in the file; what is no number is silence."""
    samples = np.asarray(block, dtype=np.float32).reshape(-1, CHANNELS)
    if not np.isfinite(samples.sum()):  # one look at the whole block: it is nearly always well
        samples = np.nan_to_num(samples)
    if sample_format == "32f":
        return bytes(samples.astype("<f4").tobytes())
    full = 2 ** (8 * _BYTES[sample_format] - 1)
    scaled = samples.astype(np.float64) * full
    whole = np.rint(np.maximum(np.minimum(scaled, full - 1, out=scaled), -full, out=scaled), out=scaled).astype("<i4")
    if sample_format == "16":
        return bytes(whole.astype("<i2").tobytes())
    return bytes(whole.reshape(-1, 1).view(np.uint8)[:, :3].tobytes())


def _header(sample_rate: int, sample_format: SampleFormat, size: int) -> bytes:
    """Everything before the samples; `size` is their number of bytes, always even with two channels."""
    width = _BYTES[sample_format]
    frame = CHANNELS * width
    kind = _FLOAT if sample_format == "32f" else _PCM
    form = struct.pack("<HHIIHH", kind, CHANNELS, sample_rate, sample_rate * frame, frame, 8 * width)
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    if kind == _FLOAT:
        chunks += b"fact" + struct.pack("<II", 4, size // frame)
    chunks += b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", len(chunks) + size) + chunks
