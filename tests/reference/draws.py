"""Keyed random numbers with Python's own whole numbers (docs/random_numbers.md)."""

from statistics import NormalDist

from coopsim.model.streams import stable_id as _stable_id

_64 = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_STANDARD_NORMAL = NormalDist()


def mix(x: int) -> int:
    """The SplitMix64 finaliser."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _64
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _64
    return x ^ (x >> 31)


def stable_id(text: str) -> int:
    """Id of a named thing."""
    return int(_stable_id(text))


def indexed_id(owner: int, k: int) -> int:
    """Id of the k-th thing of an owner."""
    return mix((mix((owner + 0xDB4F0B9175AE2165) & _64) + _GOLDEN * k) & _64)


def pair_id(i: int, j: int) -> int:
    """Id of the ordered pair of two ids."""
    return mix((mix((i + 0x8CB92BA72F3D8DD7) & _64) + j) & _64)


class Luck:
    """All chance of one run: every draw is asked for by process, month and who."""

    def __init__(self, seed: int, run: int) -> None:
        self.key = mix((mix((seed + 0xD1B54A32D192ED03) & _64) + _GOLDEN * run) & _64)

    def uniform(self, process: int, month: int, who: int) -> float:
        """A uniform number between 0 and 1."""
        counter = (process << 32) + month
        bits = mix(mix((mix((self.key + _GOLDEN * counter) & _64) + who) & _64) ^ self.key)
        return ((bits >> 12) + 0.5) / 2.0**52

    def normal(self, process: int, month: int, who: int) -> float:
        """A standard normal number: the quantile of the uniform one."""
        return _STANDARD_NORMAL.inv_cdf(self.uniform(process, month, who))
