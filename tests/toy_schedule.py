"""A schedule of two submodels that uses every kind of array a real one does; for the tests of the compiler."""

from typing import Any, NamedTuple

import numpy as np

from coopsim.model.numerics import clamp, exp, log, logistic, sqrt, tanh
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import normal, pair_id, stable_id, uniform

MEETING = 1
MOOD = 2
START = 9


class World(NamedTuple):
    town: Any
    distance: Any


class State(NamedTuple):
    alliance: Any
    town: Any
    trust: Any


PARAMETERS = np.dtype([("gain", np.float64), ("loss", np.float64), ("members", np.int64)])
WORLD_TOWN = np.dtype([("id", np.uint64), ("population", np.float64)])
ALLIANCE = np.dtype([("phase", np.int64), ("activity", np.float64), ("alive", np.bool_)])
TOWN = np.dtype([("mood", np.float64), ("phase", np.int64), ("since", np.int64)])
ROW = np.dtype([("activity", np.float64), ("trust", np.float64), ("phase", np.int64)])


@equation
def weight(trust, seen, gain, loss):
    return gain if seen > trust else loss


@equation
def trust_after(trust, seen, gain, loss):
    return clamp(trust + weight(trust, seen, gain, loss) * (seen - trust), 0.0, 1.0)


@submodel
def update_trust(month, key, p, w, s):
    for i in range(w.town.size):
        for j in range(w.town.size):
            if i != j:
                chance = uniform(key, MEETING, month, pair_id(w.town[i].id, w.town[j].id))
                s.trust[i, j] = trust_after(
                    s.trust[i, j], logistic(4.0 * chance - 2.0 - w.distance[i, j]), p.gain, p.loss
                )


@submodel
def update_mood(month, key, p, w, s):
    total = 0.0
    for i in range(w.town.size):
        town = s.town[i]
        town.mood = 0.9 * town.mood + 0.1 * tanh(normal(key, MOOD, month, w.town[i].id)) + exp(-town.since)
        town.since += 1
        if town.mood > 0.2:
            town.phase = 3
            town.since = 0
        s.town[i].phase += 1
        total += town.mood * s.trust[i, 0]
    s.alliance.activity = log(sqrt(abs(total)) + 0.5)
    s.alliance.phase = 3
    s.alliance.alive = total > 0.0


def initialise(key, p, w, s):
    s.alliance.phase = 0
    s.alliance.activity = 0.0
    s.alliance.alive = True
    for i in range(w.town.size):
        town = s.town[i]
        town.mood = uniform(key, START, 0, w.town[i].id)
        town.phase = 0
        town.since = 0
        for j in range(w.town.size):
            s.trust[i, j] = 0.5


def record(month, p, w, s, alliance, towns):
    alliance[0] = s.alliance.activity
    alliance[1] = month
    for i in range(w.town.size):
        towns[i, 0] = s.town[i].mood


def summarise(p, w, s, row, town_rows):
    row.activity = s.alliance.activity
    row.trust = s.trust[0, 1]
    row.phase = s.town[0].phase
    for i in range(w.town.size):
        town_rows[i, 0] = s.town[i].mood


STEPS = (("update_trust", update_trust), ("update_mood", update_mood))
ENDS = (initialise, record, summarise)


def arrays(members=4):
    p = np.array([(0.1, 0.3, members)], PARAMETERS).view(np.recarray)[0]
    towns = np.zeros(members, WORLD_TOWN).view(np.recarray)
    towns.id = [stable_id(f"town {i}") for i in range(members)]
    world = World(towns, np.linspace(0, 1, members * members).reshape(members, members))
    state = State(
        np.zeros(1, ALLIANCE).view(np.recarray)[0],
        np.zeros(members, TOWN).view(np.recarray),
        np.zeros((members, members)),
    )
    return p, world, state


def outputs(runs, months, members=4, keep_alliance=True, keep_towns=True):
    return (
        np.zeros(runs, ROW).view(np.recarray),
        np.zeros((runs, members, 1)),
        np.zeros((runs if keep_alliance else 0, months, 2), np.float32),
        np.zeros((runs if keep_towns else 0, months, members, 1), np.float32),
    )


def run(schedule, runs=(0, 1, 2), months=15, seed=7, **keep):
    """Bytes of everything that a chunk leaves behind."""
    p, world, state = arrays()
    out = outputs(len(runs), months, **keep)
    schedule.run_chunk(seed, np.array(runs), months, p, world, state, *out)
    return [array.tobytes() for array in (*out, *state)]
