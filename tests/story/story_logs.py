"""Logs made by hand."""

import numpy as np

from coopsim.model import codes


def row(month, kind, actor=-1, thing=-1, *terms):
    """A row of a log."""
    return [month, codes.EVENTS.index(kind), actor, thing, *terms, *([0.0] * (6 - len(terms)))]


def log(*rows):
    """Rows as the model writes them."""
    return np.array([row(*one) for one in rows], float)
