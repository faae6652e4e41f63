"""What no single value can show: references, sizes, orders and combinations that cannot be.

Each check reads a scenario whose values are all well-formed and yields findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import asin, cos, radians, sin, sqrt

from coopsim.scenario.errors import Bilingual, listing, shown
from coopsim.scenario.findings import Finding
from coopsim.scenario.lines import Path
from coopsim.scenario.open_tables import faults_of_parameters, unknown_names
from coopsim.scenario.rows import Municipality
from coopsim.scenario.suggestions import suggest
from coopsim.scenario.tables import Tables

#: Municipalities further apart than this are taken for a mistyped coordinate, km.
FARTHEST_KM = 250.0

_UNKNOWN_TOWN: Bilingual = ("unknown municipality", "unbekannte Gemeinde")
_TWICE: Bilingual = ("stands in the file twice", "steht zweimal in der Datei")
_BEYOND: Bilingual = ("month lies beyond the horizon", "Monat liegt hinter dem Ende des Laufs")
_END: Bilingual = ("the end does not lie after the start", "das Ende liegt nicht nach dem Beginn")
_DIFFERENT: Bilingual = ("each one once", "jede Kennung nur einmal")


def impossible(scenario: Tables) -> list[Finding]:
    """Every finding of every check."""
    return [finding for check in CHECKS for finding in check(scenario)]


def _names_exist(s: Tables) -> Iterator[Finding]:
    yield from unknown_names({"approaches": s.approaches, "hindrances": s.hindrances})
    yield from faults_of_parameters(s.parameters)


def _strangers(what: Bilingual, known: Sequence[str], named: Sequence[tuple[Path, str | None]]) -> Iterator[Finding]:
    """A finding for each name that is none of the known ones."""
    there, allowed, near = set(known), listing(known), partial(suggest, known=known)
    for path, name in named:
        if name is not None and name not in there:
            yield Finding(path, what, shown(name), allowed, near)


def _ids_once(s: Tables) -> Iterator[Finding]:
    tables: dict[str, list[str | None]] = {
        "municipalities": [town.id for town in s.municipalities],
        "counties": [county.id for county in s.counties],
        "governance_models": [row.id for row in s.own_governance_models],
        "functions": [row.id for row in s.own_functions],
        "funding": [row.id for row in s.funding],
        "impulses": [row.id for row in s.impulses],
    }
    for table, ids in tables.items():
        seen: set[str | None] = {None}
        for index, name in enumerate(ids):
            if name is not None and name in seen:
                yield Finding((table, index, "id"), _TWICE, shown(name), _DIFFERENT)
            seen.add(name)


def _names_once(s: Tables) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for index, town in enumerate(s.municipalities):
        if first.setdefault(town.name, town.id) != town.id:
            what = ("two municipalities bear this name", "zwei Gemeinden tragen diesen Namen")
            yield Finding(("municipalities", index, "name"), what, shown(town.name), _DIFFERENT)


def _two_members(s: Tables) -> Iterator[Finding]:
    if len(s.members) < 2:
        what = ("an alliance needs at least two members", "ein Verbund braucht mindestens zwei Mitglieder")
        allowed = ('two or more municipalities with role = "member"', 'zwei oder mehr Gemeinden mit role = "member"')
        yield Finding(("municipalities",), what, f"{len(s.members)}", allowed)


def _lead(s: Tables) -> Iterator[Finding]:
    what = ("the lead town is not a member", "die federführende Gemeinde ist kein Mitglied")
    yield from _strangers(what, [town.id for town in s.members], [(("scenario", "lead"), s.scenario.lead)])


def _governance(s: Tables) -> Iterator[Finding]:
    what = ("unknown governance model", "unbekanntes Governance-Modell")
    yield from _strangers(what, list(s.governance_models), [(("scenario", "governance"), s.governance)])


def _own_models(s: Tables) -> Iterator[Finding]:
    for index, row in enumerate(s.own_governance_models):
        path = ("governance_models", index)
        if row.council_all_projects and not row.council_large_projects:
            what = (
                "councils that decide on all projects decide on large ones too",
                "Räte, die über alle Projekte entscheiden, entscheiden auch über große",
            )
            allowed = ("council_large_projects = true", "council_large_projects = true")
            yield Finding((*path, "council_large_projects"), what, "false", allowed)


def _counties(s: Tables) -> Iterator[Finding]:
    named: list[tuple[Path, str | None]] = [
        (("municipalities", index, "county"), town.county) for index, town in enumerate(s.municipalities)
    ]
    yield from _strangers(("unknown county", "unbekannter Landkreis"), [county.id for county in s.counties], named)


def _candidates(s: Tables) -> Iterator[Finding]:
    for index, town in enumerate(s.municipalities):
        if town.applies_from is not None and town.role != "candidate":
            what = ("only a candidate applies", "nur eine Kandidatin stellt einen Antrag")
            found = f"role = {shown(town.role)}"
            allowed = ('role = "candidate", or no applies_from', 'role = "candidate" oder kein applies_from')
            yield Finding(("municipalities", index, "applies_from"), what, found, allowed)


def _distances(s: Tables) -> Iterator[Finding]:
    towns = s.municipalities
    for index, town in enumerate(towns):
        others = [other for other in towns if other is not town]
        if others and all(_kilometres(town, other) > FARTHEST_KM for other in others):  # ends at the first near one
            what = ("lies too far from all other municipalities", "liegt zu weit von allen anderen Gemeinden")
            nearest = min(_kilometres(town, other) for other in others)
            found = f"lat = {town.lat:g}, lon = {town.lon:g}; {nearest:.0f} km"
            allowed = (f"at most {FARTHEST_KM:g} km", f"höchstens {FARTHEST_KM:g} km")
            yield Finding(("municipalities", index, "lat"), what, found, allowed)


def _kilometres(a: Municipality, b: Municipality) -> float:
    x, y = radians(b.lat - a.lat), radians(b.lon - a.lon)
    half = sin(x / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(y / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, half)))


def _matrix(s: Tables) -> Iterator[Finding]:
    matrix, size = s.ties.trust, len(s.municipalities)
    if matrix is None:
        return
    path: Path = ("ties", "trust")
    what = ("the matrix has the wrong size", "die Matrix hat die falsche Größe")
    allowed = (
        f"{size} rows of {size} numbers, one for each municipality in the order of the file",
        f"{size} Zeilen mit {size} Zahlen, je Gemeinde eine in der Reihenfolge der Datei",
    )
    if len(matrix) != size:
        yield Finding(path, what, f"{len(matrix)} rows", allowed)
    for index, row in enumerate(matrix):
        if len(row) != size:
            yield Finding((*path, index), what, f"{len(row)} numbers in row {index + 1}", allowed)


def _blocks(s: Tables) -> Iterator[Finding]:
    ties = s.ties
    if ties.trust is not None and ties.blocks is not None:
        what = ("a matrix and blocks exclude each other", "Matrix und Blöcke schließen sich aus")
        yield Finding(("ties", "blocks"), what, "trust, blocks", ("one of both", "eines von beiden"))
    for key in ("trust_within", "trust_between"):
        if ties.blocks is None and getattr(ties, key) is not None:
            what = (f"{key} needs blocks", f"{key} braucht blocks")
            allowed = ('blocks = [["a", "b"], ["c"]]', 'blocks = [["a", "b"], ["c"]]')
            yield Finding(("ties", key), what, shown(getattr(ties, key)), allowed)
    named: list[tuple[Path, str | None]] = [
        (("ties", "blocks", row, place), town)
        for row, block in enumerate(ties.blocks or ())
        for place, town in enumerate(block)
    ]
    towns = [town.id for town in s.municipalities]
    yield from _strangers(_UNKNOWN_TOWN, towns, named)
    seen, there = set[str | None](), set(towns)
    for path, town in named:
        if town in seen and town in there:
            what = ("stands in two blocks", "steht in zwei Blöcken")
            yield Finding(path, what, shown(town), _DIFFERENT)
        seen.add(town)


def _rivals(s: Tables) -> Iterator[Finding]:
    named: list[tuple[Path, str | None]] = [
        (("ties", "rivalry", row, place), town)
        for row, pair in enumerate(s.ties.rivalry)
        for place, town in enumerate(pair[:2])
    ]
    yield from _strangers(_UNKNOWN_TOWN, [town.id for town in s.municipalities], named)
    pairs: set[frozenset[str]] = set()
    for row, (a, b, _) in enumerate(s.ties.rivalry):
        if a == b:
            what = ("a municipality is no rival of itself", "eine Gemeinde ist nicht ihre eigene Rivalin")
            allowed = ("two different municipalities", "zwei verschiedene Gemeinden")
            yield Finding(("ties", "rivalry", row), what, shown(a), allowed)
        elif frozenset((a, b)) in pairs:
            yield Finding(("ties", "rivalry", row), _TWICE, f"{a}, {b}", ("each pair once", "jedes Paar nur einmal"))
        pairs.add(frozenset((a, b)))


def _months(s: Tables) -> Iterator[Finding]:
    points: list[tuple[Path, int | str | None]] = []
    spans: list[tuple[Path, int | str | None, int | str | None]] = []
    for index, grant in enumerate(s.funding):
        points.append((("funding", index, "start"), grant.start))
        spans.append((("funding", index, "end"), grant.start, grant.end))
    for index, impulse in enumerate(s.impulses):
        points.append((("impulses", index, "month"), impulse.month))
    for index, town in enumerate(s.municipalities):
        points.append((("municipalities", index, "applies_from"), town.applies_from))
    for name, approach in s.approaches.items():
        points.append((("approaches", name, "start"), approach.start))
        spans.append((("approaches", name, "end"), approach.start, approach.end))
    points.append((("land", "subsidy_start"), s.land.subsidy_start))
    spans.append((("land", "subsidy_end"), s.land.subsidy_start, s.land.subsidy_end))
    for path, month in points:
        if isinstance(month, int) and month >= s.horizon_months:
            last = s.horizon_months - 1
            allowed = (
                f"0 to {last} (horizon_months = {s.horizon_months})",
                f"0 bis {last} (horizon_months = {s.horizon_months})",
            )
            yield Finding(path, _BEYOND, shown(month), allowed)
    for path, begin, end in spans:
        if begin is not None and end is not None and s.month_of(end) <= s.month_of(begin):
            allowed = (f"a month after {begin}", f"ein Monat nach {begin}")
            yield Finding(path, _END, shown(end), allowed)


def _dates(s: Tables) -> Iterator[Finding]:
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
            what = ("lies more than 100 years from the start", "liegt über 100 Jahre vom Beginn entfernt")
            allowed = (f"a month within 100 years of {s.start}", f"ein Monat innerhalb von 100 Jahren um {s.start}")
            yield Finding(path, what, shown(date), allowed)


def _impulses(s: Tables) -> Iterator[Finding]:
    named = [(("impulses", index, "municipality"), impulse.municipality) for index, impulse in enumerate(s.impulses)]
    yield from _strangers(_UNKNOWN_TOWN, [town.id for town in s.municipalities], named)
    for index, impulse in enumerate(s.impulses):
        if (impulse.month is None) == (impulse.rate_per_year is None):
            what = ("an impulse has either a month or a rate", "ein Impuls hat entweder einen Monat oder eine Rate")
            found = "both" if impulse.month is not None else "neither"
            allowed = ("month or rate_per_year", "month oder rate_per_year")
            yield Finding(("impulses", index), what, found, allowed)
        if isinstance(impulse.month, str) and s.month_of(impulse.month) < 0:
            what = ("the impulse lies before the start", "der Impuls liegt vor dem Beginn")
            allowed = (f"a month from {s.start} on", f"ein Monat ab {s.start}")
            yield Finding(("impulses", index, "month"), what, shown(impulse.month), allowed)


def _land(s: Tables) -> Iterator[Finding]:
    rounds = s.land.planning_rounds
    for index in range(1, len(rounds)):
        if rounds[index] <= rounds[index - 1]:
            what = ("planning rounds are not in order", "die Planungsrunden stehen nicht in der Reihenfolge")
            allowed = (f"a month after {rounds[index - 1]}", f"ein Monat nach {rounds[index - 1]}")
            yield Finding(("land", "planning_rounds", index), what, shown(rounds[index]), allowed)
    if s.land.subsidy_eur_per_year is None:
        for key in ("subsidy_start", "subsidy_end"):
            if getattr(s.land, key) is not None:
                what = (f"{key} needs an amount", f"{key} braucht einen Betrag")
                allowed = ("with subsidy_eur_per_year", "zusammen mit subsidy_eur_per_year")
                yield Finding(("land", key), what, shown(getattr(s.land, key)), allowed)


CHECKS: tuple[Callable[[Tables], Iterator[Finding]], ...] = (
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
    _land,
)
