"""Random numbers: same bits in both modes, and no pattern along any part of the key. Fixed keys: deterministic."""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from coopsim.compiler import compile_rule
from coopsim.model import streams
from coopsim.model.streams import (
    bits,
    indexed_id,
    interpreted,
    normal,
    pair_id,
    run_key,
    stable_id,
    uniform,
    uniform_between,
)

KEY = np.uint64(0x0123456789ABCDEF)
WHO = stable_id("Quedlinburg")
ONE = np.uint64(1)
N = 1 << 17


def who(i):
    return bits(KEY, 1, 0, i)


def month(i):
    return bits(KEY, 1, i, WHO)


def process(i):
    return bits(KEY, i + ONE, 0, WHO)


def run(i):
    return bits(run_key(ONE, i), 1, 0, WHO)


def seed(i):
    return bits(run_key(i, ONE), 1, 0, WHO)


def key(i):
    return bits(i, 1, 0, WHO)


def term(i):
    return bits(KEY, 1, 0, indexed_id(WHO, i))


def pair(i):
    return bits(KEY, 1, 0, pair_id(i % np.uint64(300), i // np.uint64(300)))


AXES = [who, month, process, run, seed, key, term, pair]


def draw(axis, count=N):
    def fill(out):
        for i in range(out.size):
            out[i] = axis(np.uint64(i))

    out = np.empty(count, np.uint64)
    compile_rule(fill)(out)
    return out


@cache
def drawn(axis):
    return draw(axis)


@pytest.fixture(params=AXES, ids=lambda axis: axis.__name__)
def words(request):
    return drawn(request.param)


def to_uniform(words):
    return (words >> np.uint64(12)).astype(float) / 2**52 + 2.0**-53


def p_of_counts(counts):
    return stats.chisquare(counts).pvalue


ACCEPTED = (1e-5, 1 - 1e-5)


def accepted(p):
    return ACCEPTED[0] < p < ACCEPTED[1]


def test_every_bit_is_fair(words):
    ones = [(words >> np.uint64(b) & ONE).sum() for b in range(64)]
    z = (np.array(ones) - N / 2) / np.sqrt(N / 4)
    assert accepted(stats.chi2.sf((z**2).sum(), 64))


def test_uniform_in_one_and_two_dimensions(words):
    u = to_uniform(words)
    assert accepted(p_of_counts(np.bincount((u * 1024).astype(int), minlength=1024)))
    cells = (u[:-1] * 64).astype(int) * 64 + (u[1:] * 64).astype(int)
    assert accepted(p_of_counts(np.bincount(cells[::2], minlength=4096)))


def test_low_bytes_are_uniform(words):
    for shift in (0, 8, 24):
        assert accepted(
            p_of_counts(np.bincount((words >> np.uint64(shift) & np.uint64(255)).astype(int), minlength=256))
        )


def test_neighbours_along_the_axis_are_uncorrelated(words):
    u = to_uniform(words) - 0.5
    for lag in (1, 2, 3, 12, 14, 196, 240):
        z = (u[lag:] * u[:-lag]).mean() * 12 * np.sqrt(u.size - lag)
        assert abs(z) < 4.5, lag


def test_neighbouring_keys_share_half_their_bits(words):
    flipped = np.bitwise_count(words[1:] ^ words[:-1]).astype(int)
    counts = np.bincount(np.clip(flipped[::2], 20, 44) - 20, minlength=25)
    expected = stats.binom.pmf(np.arange(65), 64, 0.5)
    expected = np.concatenate([[expected[:21].sum()], expected[21:44], [expected[44:].sum()]]) * counts.sum()
    assert accepted(stats.chisquare(counts, expected).pvalue)


def test_gaps_are_geometric(words):
    positions = np.flatnonzero(to_uniform(words) < 0.1)
    gaps = np.clip(np.diff(positions) - 1, 0, 40)
    expected = stats.geom.pmf(np.arange(1, 41), 0.1)
    expected = np.append(expected, 1 - expected.sum()) * gaps.size
    assert accepted(stats.chisquare(np.bincount(gaps, minlength=41), expected).pvalue)


def test_no_value_twice(words):
    assert np.unique(words).size == words.size


def test_every_input_bit_flips_every_output_bit_half_the_time():
    def flips(counts):
        for i in range(4000):
            base = run_key(np.uint64(5), np.uint64(i))
            for b in range(64):
                step = np.uint64(1) << np.uint64(b)
                one = bits(base, 3, 7, WHO) ^ bits(base, 3, 7, WHO ^ step)
                two = bits(base, 3, 7, WHO) ^ bits(base ^ step, 3, 7, WHO)
                three = bits(base, 3, 7, WHO) ^ bits(base, 3, 7 ^ (1 << (b % 32)), WHO)
                for o in range(64):
                    counts[0, b, o] += (one >> np.uint64(o)) & np.uint64(1)
                    counts[1, b, o] += (two >> np.uint64(o)) & np.uint64(1)
                    counts[2, b, o] += (three >> np.uint64(o)) & np.uint64(1)

    counts = np.zeros((3, 64, 64), np.uint64)
    compile_rule(flips)(counts)
    z = (counts.astype(float) - 2000) / np.sqrt(1000)
    assert np.abs(z).max() < 5.5
    assert np.abs((z[:2] ** 2).sum() - 8192) < 6 * np.sqrt(2 * 8192)


@pytest.mark.parametrize(
    "first,second", [(a, b) for i, a in enumerate(AXES) for b in AXES[i + 1 :]], ids=lambda axis: axis.__name__
)
def test_axes_are_uncorrelated_with_each_other(first, second):
    a, b = (to_uniform(drawn(axis))[1:] - 0.5 for axis in (first, second))
    assert abs((a * b).mean() * 12 * np.sqrt(a.size)) < 4.5


def test_runs_are_uncorrelated_month_by_month():
    def table(out):
        for r in range(out.shape[0]):
            k = run_key(np.uint64(1), np.uint64(r))
            for t in range(out.shape[1]):
                out[r, t] = uniform(k, 4, t, WHO)

    out = np.empty((1000, 240))
    compile_rule(table)(out)
    for axis in (0, 1):
        correlations = np.corrcoef(out, rowvar=bool(axis == 0))
        upper = correlations[np.triu_indices_from(correlations, 1)]
        samples = out.shape[1 - axis]
        assert np.abs(upper).max() * np.sqrt(samples) < 6.0
        assert abs(upper.std() * np.sqrt(samples) - 1) < 0.02


def test_normal_has_the_normal_distribution():
    def fill(out):
        for i in range(out.size):
            out[i] = normal(KEY, 2, i, WHO)

    out = np.empty(N)
    compile_rule(fill)(out)
    assert accepted(stats.kstest(out, "norm").pvalue)
    assert abs(out.mean()) * np.sqrt(N) < 4
    assert abs(out.var() - 1) * np.sqrt(N / 2) < 4


def test_both_modes_have_the_same_bits():
    functions = {
        f.__name__: compile_rule(f) for f in (run_key, bits, uniform, uniform_between, normal, pair_id, indexed_id)
    }
    with interpreted():
        for i in range(300):
            k, id_ = run_key(np.uint64(i), np.uint64(7 * i)), stable_id(f"town {i}")
            assert functions["run_key"](np.uint64(i), np.uint64(7 * i)) == k
            assert functions["bits"](k, i, 3 * i, id_) == bits(k, i, 3 * i, id_)
            assert functions["uniform"](k, i, 3 * i, id_) == uniform(k, i, 3 * i, id_)
            assert functions["uniform_between"](k, i, i, id_, -1.5, 2.5) == uniform_between(k, i, i, id_, -1.5, 2.5)
            assert functions["normal"](k, i, 3 * i, id_) == normal(k, i, 3 * i, id_)
            assert functions["pair_id"](k, id_) == pair_id(k, id_)
            assert functions["indexed_id"](id_, i) == indexed_id(id_, i)
            assert isinstance(bits(k, i, i, id_), np.uint64)


def test_known_values():
    """Changing one of these changes every published result."""
    with interpreted():
        assert stable_id("Quedlinburg") == QUEDLINBURG
        assert bits(run_key(1, 2), 3, 4, stable_id("Quedlinburg")) == BITS


QUEDLINBURG = np.uint64(518731266365736877)
BITS = np.uint64(11198741696269032579)


def test_uniform_never_reaches_its_ends(monkeypatch):
    for word, expected in ((0, 2.0**-53), (2**64 - 1, 1 - 2.0**-53)):
        monkeypatch.setattr(streams, "bits", lambda *_, word=word: np.uint64(word))
        assert uniform(KEY, 1, 0, WHO) == expected


def test_pairs_are_ordered_and_ids_distinct():
    with interpreted():
        towns = [stable_id(name) for name in "abcdefgh"]
        ids = (
            [pair_id(i, j) for i in towns for j in towns] + [indexed_id(i, k) for i in towns for k in range(50)] + towns
        )
    assert len({int(i) for i in ids}) == len(ids)


def test_both_numbers_of_a_key_count():
    with interpreted():
        assert len({int(run_key(seed, run)) for seed in range(60) for run in range(60)}) == 3600
