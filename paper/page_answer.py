"""What came out: the answer, headlines by form, founding, beginnings, kinds of alliances; every word from tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim import list_scenarios, load_scenario
from coopsim.analysis.intervals import shown
from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH
from coopsim.analysis.places import NAMES
from coopsim.model.codes import APPROACHES
from coopsim.texts.numbers import in_words
from paper.cases import HEADLINES, VALUE
from paper.question import BEST, EVERY, ORDERS, REFERENCE, REGION, STARTS
from paper.tables import Tables, rows_of
from paper.words import Words, bold, bullets, good

if TYPE_CHECKING:
    import pandas as pd

ENOUGH: Final = 5  #: approaches with a shown effect that make an answer


def matrix(table: pd.DataFrame, *keys: str) -> dict[Any, Any]:
    """Rows of a table by these columns."""
    rows = table.to_dict("records")
    return {tuple(row[key] for key in keys): row for row in rows}


def of_region(tables: Tables, context: str) -> pd.DataFrame:
    """Effects of a context in the region."""
    return rows_of(tables["effects"], context=context, scenario=REGION)


def known_forms(tables: Tables) -> list[str]:
    """The forms in the order of the catalogue."""
    return list(tables["packages"]["governance"])


def judged(rows: dict[Any, Any], *place: str) -> str:
    """Whether what is at a place ``helps``, ``harms``, does ``both`` or is ``open``: effective months and time lost."""
    signs = {good(rows[(*place, outcome)], outcome) for outcome in ("effective", "time_lost")}
    return "both" if {1, -1} <= signs else "helps" if 1 in signs else "harms" if -1 in signs else "open"


def answer(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The first sentence says whether the model can answer; then, form by form, which approaches do what."""
    table, forms = of_region(tables, "form"), known_forms(tables)
    rows = matrix(table, "governance", "policy", "outcome")
    moved = {x for f in forms for x in APPROACHES for o in HEADLINES if good(rows[f, x, o], o)}
    apart = [f for f in forms if judged(rows, f, BEST) == "helps"]
    between = rows_of(tables["effects"], context="between", outcome="effective")
    pairs = int(sum(shown(a, b) != 0 for a, b in zip(between["low"], between["high"], strict=True)))
    tests = {"moved": len(moved) >= ENOUGH, "apart": bool(apart), "between": 2 * pairs >= len(between)}
    verdict = "can" if all(tests.values()) else "partly" if any(tests.values()) else "cannot"
    facts = {"moved": len(moved), "apart": len(apart), "forms": len(forms), "pairs": pairs, "all_pairs": len(between)}
    lack = "; ".join(w.text(f"lack.{name}") for name, met in tests.items() if not met)
    counts = {name: in_words(w.lang, count) if name == "moved" else w.number(count) for name, count in facts.items()}
    first = w.text(f"answer.{verdict}", lack=lack, **counts)
    level = matrix(rows_of(tables["levels"], scenario=REGION), "governance", "policy", "outcome")
    package = dict(zip(tables["packages"]["governance"], tables["packages"]["approaches"], strict=True))
    lines = []
    for form in forms:
        kinds: dict[str, list[str]] = {"helps": [], "harms": [], "both": [], "open": []}
        for name in APPROACHES:
            here = (w.signed(rows[form, name, o]["value"], o) for o in ("effective", "time_lost"))
            kinds[judged(rows, form, name)].append(w.text("effect_pair", name=w.name(name), a=next(here), b=next(here)))
        said = {kind: w.listed(names) for kind, names in kinds.items() if kind != "open"}
        ends = {at: w.number(100 * level[form, at, "works_20"]["value"]) for at in (NO_APPROACH, BEST)}
        best = {o: w.said(rows[form, BEST, o], o) for o in ("effective", "time_lost", "attained")}
        said |= {"without": ends[NO_APPROACH], "with_best": ends[BEST], "package": w.package(package[form])}
        lines.append(w.text("say.form", form=w.form(form), open=in_words(w.lang, len(kinds["open"])), **said, **best))
    return f"{first}\n\n{bullets(lines)}"


def weights(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """What weighs how much, and whether stagnation and value go together."""
    level = rows_of(tables["levels"], scenario=REGION, policy=NO_APPROACH, outcome="effective")
    level = level[level["governance"] != "none"].sort_values("value")
    mean = matrix(of_region(tables, "mean"), "policy", "outcome")
    alone = {name: mean[name, "effective"]["value"] for name in APPROACHES}
    ends = {"best": level.iloc[-1], "worst": level.iloc[0]}
    words = {f"{key}_form": w.form(row["governance"]) for key, row in ends.items()}
    words |= {key: w.number(100 * row["value"]) for key, row in ends.items()}
    words |= {"apart": w.number(100 * (max(alone.values()) - min(alone.values())))}
    whole = {
        f"{at}_{o}": w.said(mean[at, o], o)
        for at in (ALL_APPROACHES, BEST)
        for o in ("effective", "time_lost", "attained", "cost")
    }
    return bullets([w.text("say.weights", **words), w.text("say.whole", **whole)])


def headlines(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """For every form the four headlines without, with each approach, all, and the best package."""
    level = matrix(rows_of(tables["levels"], scenario=REGION), "governance", "policy", "outcome")
    change = matrix(of_region(tables, "form"), "governance", "policy", "outcome")
    package = dict(zip(tables["packages"]["governance"], tables["packages"]["approaches"], strict=True))
    heads = ("approach", "after_5", "after_10", "after_20", *HEADLINES[1:], *VALUE)
    parts = []
    for form in known_forms(tables):
        rows = []
        for name in (NO_APPROACH, *EVERY, BEST):
            here = {o: level[form, name, o] for o in (*HEADLINES, *VALUE)}
            moved = {o: change.get((form, name, o), {"low": 0.0, "high": 0.0}) for o in here}
            where = [_places(w, level, form, name, year) for year in (5, 10, 20)]
            where[2] = bold(where[2], moved["works_20"]["low"], moved["works_20"]["high"])
            spans = [bold(w.interval(here[o], o, sign=False), moved[o]["low"], moved[o]["high"]) for o in HEADLINES[1:]]
            money = [
                bold(w.number(here[o]["value"], 2 if o == "cost" else 0), moved[o]["low"], moved[o]["high"])
                for o in VALUE
            ]
            rows.append([w.name(name), *where, *spans, *money])
        parts.append(w.text("heading.form", form=w.form(form), package=w.package(package[form])))
        parts.append(w.table(heads, rows))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _places(w: Words, level: dict[Any, Any], form: str, name: str, year: int) -> str:
    share = {at: level[form, name, f"{at}_{year}"]["value"] for at in NAMES}
    kinds = (share["works"], share["stagnates"] + share["asleep"], *(share[at] for at in NAMES[3:]))
    return " / ".join(w.number(100 * part) for part in kinds)


def founding(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Sought, founded, founded within two years; and what the form does where it was founded."""
    level = matrix(rows_of(tables["levels"], scenario=REGION), "governance", "policy", "outcome")
    rows = []
    for form in known_forms(tables):
        for name in (NO_APPROACH, BEST):
            shares = [w.share(level[form, name, o]["value"]) for o in ("founded", "founded_24")]
            cells = [
                w.interval(level[form, name, o], o, sign=False)
                for key in HEADLINES
                for o in ((key, f"{key}_founded") if key in HEADLINES[1:] else (f"{key}_founded",))
            ]
            rows.append([w.form(form), w.name(name), *shares, *cells])
    keys = (f"{key}{end}" for key in HEADLINES[1:] for end in ("", "_founded"))
    return w.table(("form", "approach", "founded", "founded_24", "works_20_founded", *keys), rows)


def beginnings(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Each approach begun at different months; all in the deck's order, in reverse, and at once; mean over forms."""
    early = matrix(of_region(tables, "mean"), "policy", "outcome")
    late = of_region(tables, "start")
    paired = matrix(late[late["against"] != ""], "policy", "against", "outcome")
    late_rows = matrix(late[late["against"] == ""], "policy", "outcome")
    found = early | late_rows
    outcomes = ("effective", "time_lost", "attained")
    rows = [
        [w.name(name)] + [w.short(found[at, o], o) for o in outcomes for at in (name, *(f"{name}@{s}" for s in STARTS))]
        for name in APPROACHES
    ]
    heads = [
        f"={w.text('column.begun', outcome=w.text(f'column.d_{o}'), start=start)}"
        for o in outcomes
        for start in (0, *STARTS)
    ]
    whole = [[w.name(name), *(w.cell(found[name, o], o) for o in HEADLINES)] for name in (ALL_APPROACHES, *ORDERS)]
    against = (("deck", "reverse"), ("deck", ALL_APPROACHES), ("reverse", ALL_APPROACHES))
    whole += [
        [w.text("against", name=w.name(a), other=w.name(b)), *(w.cell(paired[a, b, o], o) for o in HEADLINES)]
        for a, b in against
    ]
    verdict = {kind: judged(paired, *at) for kind, at in zip(("reverse", "once"), against[:2], strict=True)}
    lines = [w.text(f"say.deck_{kind}_{word}") for kind, word in verdict.items()]
    second = w.table(("order", *(f"d_{o}" for o in HEADLINES)), whole)
    return f"{bullets(lines)}\n{second}\n{w.table(['approach', *heads], rows)}"


def alliances(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Which form does best in each alliance, how safe forms are over all, and what approaches do in the form sought."""
    level = rows_of(tables["levels"], policy=NO_APPROACH, outcome="effective")
    level = level[level["governance"] != "none"]
    wide = level.pivot_table("value", "scenario", "governance", sort=False)
    lost = matrix(rows_of(tables["levels"], policy=NO_APPROACH, outcome="time_lost"), "scenario", "governance")
    names = list(about["alliances"])
    titles = {name: _alliance(w, name) for name in names}
    regret = wide.rsub(wide.max(axis=1), axis=0)
    first = [
        [
            w.form(form),
            *(f"{w.number(100 * wide.loc[at, form])} / {w.number(lost[at, form]['value'])}" for at in names),
            w.number(100 * regret[form].max()),
        ]
        for form in known_forms(tables)
    ]
    effects = matrix(rows_of(tables["effects"], context="alliance"), "scenario", "policy", "outcome")
    second = [
        [w.name(name), *(f"{w.short(effects[at, name, 'effective'])} / "
                         f"{w.short(effects[at, name, 'time_lost'], 'time_lost')}" for at in names)]
        for name in EVERY
    ]  # fmt: skip
    heads = [f"={title}" for title in titles.values()]
    sought = {name: load_scenario(_full(name)).governance for name in names}
    lines = [w.text("say.sought", names=w.listed(f"{titles[at]}: {w.form(sought[at])}" for at in names))]
    top = w.table(("form", *heads, "regret"), first)
    return f"{top}\n{w.text('heading.alliances')}\n\n{w.table(['approach', *heads], second)}\n{bullets(lines)}"


def _full(scenario: str) -> str:
    return {name.rpartition("/")[2]: name for name in list_scenarios()}.get(scenario, scenario)


def _alliance(w: Words, scenario: str) -> str:
    """Short title of a scenario with the number of its members."""
    name = _full(scenario)
    case = load_scenario(name)
    before, _, after = case.title[w.lang].partition(":")
    members = sum(town.role != "neighbour" for town in case.municipalities)
    return f"{after.strip() if name.startswith('teaching/') else before} ({w.number(members)})"


def sizes(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """How much was simulated."""
    counts = {key: w.number(about[key]) for key in ("sets", "points", "runs", "variants")}
    return w.text("sizes", source=about.get("parameters", "–"), form=w.form(REFERENCE), **counts) + "\n"
