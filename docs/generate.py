"""Writes the generated blocks of the documentation: tables that the code itself knows best.

    python docs/generate.py              rewrite the tables
    python docs/generate.py --check      change nothing; exit code 1 and a list if a table is out of date
    python docs/generate.py --simulate   also the blocks that need simulations (patterns, common random numbers)

A block stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``; the text between is replaced.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

DOCS: Final = Path(__file__).resolve().parent
COMMAND: Final = "python docs/generate.py"
BLOCK: Final = re.compile(r"(<!-- generated: ([a-z_]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

#: Files with submodels, in the order of the schedule, and their sections of the ODD.
SECTIONS: Final = {
    "setup": "5", "gains": "7.0", "levers": "7.1", "surroundings": "7.2", "problem": "7.3", "meetings": "7.4",
    "agenda": "7.5", "negotiation": "7.6", "voting": "7.6", "partners": "7.6", "contribution": "7.7", "delivery": "7.8",
    "appraisal": "7.9", "trust": "7.10", "elections": "7.11", "office": "7.11", "founding": "7.12",
    "membership": "7.13", "merger": "7.14", "phases": "7.15", "observe": "7.16", "log": "7.16",
}  # fmt: skip


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars and line breaks in cells are masked."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    heads = list(headings)
    return "\n".join([line(heads), "|" + "---|" * len(heads), *(line(row) for row in rows)]) + "\n"


def plain(value: float) -> str:
    """A number without needless digits."""
    return f"{value:,.10g}".replace(",", " ")


# Tables from the data of the package


def parameters() -> str:
    from coopsim.parameters import PARAMETERS

    parts = []
    for group in dict.fromkeys(row.group for row in PARAMETERS.values()):
        rows = [
            (f"`{p.symbol}`", p.title["en"], p.unit, f"{plain(p.lower)} … {plain(p.upper)}", plain(p.default), p.source)
            for p in PARAMETERS.values()
            if p.group == group
        ]
        heads = ("symbol", "meaning", "unit", "bounds", "default", "source")
        parts.append(f"**{group[0].upper()}{group[1:]}**\n\n{table(heads, rows)}")
    assumed = sum(p.assumed for p in PARAMETERS.values())
    parts.append(f"{len(PARAMETERS)} parameters; for {assumed} of them the source is, in whole or in part, an assumption.\n")
    return "\n".join(parts)


def _fields(fields: dict[str, tuple[str, str, str]]) -> str:
    kinds = {"f": "real", "i": "whole"}
    rows = [(f"`{name}`", meaning, unit, kinds[kind]) for name, (kind, unit, meaning) in fields.items()]
    return table(("variable", "meaning", "unit", "number"), rows)


def state_alliance() -> str:
    from coopsim.state import ALLIANCE

    return _fields(ALLIANCE)


def state_town() -> str:
    from coopsim.state import TOWN

    return _fields(TOWN)


def state_office() -> str:
    from coopsim.state import OFFICE

    return _fields(OFFICE)


def state_area() -> str:
    from coopsim.state import AREA

    return _fields(AREA)


def state_project() -> str:
    from coopsim.state import PROJECT

    return _fields(PROJECT)


def _commented(class_: type) -> str:
    """Fields of a NamedTuple with the comments (``#:``) behind them, as shape and meaning."""
    rows = []
    for name, comment in re.findall(r"^    (\w+): Any  #: (.+)$", inspect.getsource(class_), re.MULTILINE):
        shape, meaning = re.match(r"(\([^)]*\)|)[ ,]*(.*)", comment).groups()  # type: ignore[union-attr]
        rows.append((f"`{name}`", shape, meaning.replace("``", "`")))
    return table(("array", "shape", "meaning"), rows)


def state_arrays() -> str:
    from coopsim.state import State

    return _commented(State)


def world_arrays() -> str:
    from coopsim.world import World

    return _commented(World)


def schedule() -> str:
    from coopsim.schedule import SCHEDULE

    rows = []
    for k, (name, step) in enumerate(SCHEDULE):
        file = step.__module__.rsplit(".", 1)[1]
        first = (step.__doc__ or "").strip().splitlines()[0]
        rows.append((k + 1, f"`{name}`", re.sub(r"^Submodel \d+: ", "", first), f"`{file}.{step.__name__}`", SECTIONS[file]))
    return table(("step", "name", "what happens", "code", "section"), rows)


def outcomes_run() -> str:
    from coopsim.outcomes import RUN

    return _columns(RUN)


def outcomes_series() -> str:
    from coopsim.outcomes import SERIES

    return _columns(SERIES)


def outcomes_town_series() -> str:
    from coopsim.outcomes import TOWN_SERIES

    return _columns(TOWN_SERIES)


def outcomes_town_run() -> str:
    from coopsim.outcomes import TOWN_RUN

    return _columns(TOWN_RUN)


def _columns(columns: dict[str, Any]) -> str:
    return table(("column", "unit", "meaning"), [(f"`{name}`", c.unit, c.meaning) for name, c in columns.items()])


def governance() -> str:
    from coopsim.scenario.catalogue import GovernanceModel, governance_models

    models = list(governance_models().values())
    skip = ("id", "based_on", "title", "legal_basis", "description")
    names = [name for name in GovernanceModel.model_fields if name not in skip]
    heads = table(
        ("id", "name", "legal basis"), [(f"`{m.id}`", m.title["en"], m.legal_basis["en"]) for m in models]
    )
    rows = [[f"`{name}`", *(_shown(getattr(m, name)) for m in models)] for name in names]
    meanings = [(f"`{name}`", GovernanceModel.model_fields[name].description) for name in names]
    return (
        f"{heads}\n{table(['attribute', *(f'`{m.id}`' for m in models)], rows)}\n"
        f"{table(('attribute', 'meaning'), meanings)}"
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return plain(value) if isinstance(value, int | float) else str(value)


def approaches() -> str:
    from coopsim.scenario.catalogue import approaches

    rows = [
        (f"`{a.id}`", a.title["en"], a.description["en"], a.challenge, plain(a.staff_fte), plain(a.money))
        for a in approaches().values()
    ]
    staff, money = "staff, FTE per 100,000 inhabitants", "money, EUR per inhabitant and year"
    return table(("id", "name", "what is done", "challenge", staff, money), rows)


def hindrances() -> str:
    from coopsim.scenario.catalogue import hindrances

    rows = [(f"`{h.id}`", h.title["en"], h.description["en"], ", ".join(h.challenges)) for h in hindrances().values()]
    return table(("id", "name", "meaning of the level", "challenges"), rows)


def functions() -> str:
    from coopsim.scenario.catalogue import functions

    heads = ("id", "area", "provider", "higher-order", "weight", "value", "spending", "capital", "work", "build", "poolable",
             "site-bound")  # fmt: skip
    rows = [
        (f"`{f.id}`", f.area, f.provider, _shown(f.higher_order), plain(f.weight), plain(f.value), plain(f.spending),
         plain(f.capital), plain(f.work), f.build_months, plain(f.poolable), plain(f.site_bound))
        for f in functions().values()
    ]  # fmt: skip
    return table(heads, rows)


def scenarios() -> str:
    from coopsim.scenario import list_scenarios, load_scenario

    rows = []
    for name in list_scenarios():
        s = load_scenario(name)
        rows.append((f"`{name}`", s.title["en"], len(s.municipalities), s.horizon_months // 12, f"`{s.governance}`"))
    return table(("name", "title", "municipalities", "years", "governance"), rows)


def scenario_keys() -> str:
    """Every key of a scenario file with its meaning, from the types that check it."""
    from coopsim.scenario import schema

    places = {
        "[scenario]": schema.Header, "[[municipalities]]": schema.Municipality, "mayor, head": schema.Office,
        "[[counties]]": schema.County, "[council]": schema.Council, "[ties]": schema.Ties, "[[funding]]": schema.Funding,
        "[[impulses]]": schema.Impulse, "[land]": schema.Land, "[approaches.…]": schema.ApproachSetting,
        "[catalogue]": schema.CatalogueSize,
    }  # fmt: skip
    rows = []
    for place, class_ in places.items():
        for name, field in class_.model_fields.items():
            if class_ is schema.Municipality and name in ("need", "endowment"):
                text = f"{field.description}; a table of areas"
            else:
                text = field.description or ""
            rows.append((f"`{place}`", f"`{name}`", "yes" if field.is_required() else "", text))
    return table(("table", "key", "required", "meaning"), rows)


def events() -> str:
    """Kinds of events with the comments that ``codes`` has on them, and the functions that write them."""
    from coopsim import codes

    source = inspect.getsource(codes)
    body = source[source.index("EVENTS: Final = (") :].split("\n)")[0]
    comments = dict(re.findall(r'^    "(\w+)",(?:  # (.+))?$', body, re.MULTILINE))
    by: dict[str, list[str]] = {}
    for place, node in _rules():
        for name in {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id.startswith("EVENT_")}:
            by.setdefault(name[6:].lower(), []).append(f"`{place}`")
    rows = [(k, f"`{e}`", comments.get(e, ""), ", ".join(by.get(e, [])) or "never") for k, e in enumerate(codes.EVENTS)]
    return table(("code", "kind", "what is noted", "written by"), rows)


def processes() -> str:
    """Random processes, and the functions that draw from them."""
    from coopsim import processes

    by: dict[str, list[str]] = {}
    for place, node in _rules():
        for n in ast.walk(node):
            if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "draw":
                by.setdefault(n.attr, []).append(f"`{place}`")
    rows = [
        (number, f"`{name}`", ", ".join(dict.fromkeys(by.get(name, []))) or "not in use")
        for name, number in vars(processes).items()
        if name.isupper()
    ]
    return table(("number", "process", "drawn in"), rows)


def equations() -> str:
    """Every equation of the submodels with its section and first sentence."""
    rows = []
    for module, functions in _by_module("equation").items():
        for name in functions:
            function = getattr(import_module(f"coopsim.submodels.{module}"), name)
            first = (function.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
            rows.append((SECTIONS[module], f"`{module}.{name}`", re.sub(r"\s+", " ", first).replace("``", "`")))
    return table(("section", "equation", "what it says"), rows)


# Where the levers act: places found in the code, words given here; a place without words or words without a place is an error


@lru_cache(maxsize=1)
def _trees() -> dict[str, ast.Module]:
    import coopsim

    folder = Path(coopsim.__file__).parent / "submodels"
    return {name: ast.parse((folder / f"{name}.py").read_text(encoding="utf-8")) for name in SECTIONS}


def _rules() -> Iterable[tuple[str, ast.FunctionDef]]:
    for module, tree in _trees().items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{node.name}", node


def _by_module(decorator: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module, tree in _trees().items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and any(getattr(d, "id", "") == decorator for d in node.decorator_list):
                found.setdefault(module, []).append(node.name)
    return found


def _attribute_of_scenario(n: ast.AST, rule: ast.FunctionDef) -> str | None:
    if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Attribute) and n.value.attr == "scenario":
        return n.attr
    return None


def _lever(n: ast.AST, rule: ast.FunctionDef) -> str | None:
    if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Attribute) and n.value.attr == "lever":
        return n.slice.id.lower() if isinstance(n.slice, ast.Name) else None
    return None


def _is_form(n: ast.AST) -> bool:
    """Whether this is a row of the table of governance models, ``w.form[…]``."""
    return isinstance(n, ast.Subscript) and isinstance(n.value, ast.Attribute) and n.value.attr == "form"


def _attribute_of_form(n: ast.AST, rule: ast.FunctionDef) -> str | None:
    if not (isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)):
        return None
    if isinstance(n.value, ast.Name):
        rows = (a for a in ast.walk(rule) if isinstance(a, ast.Assign) and _is_form(a.value))
        return n.attr if n.value.id in {getattr(target, "id", "") for a in rows for target in a.targets} else None
    return n.attr if _is_form(n.value) else None


def _delegated(n: ast.AST, rule: ast.FunctionDef) -> str | None:
    if isinstance(n, ast.Attribute) and n.attr == "delegated" and getattr(n.value, "id", "") == "w":
        return "delegated"
    return None


def _places(reads: Callable[[ast.AST, ast.FunctionDef], str | None], known: Iterable[str]) -> dict[str, list[str]]:
    """For each lever the functions of the submodels that read it."""
    found: dict[str, list[str]] = {name: [] for name in known}
    for place, node in _rules():
        for n in ast.walk(node):
            name = reads(n, node)
            if name in found and place not in found[name]:
                found[name].append(place)
    return found


#: (lever, function) → what it acts on, equation ("" if none of its own).  Sign words only where the equation has that sign.
HINDRANCE_ACTS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("inexperience", "setup.initialise_towns"): ("mean of the drawn experience; experience then acts on initial trust, work on drafts and contracts, the vote on a contract, coordination", "setup.known_or"),
    ("person_dependence", "trust.update_trust"): ("share of personal trust in trust", "office.combined_trust"),
    ("person_dependence", "office.change_of_office"): ("share of ownership, commitment and assurance that leaves with the mayor", "office.newcomer_trust"),
    ("person_dependence", "observe.sum_ties"): ("reported share of personal trust", ""),
    ("competition", "setup.initialise_towns"): ("median of the drawn weight on gaining less than others or losing a facility to them, where a town's own is unknown", "negotiation.envy_and_guilt"),
    ("differing_motivation", "setup.initialise_towns"): ("spread of needs and of initial problem recognition", "setup.known_or"),
    ("differing_motivation", "setup.find_hosts"): ("size of the misfit between an opportunity and a municipality", "gains.fitting"),
    ("long_time_span", "setup.draw_opportunity"): ("building time", ""),
    ("long_time_span", "appraisal.add_service"): ("time over which benefits ramp up", "gains.ramped"),
    ("no_good_practice", "setup.initialise_towns"): ("spread of the believed prize", ""),
    ("no_good_practice", "problem.hear_of_practice"): ("how rarely practice elsewhere is heard of", "problem.towards"),
    ("no_good_practice", "agenda.perceived_gain"): ("size of the misreading of one's own gain", ""),
    ("voter_justification", "setup.initialise_towns"): ("mean of the drawn fear of the electorate, where a town's own is unknown", "elections.fear_now"),
    ("voter_justification", "elections.hold_election"): ("weight of approval in the re-election of an incumbent", "elections.incumbent_wins"),
}  # fmt: skip

APPROACH_ACTS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("open_communication", "meetings.meet"): ("speed of learning to see the other", "meetings.clarity_after"),
    ("open_communication", "trust.update_trust"): ("noise in what is seen; part of a shortfall excused once its cause is told", "meetings.observation_noise"),
    ("open_communication", "negotiation.choose_host"): ("overstating of one's gain when hoping to host", ""),
    ("joint_priorities", "agenda.derive_fields"): ("weights of areas pooled over members; fewer areas at once", "agenda.width"),
    ("joint_priorities", "agenda.draft_priority"): ("choice of drafts by the common instead of the champion's gain", "agenda.priority"),
    ("suitable_form", "founding.review_form"): ("whether and how often the form is reviewed", "founding.form_mismatch"),
    ("common_problem_understanding", "problem.share_beliefs"): ("speed at which beliefs on problem and prize are averaged in meetings", "problem.towards"),
    ("interactive_formats", "meetings.meet"): ("working-level contact", "meetings.contact_level"),
    ("interactive_formats", "agenda.find_ideas"): ("chance to find opportunities", "agenda.finding_chance"),
    ("interactive_formats", "negotiation.councils_agree"): ("how well councils are informed", "voting.council_share"),
    ("interactive_formats", "trust.update_trust"): ("ties beyond the mayors: personal becomes institutional trust", "trust.handed_on"),
    ("co_design", "agenda.begin_drafts"): ("more work per draft", ""),
    ("co_design", "delivery.work_done"): ("fit of the project to its partners; ownership", "gains.fitting"),
    ("common_objectives", "contribution.contribute"): ("matching slope: less generous counting of one's own share", "contribution.yardstick_slope"),
    ("common_objectives", "appraisal.milestones"): ("intermediate results made visible to members and electorate", ""),
    ("common_objectives", "trust.update_trust"): ("noise in what counts as a contribution", "meetings.observation_noise"),
    ("common_identity", "appraisal.appraise"): ("identification with the region, which weighs on contributions, votes, voters, contract and merger", "appraisal.identity_after"),
    ("needs_and_strengths", "negotiation.choose_host"): ("error in stated gains when the site is chosen", ""),
    ("needs_and_strengths", "negotiation.compensate"): ("money that can be moved from winners to losers", "negotiation.compensation_paid"),
    ("needs_and_strengths", "negotiation.find_package"): ("chance that a package over areas is looked for", ""),
}  # fmt: skip

GOVERNANCE_ACTS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("rung", "founding.sign_letter"): ("whether the letter of intent itself founds the form", ""),
    ("rung", "founding.found"): ("rung of the contract ladder; whether members are bound", ""),
    ("rung", "founding.work_on_form"): ("whether a contract has to be negotiated", ""),
    ("founding_rule", "founding.vote_on_contract"): ("whose yes founds it", "voting.rule_passes"),
    ("founding_rule", "founding.review_form"): ("a form by law cannot be chosen in a review", ""),
    ("founding_rule", "founding.work_on_form"): ("whether it comes by mandate or by vote", ""),
    ("project_rule", "negotiation.decide"): ("whose yes starts a project, and whether the outvoted are bound by it", "voting.rule_passes"),
    ("project_rule", "levers.decide_impulse"): ("whose yes pays for an own impulse", "voting.rule_passes"),
    ("project_rule", "delivery.face_true_cost"): ("whether partners may leave when true costs show", "voting.binds_minority"),
    ("entry_rule", "membership.consider_entry"): ("whose yes admits an applicant", "voting.rule_passes"),
    ("exit_rule", "membership.consider_exit"): ("whether the others vote on an exit, or nobody can leave", "voting.rule_passes"),
    ("exit_rule", "founding.found"): ("a form that nobody can leave ends a notice that was given", ""),
    ("dissolution_rule", "membership.consider_dissolution"): ("whose yes ends it", "voting.rule_passes"),
    ("change_rule", "founding.vote_on_contract"): ("whose yes changes the form", "voting.rule_passes"),
    ("votes", "levers.decide_impulse"): ("weight of votes", "voting.rule_passes"),
    ("votes", "negotiation.decide"): ("weight of votes", "voting.rule_passes"),
    ("votes", "founding.vote_on_contract"): ("weight of votes", "voting.rule_passes"),
    ("votes", "membership.others_let_go"): ("weight of votes", "voting.rule_passes"),
    ("votes", "membership.consider_entry"): ("weight of votes", "voting.rule_passes"),
    ("votes", "membership.consider_dissolution"): ("weight of votes", "voting.rule_passes"),
    ("council_founding", "founding.ask_on_contract"): ("home councils vote on the contract", "voting.council_share"),
    ("council_large_projects", "negotiation.ask_members"): ("home councils vote on large projects", "voting.council_share"),
    ("council_all_projects", "negotiation.ask_members"): ("home councils vote on every project", "voting.council_share"),
    ("county_veto", "negotiation.ask_members"): ("a county head may object to large projects", ""),
    ("county_veto", "founding.ask_on_contract"): ("a county head may object to the contract", ""),
    ("land_approval", "founding.vote_on_contract"): ("the supervisory authority approves the founding", "numerics.logistic"),
    ("steering_group", "founding.sign_letter"): ("whether a steering group is set up, without which there is no agenda", ""),
    ("working_groups", "agenda.derive_fields"): ("how many areas are worked on at once", "agenda.width"),
    ("meetings_per_year", "meetings.meet"): ("formal meetings: contact, assurance, dates of decisions", "meetings.meets_this_month"),
    ("meetings_per_year", "contribution.contribute"): ("staff time for meetings", ""),
    ("informal_per_year", "meetings.meet"): ("informal contact, fading with distance", "meetings.contact_level"),
    ("informal_per_year", "contribution.contribute"): ("staff time for meetings", ""),
    ("delegated_areas", "negotiation.ask_members"): ("areas in which home councils are not asked", ""),
    ("delegated_areas", "negotiation.control_lost"): ("felt loss of control", "negotiation.voter_cost"),
    ("secretariat_fte", "founding.found"): ("staff of the office, which then works, finds ideas and costs wages", ""),
    ("secretariat_fte", "founding.weigh_form"): ("cost of the form in the vote", "founding.contract_cost"),
    ("secretariat_fte", "founding.review_form"): ("cost of the form in the review", "founding.contract_cost"),
    ("secretariat_fte", "founding.ask_on_contract"): ("a county head's fear of a duplicate structure", ""),
    ("secretariat_fte", "negotiation.ask_members"): ("a county head's fear of a duplicate structure", ""),
    ("monitoring", "trust.update_trust"): ("how much of contributions is seen, and how clearly", "trust.watched"),
    ("levy", "contribution.contribute"): ("least contribution of bound members", "contribution.contribution_after"),
    ("council_reporting", "negotiation.control_lost"): ("felt loss of control", "negotiation.voter_cost"),
    ("council_reporting", "negotiation.councils_agree"): ("how well councils are informed on projects", "voting.council_share"),
    ("council_reporting", "founding.ask_on_contract"): ("councils' objection to delegated control", "voting.council_share"),
    ("council_reporting", "elections.elections"): ("the electorate's feeling of lost control", "elections.approval_after"),
    ("compensation", "negotiation.compensate"): ("money that can be moved from winners to losers", "negotiation.compensation_paid"),
    ("setup_months", "founding.propose_contract"): ("least time of preparation from proposal to vote", ""),
    ("setup_cost", "founding.weigh_form"): ("cost of the form in the vote", "founding.contract_cost"),
    ("setup_cost", "founding.review_form"): ("cost of the form in the review", "founding.contract_cost"),
    ("setup_cost", "founding.found"): ("bill that members pay when it is founded", ""),
    ("running_cost", "founding.weigh_form"): ("cost of the form in the vote", "founding.contract_cost"),
    ("running_cost", "founding.review_form"): ("cost of the form in the review", "founding.contract_cost"),
    ("running_cost", "appraisal.charge"): ("cost that members bear", ""),
    ("exit_notice_months", "membership.consider_exit"): ("months from notice to exit for bound members", ""),
    ("actor_exchange", "agenda.find_ideas"): ("chance to find opportunities", "agenda.finding_chance"),
    ("neighbour_exchange", "problem.hear_of_practice"): ("how often practice elsewhere is heard of", "problem.towards"),
    ("neighbour_exchange", "membership.consider_entry"): ("reserve of neighbours towards joining", "founding.wish_to_talk"),
    ("veto_points", "delivery.share_effort"): ("coordination cost", "delivery.coordination_share"),
    ("control", "founding.weigh_form"): ("felt cost of control given up in the vote on the contract", ""),
    ("control", "founding.ask_on_contract"): ("councils' objection", "voting.council_share"),
    ("control", "founding.review_form"): ("burden of the form in the review", "founding.form_mismatch"),
    ("control", "membership.weigh_staying"): ("felt cost of control given up in the wish to stay", ""),
    ("control", "elections.elections"): ("the electorate's feeling of lost control", "elections.approval_after"),
    ("capability", "founding.review_form"): ("coordination that the form can give", "founding.form_mismatch"),
    ("control_work", "founding.propose_contract"): ("work on the contract", ""),
}  # fmt: skip

#: Quantities that ``world`` makes of several attributes of a governance model, and the words for them.
DERIVED: Final = {
    "veto_points": "number of kinds of actors that can stop a project",
    "control": "control that members give up",
    "capability": "capability to coordinate",
    "control_work": "work on the contract",
}
_DERIVING: Final = {"veto_points": "veto_points", "control": "control_given_up", "capability": "capability"}


class Undescribed(Exception):
    """A lever acts in a place that this file has no words for, or the other way round."""


def _acts(
    places: dict[str, list[str]], words: dict[tuple[str, str], tuple[str, str]], which: str
) -> list[tuple[str, ...]]:
    found = {(lever, place) for lever, where in places.items() for place in where}
    missing, vain = sorted(found - set(words)), sorted(set(words) - found)
    if missing or vain:
        raise Undescribed(
            f"docs/generate.py, {which}: describe {missing or 'nothing more'}; take out {vain or 'nothing'}."
        )
    rows = []
    for lever, where in places.items():
        if not where:
            rows.append((f"`{lever}`", "read by no rule", "", ""))
        for k, place in enumerate(where):
            what, equation = words[lever, place]
            module, _, name = equation.partition(".")
            section = SECTIONS[place.split(".")[0]]
            rows.append(
                (f"`{lever}`" if k == 0 else "", what, f"`{name}`" if name else "–", f"`{place}` ({section})")
            )
    return rows


_ACT_HEADS: Final = ("lever", "acts on", "equation", "where in the code (section)")


def hindrance_acts() -> str:
    from coopsim.codes import HINDRANCES

    return table(_ACT_HEADS, _acts(_places(_attribute_of_scenario, HINDRANCES), HINDRANCE_ACTS, "HINDRANCE_ACTS"))


def approach_acts() -> str:
    from coopsim.codes import APPROACHES

    return table(_ACT_HEADS, _acts(_places(_lever, APPROACHES), APPROACH_ACTS, "APPROACH_ACTS"))


def _names_in_rules() -> dict[str, str]:
    """Name of each attribute of a governance model in the arrays that rules read, from ``world._form``."""
    import coopsim.world as world
    from coopsim.scenario.catalogue import GovernanceModel

    source = inspect.getsource(world._form)
    names: dict[str, str] = {name: name for name in ("founding_rule", "project_rule", "entry_rule", "exit_rule", "dissolution_rule", "change_rule")}
    for short, line in re.findall(r'^\s+"(\w+)": (.+),$', source, re.MULTILINE):
        attribute = re.search(r"model\.(\w+)", line)
        if attribute and attribute[1] in GovernanceModel.model_fields:
            names[attribute[1]] = short
    return names | {"rung": "rung", "delegated_areas": "delegated"}


def governance_acts() -> str:
    from coopsim.scenario.catalogue import GovernanceModel

    import coopsim.world as world

    skip = ("id", "based_on", "title", "legal_basis", "description")
    short = _names_in_rules()
    attributes = [name for name in GovernanceModel.model_fields if name not in skip]
    by_short = _places(_attribute_of_form, [*short.values(), *DERIVED]) | _places(_delegated, ["delegated"])
    places = {name: by_short.get(short.get(name, ""), []) for name in attributes}
    rows = _acts(places | {name: by_short[name] for name in DERIVED}, GOVERNANCE_ACTS, "GOVERNANCE_ACTS")
    made = []
    for name, what in DERIVED.items():
        source = inspect.getsource(getattr(world, _DERIVING[name])) if name in _DERIVING else "model.rung"
        used = dict.fromkeys(re.findall(r"model\.(\w+)", source))
        code = f"`world.{_DERIVING[name]}`" if name in _DERIVING else "`world`"
        made.append((f"`{name}`", what, ", ".join(f"`{a}`" for a in used), code))
    used_elsewhere = {a for row in made for a in re.findall(r"`(\w+)`", row[2])}
    rows = [
        (row[0], "enters only a quantity of the table below", *row[2:])
        if row[1] == "read by no rule" and row[0].strip("`") in used_elsewhere
        else row
        for row in rows
    ]
    heads = ("quantity", "meaning", "made of", "code")
    return f"{table(_ACT_HEADS, rows)}\nQuantities that are made of several attributes:\n\n{table(heads, made)}"


# Blocks that need simulations


def common_random_numbers() -> str:
    """Result of the example on the page on common random numbers: its second Python block, run as it stands there."""
    import contextlib
    import io

    text = (DOCS / "random_numbers.md").read_text(encoding="utf-8")
    out = io.StringIO()
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(out):
        for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            out.seek(0), out.truncate()
            exec(compile(block, "random_numbers.md", "exec"), names)
            if "variance_saved" in names:
                break
    return f"```text\n{out.getvalue().strip()}\n```\n"


def patterns() -> str:
    """The report of the calibration patterns, as ``coopsim patterns --markdown`` prints it."""
    from coopsim import patterns as module

    if not hasattr(module, "report"):
        return ""
    accepted = inspect.signature(module.report).parameters
    wanted: dict[str, Any] = {"runs": 1000, "seed": 1, "lang": "en", "markdown": True}
    return module.report(**{k: v for k, v in wanted.items() if k in accepted}).strip() + "\n"


BLOCKS: Final[dict[str, Callable[[], str]]] = {
    f.__name__: f
    for f in (
        parameters, state_alliance, state_town, state_office, state_area, state_project, state_arrays, world_arrays,
        schedule, outcomes_run, outcomes_series, outcomes_town_series, outcomes_town_run, governance, approaches,
        hindrances, functions, scenarios, scenario_keys, events, processes, equations, hindrance_acts, approach_acts,
        governance_acts,
    )
}  # fmt: skip
SIMULATED: Final[dict[str, Callable[[], str]]] = {f.__name__: f for f in (common_random_numbers, patterns)}


def renewed(text: str, simulate: bool = False) -> str:
    """A page with its blocks made anew; simulated ones only if asked for.  Raises KeyError for an unknown block."""
    known = BLOCKS | (SIMULATED if simulate else {})

    def fill(match: re.Match[str]) -> str:
        name = match[2]
        if name not in BLOCKS and name not in SIMULATED:
            raise KeyError(f"No generated block is called {name!r}. Known: {', '.join([*BLOCKS, *SIMULATED])}.")
        content = known[name]().strip() if name in known else ""
        return f"{match[1]}\n{content}\n\n{match[4]}" if content else match[0]

    return BLOCK.sub(fill, text)


def stale() -> list[str]:
    """Pages with a table that is out of date."""
    pages = sorted(DOCS.glob("*.md"))
    return [page.name for page in pages if renewed(text := page.read_text(encoding="utf-8")) != text]


def main() -> int:
    """Rewrite the pages, or check them."""
    parser = argparse.ArgumentParser(description="Generated blocks of the documentation.")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is out of date")
    parser.add_argument("--simulate", action="store_true", help="also the blocks that need simulations (minutes)")
    chosen = parser.parse_args()
    if chosen.check:
        old = stale()
        print("\n".join(f"docs/{name} is out of date; run: {COMMAND}" for name in old) or "All tables are up to date.")
        return 1 if old else 0
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        new = renewed(text, chosen.simulate)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"docs/{page.name} renewed")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent))
    sys.exit(main())
