"""Speech in a quarter of the bytes: half the sampling rate, and 8 bits by the µ-law (ITU-T G.711)."""

import struct
import wave
from array import array
from functools import cache
from io import BytesIO

_BIAS, _CLIP = 0x84, 32635
_MULAW = 7


def smaller(recording: bytes) -> bytes:
    """A mono WAV of 16 bits at half its rate in µ-law; any other WAV as it is."""
    with wave.open(BytesIO(recording)) as source:
        if source.getnchannels() != 1 or source.getsampwidth() != 2:
            return recording
        rate, samples = source.getframerate() // 2, array("h")
        samples.frombytes(source.readframes(source.getnframes()))
    codes = _codes()
    # The mean of two neighbours: the simplest of filters before every other sample goes.
    halves = bytes(
        codes[(one + two >> 1) & 0xFFFF] for one, two in zip(samples[::2], samples[1::2], strict=False)
    )
    return _file(halves, rate)


def _file(data: bytes, rate: int) -> bytes:
    """A WAV file of µ-law bytes, which Python's own module does not write."""
    form = struct.pack("<HHIIHHH", _MULAW, 1, rate, rate, 1, 8, 0)
    padded = data + b"\0" * (len(data) % 2)
    chunks = (
        b"WAVE"
        + b"fmt " + struct.pack("<I", len(form)) + form
        + b"fact" + struct.pack("<II", 4, len(data))
        + b"data" + struct.pack("<I", len(data)) + padded
    )  # fmt: skip
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


@cache
def _codes() -> bytes:
    """The code of each sample, by its 16 bits without sign."""
    return bytes(_code(value - 0x10000 if value >= 0x8000 else value) for value in range(0x10000))


def _code(sample: int) -> int:
    sign, size = (0x80, -sample) if sample < 0 else (0, sample)
    size = min(size, _CLIP) + _BIAS
    exponent = size.bit_length() - 8
    return ~(sign | exponent << 4 | size >> exponent + 3 & 0x0F) & 0xFF
