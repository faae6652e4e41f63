"""One month of one town worked through with numbers: the table of ``summary.md`` and ``de/kurzfassung.md``.

    python docs/worked_month.py              print the table
    python docs/worked_month.py --lang de

It walks the shipped rules uncompiled through a run of the scenario ``harz``, looks at the state between the steps of
the first month that shows every link, and reckons each line anew with the equations of the package.  A line that does
not agree with the state is an error.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

SCENARIO: Final = "harz"
FIRST_SEED: Final = 3
FIRST_MONTH: Final = 60  #: five years: what is agreed, built and open stands side by side
STEPS: Final = ("negotiation", "contribution", "delivery", "appraisal", "trust", "elections", "phases")
MOST_SEEDS: Final = 20


class Found(NamedTuple):
    """A month of a run: the state after each step of ``STEPS`` and, as ``before``, at its beginning."""

    seed: int
    month: int
    town: int
    project: int  #: on which it works with others
    service: int  #: that it shares with others
    parameters: Any
    world: Any
    scenario: Any
    states: dict[str, Any]


class Line(NamedTuple):
    """What is reckoned, how, and what comes out."""

    what: str
    how: str
    value: str
    section: str

    @property
    def cells(self) -> list[str]:
        """The row of the table; negative numbers within a sum stand in brackets."""
        return [self.what, re.sub(r"(?<=[·−+] )−([\d.,]+)", r"(−\1)", self.how), self.value, self.section]


def _copy(s: Any) -> Any:
    return s._replace(**{name: getattr(s, name).copy() for name in s._fields if name not in ("memory", "events")})


def _chosen(before: Any, states: dict[str, Any]) -> tuple[int, int, int] | None:
    """Town, project and service of a month that shows every link; None if it does not."""
    from coopsim.model.codes import ADVOCATE, CONDITIONAL, DELIVERED, RUNNING

    at, after, end = states["contribution"], states["delivery"], states["phases"]
    if at.alliance.month_contract < 0 or end.alliance.turnovers != before.alliance.turnovers:
        return None
    if any(town.member == 0 for town in at.town):
        return None
    for i in range(len(at.town)):
        town = at.town[i]
        if town.bound == 0 or at.office[i].type != CONDITIONAL or town.target < 0.1 or at.alliance.habit < 0.5:
            continue
        worked = [k for k in range(len(at.project))
                  if at.project[k].status == after.project[k].status == RUNNING and at.partner[k, i] > 0.0]  # fmt: skip
        open_ = [k for k in range(len(at.project))
                 if at.project[k].status == after.project[k].status == DELIVERED and at.partner[k, i] > 0.0
                 and at.project[k].kind != ADVOCATE]  # fmt: skip
        if worked and open_ and states["appraisal"].town[i].benefit > 0.0:
            return i, worked[0], max(open_, key=lambda k: float(after.project[k].net))
    return None


@lru_cache(maxsize=1)
def find() -> Found:
    """The first month, from the sixth year of the first seed on, in which a town shows every link."""
    import coopsim
    from coopsim.run.monthly import MonthlyRun

    states: dict[str, Any] = {}

    def looking(step: str) -> Any:
        def look(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
            states[step] = _copy(s)

        return look

    schedule = coopsim.SCHEDULE
    for step in STEPS:
        schedule = schedule.insert(after=step, **{f"after_{step}": looking(step)})
    scenario = coopsim.load_scenario(SCENARIO)
    for seed in range(FIRST_SEED, FIRST_SEED + MOST_SEEDS):
        run = MonthlyRun(scenario, seed, 0, schedule=schedule, compiled=False, log=False)
        for month in range(scenario.horizon_months):
            before = _copy(run.state)
            run.step()
            chosen = _chosen(before, states) if month >= FIRST_MONTH else None
            if chosen is not None:
                return Found(seed, month, *chosen, run.parameters, run.world, scenario, states | {"before": before})
    raise LookupError(f"No month in {MOST_SEEDS} runs of {SCENARIO} shows every link; see _chosen in {__file__}.")


def _agrees(value: float, state: Any, what: str) -> float:
    if not math.isclose(value, float(state), rel_tol=1e-9, abs_tol=1e-9):
        raise ArithmeticError(f"{what}: reckoned {value!r}, in the state {float(state)!r}")
    return value


def lines(lang: str) -> list[Line]:
    """The lines of the table in a language, each held against the state of the run."""
    from coopsim.texts.numbers import number

    found = find()
    n = partial(number, lang)
    said = _Words(lang)
    return [*_beliefs(found, n, said), *_contribution(found, n, said), *_work(found, n, said), *_result(found, n, said)]


class _Words:
    """English or German, as asked for."""

    def __init__(self, lang: str) -> None:
        self.german = lang == "de"

    def __call__(self, english: str, german: str) -> str:
        return german if self.german else english


def _of(found: Found) -> tuple[Any, Any, int]:
    return found.parameters, found.world, found.town


def _believed(found: Found) -> tuple[list[int], list[float], float, float]:
    """The other members, what is counted on from each, their mean, and that lifted by promises."""
    from coopsim.submodels.contribution import counted_on
    from coopsim.submodels.problem import lifted

    p, _, i = _of(found)
    s = found.states["negotiation"]
    others = [j for j in range(len(s.town)) if j != i and s.town[j].member == 1]
    counted = [counted_on(s.expected[i, j], s.trust[i, j], p.caution) for j in others]
    mean = sum(counted) / len(counted)
    return others, counted, mean, lifted(mean, p.pledge, p.assurance_weight * s.town[i].assurance)


def _names(found: Found) -> list[str]:
    return [town.name for town in sorted(found.scenario.municipalities, key=lambda town: town.id)]


def _beliefs(found: Found, n: Any, said: _Words) -> list[Line]:
    p, _, i = _of(found)
    s, names = found.states["negotiation"], _names(found)
    others, counted, mean, assured = _believed(found)
    rows = [
        Line(
            said(f"counted on from {names[j]}", f"womit sie bei {names[j]} rechnet"),
            f"{n(s.expected[i, j], 3)} · (1 − {n(p.caution, 2)} · (1 − {n(s.trust[i, j], 3)}))",
            n(given, 3), "7.7",
        )
        for j, given in zip(others, counted, strict=True)
    ]  # fmt: skip
    rows.append(
        Line(
            said("with what was promised", "dazu, was versprochen ist"),
            f"{n(mean, 3)} + {n(p.assurance_weight, 2)} · {n(s.town[i].assurance, 3)} · "
            f"({n(p.pledge, 2)} − {n(mean, 3)})" if mean < p.pledge else n(mean, 3),
            n(assured, 3), "7.4, 7.7",
        )
    )  # fmt: skip
    return rows


def _contribution(found: Found, n: Any, said: _Words) -> list[Line]:
    from coopsim.model.codes import COMMON_OBJECTIVES
    from coopsim.submodels import contribution as c
    from coopsim.submodels.problem import towards

    p, w, i = _of(found)
    before, s = found.states["negotiation"], found.states["contribution"]
    others, _, _, assured = _believed(found)
    town, was, form = s.town[i], before.town[i], w.form[s.alliance.form]
    likely = min(1.0, assured / p.pledge)
    weight = p.interest_weight * (1.0 + p.ownership_weight * was.ownership)
    stake = max(0.0, town.stake * likely)
    interest = c.drawn_out(town.stake * likely, p.stake_scale, weight)
    members = [t for t in s.town if t.member == 1]
    people = sum(float(t.population) for t in members)
    common = max(0.0, sum(float(t.stake * t.population) for t in members) / max(1.0, people))
    region = c.drawn_out(common, p.stake_scale, p.region_weight * was.identity)
    behind = sum(max(0.0, float(before.town[j].benefit - was.benefit)) for j in others) / len(others)
    keeping = c.drawn_out(behind, p.stake_scale, p.keeping_up * was.competition)
    slope = towards(s.office[i].slope, 1.0, p.yardstick * s.lever[COMMON_OBJECTIVES])
    matched = slope * assured * c.uninsulted(form.monitoring, was.trust, p.insult)
    wanted = c.held_back(matched + interest + region + keeping, was.fear, p.voter_restraint)
    target = _agrees(c.target_after(was.target, wanted, was.commitment, p.adjustment), town.target, "target")
    levy = c.enforced_levy(form.levy * s.alliance.extent, form.monitoring, p.pledge)
    given = _agrees(max(target, levy) - town.shock, town.contribution, "contribution")
    scale = n(p.stake_scale, 1)
    capacity = float(town.capacity)
    per_head = said("EUR per head", "€ je Kopf")
    return [
        Line(
            said("gives back in kind (matching)", "gibt Gleiches zurück"),
            f"{n(slope, 2)} · {n(assured, 3)} · (1 − {n(p.insult, 2)} · {n(form.monitoring, 2)} · {n(was.trust, 3)})",
            n(matched, 3), "7.7",
        ),
        Line(
            f"{said('own interest, if likely', 'eigenes Interesse, wenn es gelingt')}, {n(stake, 2)} {per_head}",
            f"{n(weight, 3)} · {n(stake, 2)} / ({n(stake, 2)} + {scale})", n(interest, 3), "7.7",
        ),
        Line(
            f"{said('interest of the region', 'Interesse der Region')}, {n(common, 2)} {per_head}",
            f"{n(p.region_weight, 3)} · {n(was.identity, 3)} · {n(common, 2)} / ({n(common, 2)} + {scale})",
            n(region, 3), "7.7",
        ),
        Line(
            said(f"keeps up with who gains {n(behind, 2)} more", f"hält mit, wo andere {n(behind, 2)} mehr haben"),
            f"{n(p.keeping_up, 2)} · {n(was.competition, 3)} · {n(behind, 2)} / ({n(behind, 2)} + {scale})",
            n(keeping, 3), "7.7",
        ),
        Line(
            said("wants to put in, voters heeded", "will beitragen, mit Rücksicht auf Wählende"),
            f"({n(matched, 3)} + {n(interest, 3)} + {n(region, 3)} + {n(keeping, 3)}) · "
            f"(1 − {n(p.voter_restraint, 2)} · {n(was.fear, 3)})",
            n(wanted, 3), "7.7, 7.11",
        ),
        Line(
            said("means to put in, from last month on", "nimmt sich vor, ausgehend vom Vormonat"),
            f"{n(was.target, 3)} + {n(p.adjustment, 3)} · ({n(wanted, 3)} · ({n(0.5, 1)} + {n(was.commitment, 3)}) "
            f"− {n(was.target, 3)})",
            n(target, 3), "7.7",
        ),
        Line(
            said(f"puts in (watched levy: {n(levy, 3)})", f"trägt bei (geprüfte Umlage: {n(levy, 3)})"),
            f"max({n(target, 3)}; {n(levy, 3)}) − {n(town.shock, 3)}", n(given, 3), "7.7",
        ),
        Line(
            said("in posts (FTE)", "in Stellen (VZÄ)"), f"{n(given, 3)} · {n(capacity, 2)}",
            n(_agrees(given * capacity, town.contribution * capacity, "posts"), 2), "7.2, 7.7",
        ),
    ]  # fmt: skip


def _work(found: Found, n: Any, said: _Words) -> list[Line]:
    from coopsim.model.codes import ADVOCATE, BUILDING, DELIVERED, DRAFT, JOINT_PRIORITIES, RUNNING
    from coopsim.submodels import delivery as d
    from coopsim.submodels.agenda import work_in_progress, working_groups
    from coopsim.submodels.trust import mean_trust, safeguarded

    p, w, _ = _of(found)
    s, after, k = found.states["contribution"], found.states["delivery"], found.project
    a = s.alliance
    outside = a.secretariat + a.external_staff
    effort = _agrees(max(0.0, a.effort_members + outside - a.overhead), a.effort, "effort")
    contract = float(a.contract_work - after.alliance.contract_work)
    kept = [q for q in s.project if q.status == DELIVERED or (q.status == BUILDING and q.kind != ADVOCATE)]
    upkeep = min(effort - contract, sum(float(p.upkeep * q.work) for q in kept))
    left = effort - contract - upkeep
    works = float(sum(1 for q in s.project if q.status in (RUNNING, DRAFT)))
    groups = working_groups(s) if p.finding_staff > 0.0 else 0.0
    searching = min(groups, max(0.0, work_in_progress(left, p.focus_staff * s.lever[JOINT_PRIORITIES]) - works))
    tasks = works + searching
    spread = left * d.spread_share(tasks, left, p.switching)
    search = searching * min(p.finding_staff, spread / max(1e-9, tasks))
    each = (spread - search) / max(1.0, works)
    form = w.form[a.form]
    cost = safeguarded(p.coordination, mean_trust(s), p.safeguards)
    partners = float(s.project[k].partners)
    share = d.coordination_share(partners, float(form.veto_points), cost)
    done = each * share
    _agrees(s.project[k].left - done, after.project[k].left, "work left")
    project = _called(found, k, said)
    losing = left < tasks  # staff enough for one task a post loses nothing by switching
    return [
        Line(
            said("effort of the alliance (FTE)", "Einsatz des Verbunds (VZÄ)"),
            f"{n(a.effort_members, 2)} + {n(outside, 2)} − {n(a.overhead, 2)}", n(effort, 2), "7.7",
        ),
        Line(
            said("left for new work after contract and upkeep", "bleibt nach Vertrag und Unterhalt für Neues"),
            f"{n(effort, 2)} − {n(contract, 2)} − {n(upkeep, 2)}", n(left, 2), "7.8",
        ),
        Line(
            said(f"of it after switching between {n(tasks)} tasks", f"davon nach Wechseln bei {n(tasks)} Aufgaben"),
            f"{n(left, 2)} / (1 + {n(p.switching, 2)} · ({n(tasks)} / {n(left, 2)} − 1))" if losing else n(left, 2),
            n(spread, 2), "7.8",
        ),
        Line(
            said(f"for each of {n(works)} works, after searching", f"je Arbeit ({n(works)}), nach der Suche"),
            f"({n(spread, 2)} − {n(search, 2)}) / {n(max(1.0, works))}", n(each, 3), "7.8",
        ),
        Line(
            said(f"work done on: {project} (FTE-months)", f"getane Arbeit: {project} (VZÄ-Monate)"),
            f"{n(each, 3)} / (1 + {n(cost, 4)} · ({n(max(0.0, partners - 1.0))} + {n(form.veto_points)}))",
            n(done, 3), "7.8, 7.10",
        ),
        Line(
            said("work left on it", "Arbeit, die dort noch bleibt"), f"{n(s.project[k].left, 2)} − {n(done, 3)}",
            n(after.project[k].left, 2), "7.8",
        ),
    ]  # fmt: skip


def _called(found: Found, k: int, said: _Words) -> str:
    from coopsim.story.names import Names
    from coopsim.story.words import Words

    return Names(found.scenario, found.states["phases"], Words("de" if said.german else "en")).project(k)


def _result(found: Found, n: Any, said: _Words) -> list[Line]:
    from coopsim.submodels import appraisal, elections, phases
    from coopsim.submodels.gains import own_gain, ramped
    from coopsim.submodels.problem import towards

    p, w, i = _of(found)
    was, s, k = found.states["delivery"], found.states["appraisal"], found.service
    town, old, service = s.town[i], was.town[i], was.project[k]
    ramp = p.ramp_months * (p.hindrance_base + w.scenario.long_time_span)
    gain = own_gain(k, i, service.host, service.reach, service.cost, p, w, was) + was.transfer[k, i]
    alone = float(was.alone_gain[k, i]) if found.month >= service.appears + service.build else 0.0
    full = ramped(float(service.clock), ramp) * service.quality
    visible = p.visibility * town.benefit if town.benefit > 0.0 else town.benefit
    seen = _agrees(visible + town.milestones - town.cost, town.seen, "seen")
    due = appraisal.due(town.waited, p.expected_wait)
    hoped = appraisal.hoped_for(old.prize, town.cost, due)
    gap = seen - hoped
    judged = appraisal.squashed(gap / p.gap_scale)
    satisfied = _agrees(towards(old.satisfaction, judged, p.judgement_rate), town.satisfaction, "satisfaction")
    committed = _agrees(appraisal.commitment(satisfied, p.commitment_satisfaction), town.commitment, "commitment")
    prize = _agrees(old.prize + p.prize_learning * due * gap, town.prize, "prize")
    rows = [
        Line(
            said(f"benefit of: {_called(found, k, said)}", f"Nutzen aus: {_called(found, k, said)}"),
            f"({n(gain, 2)} − {n(alone, 2)}) · {n(full, 3)}", n((gain - alone) * full, 2), "7.0, 7.9",
        ),
        Line(
            said("benefit of all services, losses too", "Nutzen aller Dienste, mit Verlusten"),
            f"{n((gain - alone) * full, 2)} + {n(town.benefit - (gain - alone) * full, 2)}", n(town.benefit, 2), "7.9",
        ),
        Line(
            said("seen: benefits as far as visible, less cost", "gesehen: sichtbarer Nutzen weniger Kosten"),
            f"{n(p.visibility, 2)} · {n(town.benefit, 2)} + {n(town.milestones, 2)} − {n(town.cost, 2)}",
            n(seen, 2), "7.9",
        ),
        Line(
            said("share of results that are due by now", "Anteil der Ergebnisse, die jetzt fällig sind"),
            f"({n(town.waited, 1)} / {n(p.expected_wait)})²", n(due, 3), "7.9",
        ),
        Line(
            said("hoped for by now", "bis jetzt erhofft"),
            f"{n(due, 3)} · ({n(old.prize, 2)} + {n(town.cost, 2)}) − {n(town.cost, 2)}", n(hoped, 2), "7.9",
        ),
        Line(
            said("judgement: seen against hoped for", "Urteil: gesehen gegen erhofft"),
            f"{n(gap, 2)} / ({n(p.gap_scale, 2)} + {n(abs(gap), 2)})", n(judged, 3), "7.9",
        ),
        Line(
            said("satisfaction, from last month on", "Zufriedenheit, ausgehend vom Vormonat"),
            f"{n(old.satisfaction, 3)} + {n(p.judgement_rate, 3)} · ({n(judged, 3)} − {n(old.satisfaction, 3)})",
            n(satisfied, 3), "7.9",
        ),
        Line(
            said("commitment next month", "Bindung im nächsten Monat"),
            f"{n(0.5, 1)} + {n(p.commitment_satisfaction, 2)} · {n(satisfied, 3)}", n(committed, 3), "7.9",
        ),
        Line(
            said("prize hoped for from now on", "erhoffter Ertrag von nun an"),
            f"{n(old.prize, 3)} + {n(p.prize_learning, 4)} · {n(due, 3)} · {n(gap, 2)}", n(prize, 3), "7.9",
        ),
    ]  # fmt: skip
    return [*rows, *_afterwards(found, n, said, elections, phases)]


def _afterwards(found: Found, n: Any, said: _Words, elections: Any, phases: Any) -> list[Line]:
    from coopsim.submodels.appraisal import squashed
    from coopsim.submodels.problem import towards

    p, w, i = _of(found)
    before, trusted, voted, end = (found.states[name] for name in ("appraisal", "trust", "elections", "phases"))
    names, other = _names(found), _believed(found)[0][0]
    town, form = voted.town[i], w.form[voted.alliance.form]
    control = p.control_weight * form.control * voted.alliance.extent * (1.0 - form.reporting) * float(town.bound)
    results = max(0.0, town.benefit) * p.visibility + town.milestones
    losses = p.loss_aversion * town.loss + control
    balance = elections.voters_balance(results, losses, town.identity)
    judged, old = squashed(balance / p.gap_scale), trusted.town[i].approval
    approval = _agrees(towards(old, judged, p.judgement_rate), town.approval, "approval")
    a = end.alliance
    called_for = phases.pace_called_for(a.undone, p.pace_floor, p.pace_share)
    activity = _agrees(phases.activity_of(a.pace, called_for), a.activity, "activity")
    rows = [
        Line(
            said(f"trust in {names[other]}", f"Vertrauen in {names[other]}"),
            said(f"was {n(before.trust[i, other], 3)}; put in {n(before.town[other].contribution, 3)}, "
                 f"expected {n(before.expected[i, other], 3)}",
                 f"war {n(before.trust[i, other], 3)}; beigetragen {n(before.town[other].contribution, 3)}, "
                 f"erwartet {n(before.expected[i, other], 3)}"),
            n(trusted.trust[i, other], 3), "7.10",
        ),
        Line(
            said("what voters make of it (EUR per head)", "was Wählende daraus machen (€ je Kopf)"),
            f"{n(results, 2)} − {n(losses, 2)} · (1 − {n(town.identity, 3)})", n(balance, 2), "7.11",
        ),
        Line(
            said("approval, from last month on", "Zustimmung, ausgehend vom Vormonat"),
            f"{n(old, 3)} + {n(p.judgement_rate, 3)} · ({n(balance, 2)} / ({n(p.gap_scale, 2)} + {n(abs(balance), 2)}) "
            f"− {n(old, 3)})",
            n(approval, 3), "7.11",
        ),
        Line(
            said("activity: pace against what is left to do", "Aktivität: Tempo gegen das, was noch lohnt"),
            f"{n(a.pace, 3)} / ({n(a.pace, 3)} + max({n(p.pace_floor, 2)}; {n(p.pace_share, 3)} · {n(a.undone, 2)}))",
            n(activity, 3), "7.15",
        ),
    ]  # fmt: skip
    return rows


def block(lang: str = "en") -> str:
    """The table with a sentence on what it shows, as it stands in the page."""
    from coopsim.model.codes import PHASES
    from coopsim.texts import text
    from coopsim.texts.numbers import number, percent

    found, said = find(), _Words(lang)
    s, names = found.states["phases"], _names(found)
    phase = text(lang, f"phase.{PHASES[int(s.alliance.phase)]}")
    form = list(found.scenario.governance_models.values())[int(s.alliance.form)].title[lang]
    extent = percent(lang, float(s.alliance.extent))
    hope = number(lang, float(found.states["delivery"].town[found.town].prize), 2)
    where = said(
        f"Scenario `{SCENARIO}`, no approach, seed {found.seed}, run 0, month {found.month}",
        f"Szenario `{SCENARIO}`, ohne Lösungsansatz, Startwert {found.seed}, Lauf 0, Monat {found.month}",
    )
    who = said("its mayor is a conditional cooperator", "das Stadtoberhaupt kooperiert bedingt")
    what = said(
        f"Form in force: {form}, with {extent} of its tasks. Phase of the alliance: {phase}. The town hopes for "
        f"{hope} EUR per inhabitant and year.",
        f"Form in Kraft: {form}, mit {extent} ihrer Aufgaben. Phase des Verbunds: {phase}. Die Stadt erhofft "
        f"{hope} € je Einwohner:in und Jahr.",
    )
    intro = f"{where}: **{names[found.town]}**; {who}. {what}"
    heads = said("what|how it is reckoned|value|ODD", "was|wie es gerechnet wird|Wert|ODD").split("|")
    rows = [heads, ["---"] * 4, *(line.cells for line in lines(lang))]
    return f"{intro}\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def main(words: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="One month of one town, worked through with numbers.")
    parser.add_argument("--lang", choices=("en", "de"), default="en")
    print(block(parser.parse_args(words).lang), end="")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
