"""Hypothesis strategies for scenarios: documents that are valid by construction."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from coopsim.model.codes import AREAS
from coopsim.scenario import catalogue

shares = st.floats(0, 1)
ids = st.from_regex(r"\A[a-z][a-z0-9_]{0,12}\Z")
texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp"],
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    max_size=20,
)
months = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(2000, 2060), st.integers(1, 12))
levels = st.dictionaries(st.sampled_from(AREAS), shares)


def partly(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A table in which each key may be missing."""
    return st.fixed_dictionaries({}, optional=fields)


offices = partly(
    next_election=months,
    term_months=st.integers(12, 144),
    attitude=st.floats(-1, 1),
    type=st.sampled_from(["conditional", "free_rider", "other"]),
    runs_again=st.booleans(),
)
settings_of_approaches = st.one_of(
    shares,
    partly(strength=shares, trigger=shares, start=st.integers(0, 11), end=st.integers(12, 1200)),
)
titles = st.fixed_dictionaries({"en": texts, "de": texts})


@st.composite
def municipalities(draw: st.DrawFn, name: str, counties: list[str], role: str) -> dict[str, Any]:
    town = draw(
        partly(
            population_trend=st.floats(-10, 10),
            tier=st.sampled_from(["higher_partial", "middle", "basic", "none"]),
            fiscal_strength=st.floats(-2000, 10000),
            staff=st.floats(0, 100),
            debt=st.floats(0, 1e5),
            competition=shares,
            voter_pressure=shares,
            experience=shares,
            recognition=shares,
            identity=shares,
            mayor=offices,
            need=levels,
            endowment=levels,
            source=texts,
        )
    )
    if counties and draw(st.booleans()):
        town["county"] = draw(st.sampled_from(counties))
    if role == "candidate" and draw(st.booleans()):
        town["applies_from"] = draw(st.one_of(st.integers(0, 11), months))
    return town | {
        "id": name,
        "name": f"{name} {draw(texts)}",
        "role": role,
        "population": draw(st.integers(100, 10**6)),
        "area_km2": draw(st.floats(1, 1000)),
        "lat": draw(st.floats(51, 52)),
        "lon": draw(st.floats(11, 12)),
    }


@st.composite
def governance_rows(draw: st.DrawFn) -> dict[str, Any]:
    """An own governance model that changes a few attributes of one of the package's."""
    base = draw(st.sampled_from(list(catalogue.governance_models())))
    row = draw(
        partly(
            secretariat_fte=st.floats(0, 30),
            working_groups=st.integers(0, 6),
            delegated_areas=st.lists(st.sampled_from(AREAS), unique=True),
            title=titles,
            county_veto=st.booleans(),
        )
    )
    return row | {"id": f"own_{draw(ids)}", "based_on": base}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A scenario file as tables and lists, valid by construction."""
    names = draw(st.lists(ids, min_size=2, max_size=5, unique=True))
    counties = draw(st.lists(ids, max_size=2, unique=True))
    roles = ["member", "member"] + [draw(st.sampled_from(["member", "candidate", "neighbour"])) for _ in names[2:]]
    own = draw(st.lists(governance_rows(), max_size=2, unique_by=lambda row: row["id"]))
    forms = [*catalogue.governance_models(), *(row["id"] for row in own)]
    document: dict[str, Any] = draw(
        partly(
            hindrances=st.dictionaries(st.sampled_from(list(catalogue.hindrances())), shares),
            approaches=st.dictionaries(st.sampled_from(list(catalogue.approaches())), settings_of_approaches),
            council=partly(next_election=months, term_months=st.integers(12, 144)),
            catalogue=partly(opportunities=st.integers(6, 120)),
            funding=st.lists(
                st.fixed_dictionaries(
                    {"start": st.integers(0, 11)},
                    optional={"end": st.integers(12, 1200), "eur_per_year": st.floats(0, 1e9), "source": texts},
                ),
                max_size=2,
            ),
            impulses=st.lists(
                st.fixed_dictionaries(
                    {"kind": st.sampled_from(["study", "scandal", "new_area"]), "month": st.integers(0, 11)},
                    optional={"area": st.sampled_from(AREAS), "municipality": st.sampled_from(names)},
                ),
                max_size=2,
            ),
            land=partly(supportive=shares, planning_rounds=st.lists(months, unique=True, max_size=3).map(sorted)),
        )
    )
    document["scenario"] = {
        "id": draw(ids),
        "title": draw(titles),
        "start": draw(months),
        "horizon_months": draw(st.integers(12, 1200)),
        "governance": draw(st.sampled_from(forms)),
        "sources": draw(st.lists(texts, max_size=2)),
    }
    document["municipalities"] = [
        draw(municipalities(name, counties, role)) for name, role in zip(names, roles, strict=True)
    ]
    document["counties"] = [{"id": name, "name": f"county {name}", "head": draw(offices)} for name in counties]
    if own:
        document["governance_models"] = own
    ties: dict[str, Any] = {}
    if draw(st.booleans()):
        row = st.lists(st.one_of(shares, st.just("")), min_size=len(names), max_size=len(names))
        ties["trust"] = draw(st.lists(row, min_size=len(names), max_size=len(names)))
    elif draw(st.booleans()):
        ties |= {"blocks": [names[:1], names[1:]], "trust_within": draw(shares)}
    if draw(st.booleans()):
        ties["rivalry"] = [[names[0], names[1], draw(shares)]]
    document["ties"] = ties
    return document
