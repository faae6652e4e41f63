"""Schedules: ordered lists of submodels, printed to be read, changed to test another theory."""

import inspect
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

ARGUMENTS: Final = ("month", "key", "p", "w", "s")
Submodel = Callable[..., None]  # (month, key, p, w, s)


@dataclass(frozen=True, slots=True)
class Schedule:
    """An ordered list of named submodels; print it to read it.

    ``insert``, ``replace`` and ``remove`` give a schedule that tests another theory, for both doors.  A submodel of
    one's own is a function of ``(month, key, p, w, s)``.
    """

    steps: tuple[tuple[str, Submodel], ...]

    def __post_init__(self) -> None:
        """Raises TypeError for a submodel that is no such function, ValueError for two of the same name."""
        for name, step in self.steps:
            _check(name, step)
        twice = next((name for name in self.names if self.names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"Two submodels are called {twice!r}. Give the new one another name, or use `replace`.")

    def insert(self, *, after: str | None = None, before: str | None = None, **submodels: Submodel) -> "Schedule":
        """A schedule with the user's own submodels, in the order given, after or before a named one.

        Raises KeyError for an unknown place, and lists the known ones; TypeError for no place or two, for no submodel,
        or for one that is no such function; ValueError for a name that is taken.
        """
        if (after is None) == (before is None):
            raise TypeError('`insert` needs one place: insert(after="trust", mood=mood), or before=…')
        if not submodels:
            raise TypeError('`insert` needs a name and a function: insert(after="trust", mood=mood).')
        place = self._place(after) + 1 if after is not None else self._place(before)
        return Schedule((*self.steps[:place], *submodels.items(), *self.steps[place:]))

    def replace(self, **submodels: Submodel) -> "Schedule":
        """A schedule with named submodels replaced by the user's own.

        Raises KeyError for an unknown name, and lists the known ones; TypeError for one that is no such function.
        """
        for name in submodels:
            self._place(name)
        return Schedule(tuple((name, submodels.get(name, step)) for name, step in self.steps))

    def remove(self, *names: str) -> "Schedule":
        """A schedule without the named submodels.  Raises KeyError for an unknown name, and lists the known ones."""
        for name in names:
            self._place(name)
        return Schedule(tuple((name, step) for name, step in self.steps if name not in names))

    def without(self, *names: str) -> "Schedule":
        """Former name of ``remove``; here the named submodels stay in their places and do nothing."""
        warnings.warn("Schedule.without(…) is called Schedule.remove(…) now.", DeprecationWarning, stacklevel=2)
        return self.replace(**dict.fromkeys(names, nothing))

    def _place(self, name: object) -> int:
        if name not in self.names:
            raise KeyError(f"No submodel is called {name!r}. Known: {', '.join(self.names)}.")
        return self.names.index(str(name))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the submodels in order."""
        return tuple(name for name, _ in self.steps)

    def __iter__(self) -> Iterator[tuple[str, Submodel]]:
        return iter(self.steps)

    def __str__(self) -> str:
        lines = (
            f"{k + 1:3d}  {name:13s} {(step.__doc__ or '').strip().splitlines()[0] if step.__doc__ else ''}"
            for k, (name, step) in enumerate(self.steps)
        )
        return "\n".join(lines)


def _check(name: str, step: Any) -> None:
    function = getattr(step, "py_func", step)  # of something that Numba compiled
    rule = function if inspect.isfunction(function) else getattr(type(function), "__call__", None)  # noqa: B004
    if not inspect.isfunction(rule):
        raise TypeError(f"The submodel {name!r} must be a plain Python function, written with `def`, not {step!r}.")
    if inspect.isgeneratorfunction(rule) or inspect.iscoroutinefunction(rule):
        raise TypeError(f"The submodel {name!r} must do its work when called: no `yield`, no `async`.")
    try:
        inspect.signature(function).bind(*ARGUMENTS)
    except TypeError as error:
        takes = inspect.signature(function)
        raise TypeError(f"The submodel {name!r} must take ({', '.join(ARGUMENTS)}), not {takes}.") from error


def nothing(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Switched off."""
