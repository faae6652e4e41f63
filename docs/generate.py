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
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from paper import words as paper_words
from paper.pages import BLOCKS as TOLD
from paper.pages import told
from paper.pictures import draw, manifest_id
from paper.tables import read

DOCS: Final = Path(__file__).resolve().parent
sys.path.append(str(DOCS))  # for house.py and worked_month.py
COMMAND: Final = "python docs/generate.py"
BLOCK: Final = re.compile(r"(<!-- generated: ([a-z_]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars and line breaks in cells are masked."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    heads = list(headings)
    return "\n".join([line(heads), "|" + "---|" * len(heads), *(line(row) for row in rows)]) + "\n"


def plain(value: float) -> str:
    """A number without needless digits."""
    return f"{value:,.10g}".replace(",", " ")


def _sections() -> dict[str, str]:
    """Files with submodels and their section of the ODD, as their first lines have it; first those of the schedule."""
    import coopsim.submodels
    from coopsim.submodels.schedule import SCHEDULE

    found = {}
    for file in Path(coopsim.submodels.__path__[0]).glob("*.py"):
        said = re.search(
            r"\(ODD ([57][\d.]*)[;)]", ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        )
        if said:
            found[file.stem] = said[1]
    steps = {step.__module__.rpartition(".")[2] for _, step in SCHEDULE}
    order = sorted(found, key=lambda name: ([int(n) for n in found[name].split(".")], name not in steps, name))
    return {name: found[name] for name in order}


SECTIONS: Final = _sections()


# Tables from the data of the package


def parameters() -> str:
    from coopsim.model.parameters import PARAMETERS

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
    count = len(PARAMETERS)
    parts.append(f"{count} parameters; for {assumed} of them the source is, in whole or in part, an assumption.\n")
    return "\n".join(parts)


def _called(kind: str, lang: str) -> str:
    """What can be chosen of a catalogue: each id with its title."""
    from coopsim.scenario import catalogue

    rows = {"governance_ids": catalogue.governance_models, "approach_ids": catalogue.approaches}[kind]()
    heads = {"en": ("id", "name"), "de": ("Schlüssel", "Bezeichnung")}[lang]
    return table(heads, [(f"`{row.id}`", row.title[lang]) for row in rows.values()])


def _fields(fields: dict[str, tuple[str, str, str]]) -> str:
    kinds = {"f": "real", "i": "whole"}
    rows = [(f"`{name}`", meaning, unit, kinds[kind]) for name, (kind, unit, meaning) in fields.items()]
    return table(("variable", "meaning", "unit", "number"), rows)


def state_alliance() -> str:
    from coopsim.model.variables import ALLIANCE

    return _fields(ALLIANCE)


def state_town() -> str:
    from coopsim.model.variables import TOWN

    return _fields(TOWN)


def state_office() -> str:
    from coopsim.model.variables import OFFICE

    return _fields(OFFICE)


def state_area() -> str:
    from coopsim.model.variables import AREA

    return _fields(AREA)


def state_project() -> str:
    from coopsim.model.variables import PROJECT

    return _fields(PROJECT)


def state_vote() -> str:
    from coopsim.model.variables import VOTE

    return _fields(VOTE)


def _commented(class_: type) -> str:
    """Fields of a NamedTuple with the comments (``#:``) behind them, as shape and meaning."""
    rows = []
    for name, comment in re.findall(r"^    (\w+): Any  #: (.+)$", inspect.getsource(class_), re.MULTILINE):
        shape, meaning = re.match(r"(\([^)]*\)|)[ ,]*(.*)", comment).groups()  # type: ignore[union-attr]
        rows.append((f"`{name}`", shape, meaning.replace("``", "`")))
    return table(("array", "shape", "meaning"), rows)


def state_arrays() -> str:
    from coopsim.model.state import State

    return _commented(State)


def settable() -> str:
    """Variables of the state by what becomes of a value that is set, as the code has it that refuses the others."""
    from coopsim.run import setting
    from coopsim.run.variables import VARIABLES

    rows = []
    for name in setting.SETTABLE:
        low, high = (plain(end) if abs(end) < float("inf") else "" for end in setting.bounds_to_set(name))
        between = f"{low} … {high}" if high else f"{low} and more" if low else "any number"
        rows.append((f"`{name}`", between, "used up by the next month" if name in setting.USED_UP else "stays"))
    derived = [(f"`{name}`", instead or "–") for name, instead in setting.DERIVED.items()]
    records = ", ".join(f"`{name}`" for name in VARIABLES if setting.kind(name) == "record")
    refused = "setting one raises AttributeError"
    return (
        f"**Can be set** between two months:\n\n{table(('variable', 'bounds', 'what is set'), rows)}\n"
        f"**Derived**, made anew every month; {refused}:\n\n{table(('variable', 'set instead'), derived)}\n"
        f"**Records** of what has happened; {refused}: {records}.\n"
    )


def world_arrays() -> str:
    from coopsim.scenario.inputs import World

    return _commented(World)


def schedule() -> str:
    from coopsim.submodels.schedule import SCHEDULE

    rows = []
    for k, (name, step) in enumerate(SCHEDULE):
        file = step.__module__.rsplit(".", 1)[1]
        first = (step.__doc__ or "").strip().splitlines()[0]
        what = re.sub(r"^Submodel \d+: ", "", first)
        rows.append((k + 1, f"`{name}`", what, f"`{file}.{step.__name__}`", SECTIONS[file]))
    return table(("step", "name", "what happens", "code", "section"), rows)


def outcomes_run() -> str:
    from coopsim.model.outcomes import RUN

    return _columns(RUN)


def outcomes_series() -> str:
    from coopsim.model.outcomes import SERIES

    return _columns(SERIES)


def outcomes_town_series() -> str:
    from coopsim.model.outcomes import TOWN_SERIES

    return _columns(TOWN_SERIES)


def outcomes_town_run() -> str:
    from coopsim.model.outcomes import TOWN_RUN

    return _columns(TOWN_RUN)


def _columns(columns: dict[str, Any]) -> str:
    return table(("column", "unit", "meaning"), [(f"`{name}`", c.unit, c.meaning["en"]) for name, c in columns.items()])


def rooms() -> str:
    """The rooms of the package from the ground up: what each is for, and which it uses."""
    import house

    import coopsim

    uses, plan, package = house.imports(), house.rooms(), Path(coopsim.__file__).parent
    rows = []
    for room in plan:
        words = ast.get_docstring(ast.parse((package / room / "__init__.py").read_text(encoding="utf-8"))) or ""
        first = " ".join(words.split("\n\n")[0].replace("``", "`").split())
        rows.append((f"`{room}`", first, ", ".join(f"`{name}`" for name in plan if uses.has_edge(room, name)) or "–"))
    return table(("room", "what it holds", "uses"), rows)


def governance() -> str:
    from coopsim.scenario.catalogue import GovernanceModel, governance_models

    models = list(governance_models().values())
    skip = ("id", "based_on", "title", "legal_basis", "description")
    names = [name for name in GovernanceModel.model_fields if name not in skip]
    heads = table(("id", "name", "legal basis"), [(f"`{m.id}`", m.title["en"], m.legal_basis["en"]) for m in models])
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

    heads = ("id", "area", "provider", "higher-order", "weight", "value", "spending", "capital", "work", "build",
             "poolable", "site-bound")  # fmt: skip
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
    from coopsim.scenario import rows as types

    places: dict[str, Any] = {
        "[scenario]": types.Header, "[[municipalities]]": types.Municipality, "mayor, head": types.Office,
        "[[counties]]": types.County, "[council]": types.Council, "[ties]": types.Ties,
        "[[funding]]": types.Funding, "[[impulses]]": types.Impulse,
        "[land]": types.Land, "[approaches.…]": types.ApproachSetting,
        "[catalogue]": types.CatalogueSize,
    }  # fmt: skip
    rows = []
    for place, class_ in places.items():
        for name, field in class_.model_fields.items():
            if class_ is types.Municipality and name in ("need", "endowment"):
                text = f"{field.description}; a table of areas"
            else:
                text = field.description or ""
            rows.append((f"`{place}`", f"`{name}`", "yes" if field.is_required() else "", text))
    return table(("table", "key", "required", "meaning"), rows)


def experiment_keys() -> str:
    """Every key of an experiment file with its meaning, from the types that check it."""
    from coopsim.experiment import schema

    places: dict[str, Any] = {
        "[experiment]": schema.Header, "[design]": schema.Designs, "[levers], [uncertainties]": schema.FactorRow,
        "[[policies]]": schema.Policy, "[outcomes]": schema.Outcomes, "series": schema.Series,
        "municipality_series": schema.TownSeries,
    }  # fmt: skip
    rows = [("", "`submodels`", "", schema.Document.model_fields["submodels"].description)]
    for place, class_ in reversed(places.items()):
        for name, field in reversed(class_.model_fields.items()):
            needed = field.is_required() and name not in ("id", "title")  # these are the file name if left out
            rows.insert(0, (f"`{place}`", f"`{name}`", "yes" if needed else "", field.description))
    return table(("table", "key", "required", "meaning"), rows)


def events() -> str:
    """Kinds of events with what is noted of them, and the functions that write them."""
    from coopsim.model.data_files import rows as read

    noted = read("vocabularies")["events"]
    by: dict[str, list[str]] = {}
    for place, node in _rules():
        for name in {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and n.attr.startswith("EVENT_")}:
            by.setdefault(name[6:].lower(), []).append(f"`{place}`")
    rows = [(k, f"`{e}`", what, ", ".join(by.get(e, [])) or "never") for k, (e, what) in enumerate(noted.items())]
    return table(("code", "kind", "what is noted", "written by"), rows)


def processes() -> str:
    """Random processes, the functions that draw from them, and the month and id in each key."""
    from coopsim.model import processes

    uses = tomllib.loads((DOCS / "draws.toml").read_text(encoding="utf-8"))
    described = {(name, place) for name, rows in uses.items() for place, *_ in rows}
    found = {
        (n.attr, place)
        for place, node in _rules()
        for n in ast.walk(node)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "draw"
    }
    if found != described:
        differing = ", ".join(f"{name} in {place}" for name, place in sorted(found ^ described))
        raise UndescribedError(f"docs/draws.toml and the code differ: {differing}")
    rows = [
        (number if k == 0 else "", f"`{name}`" if k == 0 else "", f"`{place}`", what or "–", month, who)
        for name, number in vars(processes).items()
        if name.isupper()
        for k, (place, what, month, who) in enumerate(uses.get(name, [("not in use", "", "–", "–")]))
    ]
    return table(("number", "process", "drawn in", "for", "month", "who"), rows)


def equations() -> str:
    """Every equation of the submodels with its section and first sentence."""
    rows = []
    for module, functions in _by_module("equation").items():
        for name in functions:
            function = getattr(import_module(f"coopsim.submodels.{module}"), name)
            first = (function.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
            rows.append((SECTIONS[module], f"`{module}.{name}`", re.sub(r"\s+", " ", first).replace("``", "`")))
    return table(("section", "equation", "what it says"), rows)


# Where the levers act: places are found in the code, words stand in levers.toml; one without the other is an error


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
            if isinstance(node, ast.FunctionDef) and decorator in {getattr(d, "id", "") for d in node.decorator_list}:
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


Words = dict[tuple[str, str], tuple[str, str]]  # (lever, function) → what it acts on, equation ("" if none of its own)


@lru_cache(maxsize=1)
def words() -> dict[str, Words]:
    """What ``levers.toml`` says on hindrances, approaches and attributes of governance models."""
    groups = tomllib.loads((DOCS / "levers.toml").read_text(encoding="utf-8"))
    return {
        group: {(lever, place): (what, how) for lever, row in levers.items() for place, (what, how) in row.items()}
        for group, levers in groups.items()
    }


#: Quantities that ``form_inputs`` makes of several attributes of a governance model, and the words for them.
DERIVED: Final = {
    "veto_points": "number of kinds of actors that can stop a project",
    "control": "control that members give up",
}
_DERIVING: Final = {"veto_points": "veto_points", "control": "control_given_up"}


class UndescribedError(Exception):
    """A lever acts, or a number is drawn, in a place that the words beside this file lack, or the other way round."""


def _acts(places: dict[str, list[str]], group: str) -> list[tuple[str, ...]]:
    described = words()[group]
    found = {(lever, place) for lever, where in places.items() for place in where}
    missing, vain = sorted(found - set(described)), sorted(set(described) - found)
    if missing or vain:
        add = "; ".join(f"[{group}.{lever}] lacks {place}" for lever, place in missing)
        drop = "; ".join(f"[{group}.{lever}] has {place}, which does not read it" for lever, place in vain)
        raise UndescribedError("docs/levers.toml: " + "; ".join(filter(None, (add, drop))))
    rows: list[tuple[str, ...]] = []
    for lever, where in places.items():
        if not where:
            rows.append((f"`{lever}`", "read by no rule", "", ""))
        for k, place in enumerate(where):
            what, equation = described[lever, place]
            name = equation.rpartition(".")[2]
            section = SECTIONS[place.split(".")[0]]
            rows.append((f"`{lever}`" if k == 0 else "", what, f"`{name}`" if name else "–", f"`{place}` ({section})"))
    return rows


_ACT_HEADS: Final = ("lever", "acts on", "equation", "where in the code (section)")


def hindrance_acts() -> str:
    from coopsim.model.codes import HINDRANCES

    return table(_ACT_HEADS, _acts(_places(_attribute_of_scenario, HINDRANCES), "hindrances"))


def approach_acts() -> str:
    from coopsim.model.codes import APPROACHES

    return table(_ACT_HEADS, _acts(_places(_lever, APPROACHES), "approaches"))


def governance_acts() -> str:
    from coopsim.scenario import form_inputs
    from coopsim.scenario.catalogue import GovernanceModel

    skip = ("id", "based_on", "title", "legal_basis", "description")
    attributes = [name for name in GovernanceModel.model_fields if name not in skip]
    short = {name: form_inputs.FORM_NAMES.get(name, name) for name in attributes} | {"delegated_areas": "delegated"}
    by_short = _places(_attribute_of_form, [*short.values(), *DERIVED]) | _places(_delegated, ["delegated"])
    places = {name: by_short[short[name]] for name in attributes}
    rows = _acts(places | {name: by_short[name] for name in DERIVED}, "governance")
    made = []
    for name, what in DERIVED.items():
        source = inspect.getsource(getattr(form_inputs, _DERIVING[name])) if name in _DERIVING else "model.rung"
        used = dict.fromkeys(re.findall(r"model\.(\w+)", source))
        code = f"`form_inputs.{_DERIVING[name]}`" if name in _DERIVING else "`form_inputs`"
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
    from coopsim.calibration.patterns import rows, simulate_patterns
    from coopsim.texts.markdown import markdown_table

    return markdown_table(*rows(simulate_patterns(runs=1000, seed=1)))


# Blocks of simulated tables that lie in docs/tables, and of one run


def mechanisms(file: Path = DOCS / "tables" / "calibration" / "mechanisms.csv") -> str:
    """What moved in each probe, from the table that ``coopsim mechanisms --as-csv`` made; nothing without that."""
    import pandas as pd

    if not file.exists():
        return ""

    def row(of: Any) -> tuple[str, ...]:
        share = of.statistic == "share"
        effect, low, high = ((100 * x if share else x) for x in (of.effect, of.low, of.high))
        unit = " points" if share else ""
        said = "d = " if of.statistic == "d" else ""
        sides = f"{of.a:.3g} → {of.b:.3g}"
        moved = f"{said}{effect:+.3g}{unit} [{low:+.3g} to {high:+.3g}]"
        verdict = {"as_expected": "as expected", "against": "**against**", "open": "not shown", "both": "–"}[of.verdict]
        words = (of.mechanism, of.varied, of.channel, f"`{of.outcome}`", of.theory)
        return (*words, sides, moved, verdict)

    heads = ("mechanism", "what is varied (b against a)", "channel", "outcome", "expected", "a → b", "moved [95 %]", "")
    return table(heads, (row(of) for of in pd.read_csv(file).itertuples()))


def worked_month(lang: str) -> str:
    """One month of one town with numbers, from an interpreted run of a few seconds."""
    import worked_month as module

    return str(module.block(lang))


# Blocks of findings and sensitivity: words and tables from the results in docs/tables


def results(name: str, folder: Path = DOCS / "tables") -> tuple[dict[str, Any], dict[str, Any]]:
    """The tables that ``python -m paper`` wrote; made anew with their option ``--out``."""
    return read(folder, name)


def _still_whole(page: str) -> bool:
    """Whether there are results with every approach; if not, what they tell stays until they are made anew."""
    from coopsim.model.codes import APPROACHES

    try:
        tables, _ = results(page)
    except OSError:
        return False
    recorded = {name for table in tables.values() if "policy" in table for name in table["policy"]}
    return not recorded or set(APPROACHES) <= recorded


def _told(page: str, block: str, lang: str) -> str:
    if not _still_whole(page):
        return ""
    return told(page, block, *results(page), lang)


#: In the language of the page: German below docs/de, English elsewhere.
BILINGUAL: Final[dict[str, Callable[[str], str]]] = {
    f"{kind}_{name}": partial(_told, kind, name) for kind, names in TOLD.items() for name in names
} | {kind: partial(_called, kind) for kind in ("governance_ids", "approach_ids")}
BILINGUAL["worked_month"] = worked_month


def draw_figures() -> None:
    """The figures of the findings in both languages, of the sensitivity in English."""
    for page, languages in (("findings", ("en", "de")), ("sensitivity", ("en",))):
        if not _still_whole(page):
            continue
        tables, about = results(page)
        for lang in languages:
            for picture in draw(paper_words.Words(lang), tables, about):
                picture.save(DOCS / "images", manifest_id(about), ["svg"], replace=True)


# Blocks of the calibration: what ``coopsim calibrate run`` wrote


def calibration_steps(folder: Path = DOCS / "tables" / "calibration") -> str:
    """Parameter sets simulated in each step, and what it left of the prior."""
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    *waves, sampled = about["sets_simulated"]
    rows = [
        (f"wave {k + 1}", sets, f"{100 * left:.2g}% of the prior left")
        for k, (sets, left) in enumerate(zip(waves, about["left_of_the_prior"], strict=True))
    ]
    kept, most = about["sets_kept"], about["distance"]["most"]
    rows.append(("sampling", sampled, f"{kept} sets kept, the closest {kept / sampled:.0%}; distance up to {most:.2f}"))
    return table(("step", "parameter sets simulated", "result"), rows)


def calibration_identified(folder: Path = DOCS / "tables" / "calibration") -> str:
    """Prior, sample, and recovery of each free parameter."""
    import pandas as pd

    known = pd.read_csv(folder / "identified.csv").merge(pd.read_csv(folder / "recovery.csv"), on="parameter")
    rows = [
        (
            f"`{row.parameter}`", f"{row.prior_low:.4g} … {row.prior_high:.4g}",
            f"{row.median:.3g} [{row.q05:.3g} … {row.q95:.3g}]", f"{row.central:.3g}", f"{row.narrowed_x:.2f}",
            f"{row.correlation:.2f}", f"{row.covered:.0%}", f"{row.ranks:.2f}", f"{row.covered_rejection:.0%}",
        )
        for row in known.sort_values("narrowed_x", ascending=False).itertuples()
    ]  # fmt: skip
    heads = ("parameter", "prior", "sample: median [90 %]", "central", "narrowed")
    return table((*heads, "found again", "covered", "ranks", "covered by rejection"), rows)


BLOCKS: Final[dict[str, Callable[[], str]]] = {
    f.__name__: f
    for f in (
        parameters, state_alliance, state_town, state_office, state_area, state_project, state_vote, state_arrays,
        rooms, settable, world_arrays,
        schedule, outcomes_run, outcomes_series, outcomes_town_series, outcomes_town_run, governance, approaches,
        hindrances, functions, scenarios, scenario_keys, experiment_keys, events, processes, equations,
        hindrance_acts, approach_acts, governance_acts, calibration_steps, calibration_identified, mechanisms,
    )
}  # fmt: skip
SIMULATED: Final[dict[str, Callable[[], str]]] = {f.__name__: f for f in (common_random_numbers, patterns)}


def renewed(text: str, simulate: bool = False, lang: str = "en") -> str:
    """A page with its blocks made anew; simulated ones only if asked for.  Raises KeyError for an unknown block."""
    known = BLOCKS | (SIMULATED if simulate else {}) | {name: partial(make, lang) for name, make in BILINGUAL.items()}

    def fill(match: re.Match[str]) -> str:
        name = match[2]
        every = [*BLOCKS, *SIMULATED, *BILINGUAL]
        if name not in every:
            raise KeyError(f"No generated block is called {name!r}. Known: {', '.join(every)}.")
        content = known[name]().strip() if name in known else ""
        return f"{match[1]}\n{content}\n\n{match[4]}" if content else match[0]

    return BLOCK.sub(fill, text)


def stale(simulate: bool = False) -> list[str]:
    """Pages with a table that is out of date; those that need simulations only if asked for."""
    return [
        page.relative_to(DOCS).as_posix()
        for page in pages()
        if renewed(text := page.read_text(encoding="utf-8"), simulate, language(page)) != text
    ]


def pages() -> list[Path]:
    """All pages in order."""
    return sorted(DOCS.rglob("*.md"))


def language(page: Path) -> str:
    """Language of a page: German in the folder ``de``."""
    return "de" if page.relative_to(DOCS).parts[0] == "de" else "en"


def main() -> int:
    """Rewrite the pages, or check them."""
    parser = argparse.ArgumentParser(description="Generated blocks of the documentation.")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is out of date")
    parser.add_argument("--simulate", action="store_true", help="also the blocks that need simulations (minutes)")
    chosen = parser.parse_args()
    if chosen.check:
        old = stale(chosen.simulate)
        print("\n".join(f"docs/{name} is out of date; run: {COMMAND}" for name in old) or "All tables are up to date.")
        return 1 if old else 0
    for page in pages():
        text = page.read_text(encoding="utf-8")
        new = renewed(text, chosen.simulate, language(page))
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"docs/{page.relative_to(DOCS).as_posix()} renewed")
    draw_figures()
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent))
    sys.exit(main())
