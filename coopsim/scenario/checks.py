"""What no single value can show: references, sizes, orders and combinations that cannot be.

Each check reads a scenario whose values are all well-formed and yields faults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final

from coopsim.scenario.errors import listing, said, shown
from coopsim.scenario.faults import Fault
from coopsim.scenario.lines import Path
from coopsim.scenario.open_tables import faults_of_parameters, unknown_names
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.tables import Tables

#: Municipalities further apart than this are taken for a mistyped coordinate, km.
FARTHEST_KM = 250.0
#: What a decision made otherwise is about: the keys of which one says it.
SUBJECTS: Final = {
    **dict.fromkeys(("agrees", "refuses"), ("municipality",)),
    **dict.fromkeys(("reelected", "voted_out"), ("municipality", "county")),
    **dict.fromkeys(("opens", "given_up"), ("opportunity",)),
}


def impossible(scenario: Tables) -> list[Fault]:
    """Every fault of every check."""
    return [fault for check in CHECKS for fault in check(scenario)]


def _names_exist(s: Tables) -> Iterator[Fault]:
    yield from unknown_names({"approaches": s.approaches, "hindrances": s.hindrances})
    yield from faults_of_parameters(s.parameters)


def _fault(path: Path, key: str, found: str, /, *, allowed: str = "", **values: object) -> Fault:
    """A fault; ``key`` is that of its text, ``allowed`` that of what is allowed, by default named after the first."""
    return Fault(path, said(key, **values), found, said(allowed or f"{key}_allowed", **values))


def _strangers(what: str, known: Sequence[str], named: Sequence[tuple[Path, str | None]]) -> Iterator[Fault]:
    """A fault for each name that is none of the known ones; ``what`` is the key of its text."""
    there = set(known)
    for path, name in named:
        if name is not None and name not in there:
            yield Fault(path, said(what), shown(name), listing(known), partial(suggest, known=known))


def _ids_once(s: Tables) -> Iterator[Fault]:
    tables = ("municipalities", "counties", "own_governance_models", "own_functions", "funding", "impulses")
    for table in tables:
        seen: set[str] = set()
        for index, row in enumerate(getattr(s, table)):
            if row.id in seen:
                yield _fault((table.removeprefix("own_"), index, "id"), "twice", shown(row.id), allowed="each_once")
            seen.update((row.id,) if row.id else ())


def _names_once(s: Tables) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for index, town in enumerate(s.municipalities):
        if first.setdefault(town.name, town.id) != town.id:
            yield _fault(("municipalities", index, "name"), "same_name", shown(town.name), allowed="each_once")


def _two_members(s: Tables) -> Iterator[Fault]:
    if len(s.members) < 2:
        yield _fault(("municipalities",), "two_members", f"{len(s.members)}")


def _lead(s: Tables) -> Iterator[Fault]:
    yield from _strangers("lead", [town.id for town in s.members], [(("scenario", "lead"), s.scenario.lead)])


def _governance(s: Tables) -> Iterator[Fault]:
    yield from _strangers("unknown_form", list(s.governance_models), [(("scenario", "governance"), s.governance)])


def _own_models(s: Tables) -> Iterator[Fault]:
    for index, row in enumerate(s.own_governance_models):
        path = ("governance_models", index)
        if row.council_all_projects and not row.council_large_projects:
            line = "council_large_projects = true"
            yield _fault((*path, "council_large_projects"), "councils", "false", allowed="line", line=line)


def _counties(s: Tables) -> Iterator[Fault]:
    named: list[tuple[Path, str | None]] = [
        (("municipalities", index, "county"), town.county) for index, town in enumerate(s.municipalities)
    ]
    yield from _strangers("unknown_county", [county.id for county in s.counties], named)


def _candidates(s: Tables) -> Iterator[Fault]:
    for index, town in enumerate(s.municipalities):
        if town.applies_from is not None and town.role != "candidate":
            found = f"role = {shown(town.role)}"
            yield _fault(("municipalities", index, "applies_from"), "candidate", found)


def _distances(s: Tables) -> Iterator[Fault]:
    towns = s.municipalities
    for index, town in enumerate(towns):
        others = [other for other in towns if other is not town]
        if others and all(town.distance_to(other) > FARTHEST_KM for other in others):  # ends at the first near one
            nearest = min(town.distance_to(other) for other in others)
            found = f"lat = {town.lat:g}, lon = {town.lon:g}; {nearest:.0f} km"
            yield _fault(("municipalities", index, "lat"), "too_far", found, most=f"{FARTHEST_KM:g}")


def _matrix(s: Tables) -> Iterator[Fault]:
    matrix, size = s.ties.trust, len(s.municipalities)
    if matrix is None:
        return
    path: Path = ("ties", "trust")
    if len(matrix) != size:
        yield _fault(path, "matrix", f"{len(matrix)} rows", size=size)
    for index, row in enumerate(matrix):
        if len(row) != size:
            yield _fault((*path, index), "matrix", f"{len(row)} numbers in row {index + 1}", size=size)


def _blocks(s: Tables) -> Iterator[Fault]:
    ties = s.ties
    if ties.trust is not None and ties.blocks is not None:
        yield _fault(("ties", "blocks"), "matrix_and_blocks", "trust, blocks", allowed="one_of_both")
    for key in ("trust_within", "trust_between"):
        if ties.blocks is None and getattr(ties, key) is not None:
            found, line = shown(getattr(ties, key)), 'blocks = [["a", "b"], ["c"]]'
            yield _fault(("ties", key), "needs_blocks", found, allowed="line", key=key, line=line)
    named: list[tuple[Path, str | None]] = [
        (("ties", "blocks", row, place), town)
        for row, block in enumerate(ties.blocks or ())
        for place, town in enumerate(block)
    ]
    towns = [town.id for town in s.municipalities]
    yield from _strangers("unknown_town", towns, named)
    seen, there = set[str | None](), set(towns)
    for path, town in named:
        if town in seen and town in there:
            yield _fault(path, "two_blocks", shown(town), allowed="each_once")
        seen.add(town)


def _rivals(s: Tables) -> Iterator[Fault]:
    named: list[tuple[Path, str | None]] = [
        (("ties", "rivalry", row, place), town)
        for row, pair in enumerate(s.ties.rivalry)
        for place, town in enumerate(pair[:2])
    ]
    yield from _strangers("unknown_town", [town.id for town in s.municipalities], named)
    pairs: set[frozenset[str]] = set()
    for row, (a, b, _) in enumerate(s.ties.rivalry):
        if a == b:
            yield _fault(("ties", "rivalry", row), "own_rival", shown(a), allowed="two_towns")
        elif frozenset((a, b)) in pairs:
            yield _fault(("ties", "rivalry", row), "twice", f"{a}, {b}", allowed="each_pair_once")
        pairs.add(frozenset((a, b)))


def _months(s: Tables) -> Iterator[Fault]:
    timed: list[tuple[Path, Any, str, str]] = [
        *((("funding", index), grant, "start", "end") for index, grant in enumerate(s.funding)),
        *((("impulses", index), impulse, "month", "") for index, impulse in enumerate(s.impulses)),
        *((("municipalities", index), town, "applies_from", "") for index, town in enumerate(s.municipalities)),
        *((("approaches", name), approach, "start", "end") for name, approach in s.approaches.items()),
        (("land",), s.land, "subsidy_start", "subsidy_end"),
    ]
    for path, row, first, _ in timed:
        month = getattr(row, first)
        if isinstance(month, int) and month >= s.horizon_months:
            last = s.horizon_months - 1
            yield _fault((*path, first), "beyond_horizon", shown(month), last=last, months=s.horizon_months)
    for path, row, first, last_key in timed:
        begin, end = getattr(row, first), getattr(row, last_key, None)
        if begin is not None and end is not None and s.month_of(end) <= s.month_of(begin):
            yield _fault((*path, last_key), "end_before_start", shown(end), allowed="month_after", month=begin)


def _dates(s: Tables) -> Iterator[Fault]:
    dates: list[tuple[Path, int | str | None]] = [(("council", "next_election"), s.council.next_election)]
    for index, town in enumerate(s.municipalities):
        dates.append((("municipalities", index, "mayor", "next_election"), town.mayor.next_election))
        dates.append((("municipalities", index, "applies_from"), town.applies_from))
    for index, county in enumerate(s.counties):
        dates.append((("counties", index, "head", "next_election"), county.head.next_election))
    for index, grant in enumerate(s.funding):
        dates += [(("funding", index, "start"), grant.start), (("funding", index, "end"), grant.end)]
    for index, impulse in enumerate(s.impulses):
        dates.append((("impulses", index, "month"), impulse.month))
    for index, round_ in enumerate(s.land.planning_rounds):
        dates.append((("land", "planning_rounds", index), round_))
    for path, date in dates:
        if isinstance(date, str) and abs(s.month_of(date)) > 1200:
            yield _fault(path, "too_early_or_late", shown(date), start=s.start)


def _impulses(s: Tables) -> Iterator[Fault]:
    named = [(("impulses", index, "municipality"), impulse.municipality) for index, impulse in enumerate(s.impulses)]
    yield from _strangers("unknown_town", [town.id for town in s.municipalities], named)
    for index, impulse in enumerate(s.impulses):
        if (impulse.month is None) == (impulse.rate_per_year is None):
            found = "both" if impulse.month is not None else "neither"
            yield _fault(("impulses", index), "impulse", found)
        if isinstance(impulse.month, str) and s.month_of(impulse.month) < 0:
            path, found = ("impulses", index, "month"), shown(impulse.month)
            yield _fault(path, "impulse_before", found, allowed="month_from", start=s.start)


def _instead(s: Tables) -> Iterator[Fault]:
    towns, counties = [town.id for town in s.municipalities], [county.id for county in s.counties]
    for index, row in enumerate(s.instead):
        path: Path = ("instead", index)
        yield from _strangers("unknown_town", towns, [((*path, "municipality"), row.municipality)])
        yield from _strangers("unknown_county", counties, [((*path, "county"), row.county)])
        allowed = SUBJECTS[row.decision]
        named = [key for key in ("municipality", "county", "opportunity") if getattr(row, key) is not None]
        if len(named) != 1 or named[0] not in allowed:
            found = " + ".join([row.decision, *named])
            yield _fault(path, "instead", found, decision=row.decision, keys=" / ".join(allowed))
        elif row.opportunity is not None and row.opportunity >= s.catalogue.opportunities:
            found, last = shown(row.opportunity), s.catalogue.opportunities - 1
            yield _fault((*path, "opportunity"), "no_opportunity", found, last=last)
        if not 0 <= s.month_of(row.month) < s.horizon_months:
            last = s.horizon_months - 1
            yield _fault(
                (*path, "month"),
                "outside_run",
                shown(row.month),
                allowed="beyond_horizon_allowed",
                last=last,
                months=s.horizon_months,
            )


def _land(s: Tables) -> Iterator[Fault]:
    for index, (before, month) in enumerate(pairwise(s.land.planning_rounds), 1):
        if month <= before:
            path = ("land", "planning_rounds", index)
            yield _fault(path, "rounds", shown(month), allowed="month_after", month=before)
    if s.land.subsidy_eur_per_year is None:
        for key in ("subsidy_start", "subsidy_end"):
            if getattr(s.land, key) is not None:
                yield _fault(("land", key), "needs_amount", shown(getattr(s.land, key)), key=key)


CHECKS: tuple[Callable[[Tables], Iterator[Fault]], ...] = (
    _names_exist,
    _ids_once,
    _names_once,
    _two_members,
    _lead,
    _governance,
    _own_models,
    _counties,
    _candidates,
    _distances,
    _matrix,
    _blocks,
    _rivals,
    _months,
    _dates,
    _impulses,
    _instead,
    _land,
)
