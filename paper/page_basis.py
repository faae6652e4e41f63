"""What the findings stand on: signs over sets, inputs, starting priors, deciding parameters, channels, the measure."""

from __future__ import annotations

from typing import Any, Final

from coopsim.analysis.intervals import shown
from coopsim.analysis.over_sets import rank_agreement
from coopsim.calibration.space import priors
from coopsim.model.codes import APPROACHES
from paper import variants
from paper.cases import HEADLINES
from paper.page_answer import judged, known_forms, matrix, of_region
from paper.question import BEST, EVERY, STARTS
from paper.tables import Tables, rows_of
from paper.variants import BASE, OUTCOMES, vanished
from paper.words import Words, bullets, good

PACES: Final = {"pace_low": "0.02", BASE: "0.03", "pace_high": "0.05"}
TOP: Final = 3  #: deciding parameters that are named for a finding


def _title(w: Words, variant: str) -> str:
    return w.text("as_it_is") if variant == BASE else variants.ablations()[variant].title[w.lang]


def signs(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """In how many parameter sets an effect has its sign, on average over forms."""
    rows = matrix(of_region(tables, "mean"), "policy", "outcome")
    table = [
        [w.name(name)] + [f"{w.short(rows[name, o], o)} ({w.share(rows[name, o]['same_sign'])})" for o in HEADLINES]
        for name in (*EVERY, BEST)
    ]
    return w.table(("approach", *(f"d_{o}" for o in HEADLINES)), table)


def inputs(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The effects of the approaches with and without what the calibration put in."""
    names = [BASE, *(name for name, one in variants.ablations().items() if one.inputs)]
    rows = matrix(rows_of(tables["ablations"], kind="approach"), "variant", "name", "outcome")
    parts, lines = [], []
    for outcome in ("effective", "time_lost"):
        value = {at: [rows[at, name, outcome]["value"] for name in APPROACHES] for at in (BASE, names[-1])}
        cells = [[w.name(x), *(w.short(rows[at, x, outcome], outcome) for at in names)] for x in (*EVERY, BEST)]
        gone = vanished(rows_of(tables["ablations"], outcome=outcome, variant=names[-1]))
        tau = w.number(rank_agreement(*value.values()), 2)
        lost = w.listed(w.finding(row) for _, row in gone.iterrows())
        lines.append(w.text("say.inputs", outcome=w.text(f"column.d_{outcome}"), tau=tau, lost=lost))
        parts += [
            w.text(f"column.d_{outcome}") + ":\n",
            w.table(("approach", *(f"={_title(w, at)}" for at in names)), cells),
        ]
    return bullets(lines) + "\n" + "\n".join(parts)


def ablations(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Of all other ablations: what they do to the level, to the orders of approaches and forms, and what is lost."""
    table, found = tables["ablations"], vanished(tables["ablations"])
    rows, calm = [], 0
    known = [BASE, *(name for name, one in variants.ablations().items() if name not in PACES and not one.inputs)]
    own = rows_of(table, kind="level").iloc[0]["name"]
    for variant in known:
        here = rows_of(table, variant=variant)
        level = matrix(rows_of(here, kind="level", name=own), "outcome")
        taus = [_tau(rows_of(here, outcome="effective", kind=kind)) for kind in ("approach", "form")]
        gone = rows_of(found, variant=variant)
        lost = w.listed(dict.fromkeys(w.finding(row) for _, row in gone.iterrows()))
        calm += variant != BASE and gone.empty
        value = [level[o,]["value"] for o in OUTCOMES]
        cells = [w.number(100 * value[0]), w.number(value[1]), w.number(100 * value[2])]
        rows.append([_title(w, variant), *cells, *(w.number(tau, 2) for tau in taus), lost])
    line = w.text("say.calm", calm=w.number(calm), all=w.number(len(known) - 1))
    return f"{bullets([line])}\n{w.table(('variant', *OUTCOMES, 'approach_order', 'form_order', 'lost'), rows)}"


def _tau(rows: Any) -> float:
    single = rows[rows["name"].isin(APPROACHES)] if (rows["kind"] == "approach").all() else rows
    return rank_agreement(single["value"], single["base"])


def starting_priors(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The main effects over the sample and over that of the second prior, what turns, and what is shown in one only."""
    rows = matrix(tables["priors"], "policy", "governance", "outcome")
    seconds = {key: {x: row[f"{x}_second"] for x in ("value", "low", "high")} for key, row in rows.items()}
    findings = {key[:2]: w.name(key[0]) if key[0] else w.form(key[1]) for key in rows}
    shown_in = {key: (good(row, key[2]), good(seconds[key], key[2])) for key, row in rows.items()}
    told = {key: f"{findings[key[:2]]} ({w.text(f'column.d_{key[2]}')})" for key in rows}
    turned = [told[key] for key, (one, other) in shown_in.items() if one * other < 0]
    alone = [told[key] for key, (one, other) in shown_in.items() if (one == 0) != (other == 0)]
    taus = {}
    for kind, names in (("approach", APPROACHES), ("form", ("",))):
        chosen = [key for key in rows if key[0] in names and key[2] == "effective"]
        values = [[one[key]["value"] for key in chosen] for one in (rows, seconds)]
        taus[kind] = w.number(rank_agreement(*values), 2)
    count = {"both": w.number(sum(0 not in pair for pair in shown_in.values())), "all": w.number(len(rows))}
    line = w.text("say.priors", turned=w.listed(turned), alone=w.listed(alone), **taus, **count)
    outcomes = ("effective", "time_lost", "attained")
    cells = [
        [name, *(w.short(one[(*key, o)], o) for o in outcomes for one in (rows, seconds))]
        for key, name in findings.items()
    ]
    heads = [
        f"={w.text(f'column.{at}_prior', outcome=w.text(f'column.d_{o}'))}"
        for o in outcomes
        for at in ("first", "second")
    ]
    return f"{bullets([line])}\n{w.table(['finding', *heads], cells)}"


def decides(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Which free parameter decides about a finding, and what is known of it."""
    table = tables["decisive"]
    clear = table[(table["low"] > 0) | (table["high"] < 0)]
    clear = clear[clear["outcome"].isin(["effective", "time_lost"])]
    order = clear.assign(size=clear["change"].abs()).sort_values("size", ascending=False, kind="stable")
    rows = []
    for (policy, form, outcome), group in order.groupby(["policy", "governance", "outcome"], sort=False):
        for _, row in group.head(TOP).iterrows():
            ends = (w.signed(row[end], str(outcome)) for end in ("lower", "upper"))
            known = priors()[row["parameter"]].patterns
            turns = row["lower"] * row["upper"] < 0
            name = w.name(str(policy)) if policy else w.form(str(form))
            cells = [name, w.text(f"column.d_{outcome}"), w.parameter(row["parameter"]), *ends]
            rows.append([*cells, w.text("yes") if turns else "–", ", ".join(known) or w.text("prior_only")])
    if not rows:
        return bullets([w.text("say.none_decides")])
    unknown = {p for p in clear["parameter"] if not priors()[p].patterns}
    count = w.number(clear["parameter"].nunique())
    line = w.text("say.decides", count=count, unknown=w.listed(w.parameter(p) for p in sorted(unknown)))
    heads = ("finding", "outcome", "parameter", "lower", "upper", "turns", "patterns")
    return f"{bullets([line])}\n{w.table(heads, rows)}"


def paragraphs(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """For every approach: what it does, through which channel, how sure that is, where its sign turns."""
    mean = matrix(of_region(tables, "mean"), "policy", "outcome")
    return "\n".join(
        f"**{w.name(name)}.** "
        + " ".join((_does(w, mean, name), _channels(w, tables, name), _sure(w, mean, name), _turns(w, tables, name)))
        + "\n"
        for name in APPROACHES
    )


def _does(w: Words, mean: dict[Any, Any], name: str) -> str:
    return w.text("say.does", **{o: w.said(mean[name, o], o) for o in (*HEADLINES, "cost")})


def _channels(w: Words, tables: Tables, name: str) -> str:
    """What becomes of its effects without each of its channels, where that is shown."""
    rows = matrix(rows_of(tables["ablations"], kind="approach", name=name), "variant", "outcome")
    own = [one for one in variants.ablations().values() if name in one.approaches or one.name == "free_approaches"]
    told = []
    for one in own:
        here = {outcome: rows[one.name, outcome] for outcome in OUTCOMES}
        moved = [
            f"{w.text(f'short.{outcome}')} {w.signed(row['base'], outcome)} → {w.signed(row['value'], outcome)}"
            for outcome, row in here.items()
            if shown(row["change_low"], row["change_high"])
        ]
        if moved:
            told.append(f"{one.title[w.lang]}: {', '.join(moved)}")
    if told:
        return w.text("say.channels", told="; ".join(told))
    return w.text("say.no_channel", titles="; ".join(one.title[w.lang] for one in own))


def _sure(w: Words, mean: dict[Any, Any], name: str) -> str:
    return w.text("say.sure", **{o: w.share(mean[name, o]["same_sign"]) for o in HEADLINES})


def _turns(w: Words, tables: Tables, name: str) -> str:
    """Forms, alliances, starts and thirds of parameters at which it helps or harms."""
    rows = matrix(of_region(tables, "form"), "governance", "policy", "outcome")
    kinds: dict[str, list[str]] = {"helps": [], "harms": [], "both": [], "open": []}
    for form in known_forms(tables):
        kinds[judged(rows, form, name)].append(w.form(form))
    late = matrix(of_region(tables, "start"), "policy", "outcome")
    for start in STARTS:
        kinds[judged(late, f"{name}@{start}")].append(w.text("begun_late", start=start))
    table = rows_of(tables["decisive"], policy=name)
    clear = table[((table["low"] > 0) | (table["high"] < 0)) & (table["lower"] * table["upper"] < 0)]
    ends = dict.fromkeys(w.parameter(p) for p in clear["parameter"])
    said = {kind: w.listed(kinds[kind]) for kind in ("helps", "harms", "both")}
    return w.text("say.turns", **said, parameters=w.listed(ends))


def pace(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Months lost at three readings of stagnation: forms without approaches, and what approaches change."""
    table = rows_of(tables["ablations"], outcome="time_lost")
    level = matrix(rows_of(table, kind="level"), "variant", "name")
    effects = matrix(rows_of(table, kind="approach"), "variant", "name")
    rows = [
        [w.form(form), *(w.number(level[at, form]["value"]) for at in PACES)]
        for form in sorted({name for _, name in level}, key=known_forms(tables).index)
    ]
    rows += [[w.name(name), *(w.short(effects[at, name], "time_lost") for at in PACES)] for name in (*EVERY, BEST)]
    taus = {
        f"{kind}_{at}": w.number(_tau(rows_of(table, kind=kind, variant=at)), 2)
        for kind in ("approach", "form")
        for at in PACES
        if at != BASE
    }
    heads = [f"={w.text('column.pace', pace=w.number(float(x), 2))}" for x in PACES.values()]
    turned = [w.name(name) for name in EVERY if len({good(effects[at, name], "time_lost") for at in PACES} - {0}) > 1]
    line = w.text("say.pace", turned=w.listed(turned), **taus)
    return f"{bullets([line])}\n{w.table(['form_or_approach', *heads], rows)}"
