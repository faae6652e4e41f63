"""Keyed random numbers: every draw is had from what it stands for, never from what was drawn before.

`bits(key, process, month, who)` hashes its four arguments (counter-based, three rounds of the SplitMix64 finaliser;
Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195). What a draw is for (`process`) is a number from
`coopsim.model.processes`. The key comes from seed and run and knows nothing of governance or levers. So the same
election night has the same luck under every governance model (common random numbers), and one more draw, town or
approach moves no other draw.

Everything is `np.uint64`: mixed with a signed integer it would become a float. Interpreted, run it inside
`interpreted()`. `benchmarks/stream_quality.py` tests the quality.
"""

from __future__ import annotations

import hashlib

import numpy as np

from coopsim.model.numerics import normal_quantile
from coopsim.model.rules import equation

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLY_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLY_2 = np.uint64(0x94D049BB133111EB)
_SALT_SEED = np.uint64(0xD1B54A32D192ED03)
_SALT_PAIR = np.uint64(0x8CB92BA72F3D8DD7)
_SALT_INDEX = np.uint64(0xDB4F0B9175AE2165)
_SHIFT_30 = np.uint64(30)
_SHIFT_27 = np.uint64(27)
_SHIFT_31 = np.uint64(31)
_SHIFT_32 = np.uint64(32)
_SHIFT_12 = np.uint64(12)
_ONE_BITS = np.uint64(0x3FF0000000000000)
_JUST_BELOW_ONE = 0.9999999999999999  # 1 − 2⁻⁵³


def interpreted() -> np.errstate:
    """The context in which rules run uncompiled: hashing wraps around silently; ÷ 0 and invalid operations on floats
    raise.

    Raises (inside): FloatingPointError.
    """
    return np.errstate(over="ignore", under="ignore", divide="raise", invalid="raise")


@equation
def mix(x: np.uint64) -> np.uint64:
    """Scramble 64 bits one-to-one, so that flipping one bit flips about half of them (the SplitMix64 finaliser)."""
    x = (x ^ (x >> _SHIFT_30)) * _MULTIPLY_1
    x = (x ^ (x >> _SHIFT_27)) * _MULTIPLY_2
    return x ^ (x >> _SHIFT_31)


@equation
def run_key(seed: int | np.uint64, run: int | np.uint64) -> np.uint64:
    """The key of one run, from seed and run number (both 0 … 2⁶⁴ − 1); distinct for all runs of a seed."""
    return mix(mix(np.uint64(seed) + _SALT_SEED) + _GOLDEN * np.uint64(run))


@equation
def bits(key: np.uint64, process: int | np.uint64, month: int | np.uint64, who: np.uint64) -> np.uint64:
    """64 random bits for one process (1 … 2³² − 1) in one month (0 … 2³² − 1) and one stable id.

    mix(mix(mix(key + G · counter) + who) ⊕ key), with counter = process · 2³² + month and G the golden ratio · 2⁶⁴.
    """
    counter = (np.uint64(process) << _SHIFT_32) + np.uint64(month)
    return mix(mix(mix(key + _GOLDEN * counter) + who) ^ key)


@equation
def uniform(key: np.uint64, process: int | np.uint64, month: int | np.uint64, who: np.uint64) -> float:
    """A uniform number in (0, 1): (m + ½) / 2⁵² with the upper 52 bits m; never 0, never 1."""
    return np.uint64((bits(key, process, month, who) >> _SHIFT_12) | _ONE_BITS).view(np.float64) - _JUST_BELOW_ONE


@equation
def uniform_between(
    key: np.uint64, process: int | np.uint64, month: int | np.uint64, who: np.uint64, low: float, high: float
) -> float:
    """A uniform number between `low` and `high`."""
    return low + (high - low) * uniform(key, process, month, who)


@equation
def normal(key: np.uint64, process: int | np.uint64, month: int | np.uint64, who: np.uint64) -> float:
    """A standard normal number: the quantile of the one uniform number, so a larger uniform means a larger normal."""
    return normal_quantile(uniform(key, process, month, who))


@equation
def pair_id(id_i: np.uint64, id_j: np.uint64) -> np.uint64:
    """The id of the ordered pair (i, j); (j, i) has another."""
    return mix(mix(id_i + _SALT_PAIR) + id_j)


@equation
def indexed_id(owner: np.uint64, k: int | np.uint64) -> np.uint64:
    """The id of the k-th thing of an owner: ordinal term of an office, number in a catalogue (k ≥ 0)."""
    return mix(mix(owner + _SALT_INDEX) + _GOLDEN * np.uint64(k))


def stable_id(text: str) -> np.uint64:
    """The id of a named thing: BLAKE2b (8 bytes, little endian) of its UTF-8 text, whatever its position."""
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "little"))
