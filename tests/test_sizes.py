"""Sizes come from the vocabularies: one more approach moves nothing, and no rule counts by hand."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_baseline import COLUMNS, RUNS, SEED

import coopsim
from coopsim.model import codes

ROOT = Path(coopsim.__file__).parent
RULES = [
    *sorted((ROOT / "submodels").glob("*.py")),
    *(
        ROOT / name
        for name in (
            "model/state.py",
            "model/variables.py",
            "model/events.py",
            "scenario/inputs.py",
            "model/outcomes.py",
        )
    ),
]
VOCABULARIES = {name: value for name, value in vars(codes).items() if name.isupper() and isinstance(value, tuple)}
#: Words whose constants have a prefix or a suffix, or stand for several vocabularies.
PREFIXES = {"EVENTS": "EVENT_", "PROVIDERS": "BY_"}
#: Vocabularies that the rules do not name word by word.
UNNAMED = {"HINDRANCES", "TIERS", "HOSTS"}

ROW = """
[[approaches]]
id = "shared_office"
title = { en = "Shared office", de = "Gemeinsames Büro" }
challenge = "trust"
description = { en = "One office for all.", de = "Ein Büro für alle." }
staff_fte = 0.4
money = 0.1
"""

RUN = """
import json, sys
import coopsim
from coopsim.model import codes
from coopsim.scenario.catalogue import approaches
assert len(codes.APPROACHES) == len(approaches()) == 10 and codes.SHARED_OFFICE == 9
scenario = coopsim.load_scenario("harz").with_(json.loads(sys.argv[2]))
runs = coopsim.simulate(scenario, int(sys.argv[1]), 1, compiled=sys.argv[3] == "compiled").arrays.runs
print(json.dumps({name: [x.hex() if isinstance(x, float) else x for x in runs[name].tolist()] for name in sys.argv[4:]}))
"""


def ten(folder: Path) -> Path:
    """A copy of the package with a tenth approach: a word and its name in ``codes.py``, a row in ``approaches.toml``."""
    shutil.copytree(ROOT, folder / "coopsim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT.parent / "scenarios", folder / "scenarios")
    words = folder / "coopsim" / "model" / "codes.py"
    text = words.read_text(encoding="utf-8")
    for before, after in (
        ('    "needs_and_strengths",\n', '    "shared_office",\n'),
        (" NEEDS_AND_STRENGTHS,\n", " SHARED_OFFICE,\n"),
    ):
        assert text.count(before) == 1
        text = text.replace(before, before.rstrip("\n") + after)
    words.write_text(text, encoding="utf-8")
    with (folder / "coopsim" / "scenario" / "data" / "approaches.toml").open("a", encoding="utf-8") as rows:
        rows.write(ROW)
    return folder


def outcome(folder: Path, runs: int, how: str, **changes: float) -> dict[str, list[object]]:
    """Outcomes of Harz, simulated by the package in a folder."""
    words = [sys.executable, "-c", RUN, str(runs), json.dumps(changes), how, *COLUMNS]
    environment = os.environ | {"PYTHONPATH": str(folder), "COOPSIM_CACHE_DIR": str(folder / "cache")}
    made = subprocess.run(words, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def test_a_tenth_approach_leaves_the_baseline_alone(tmp_path: Path) -> None:
    """In plain Python, whose arrays have bounds: one run, and one with the tenth approach at work."""
    folder = ten(tmp_path)
    expected = json.loads((ROOT.parent / "tests" / "baseline.json").read_text())["harz"]
    assert outcome(folder, 1, "interpreted") == {name: expected[name][:1] for name in COLUMNS}
    assert outcome(folder, 1, "interpreted", **{"approaches.shared_office": 1.0})["cost"] != expected["cost"][:1]


@pytest.mark.slow
def test_a_tenth_approach_leaves_the_baseline_alone_compiled(tmp_path: Path) -> None:
    expected = json.loads((ROOT.parent / "tests" / "baseline.json").read_text())["harz"]
    assert SEED == 1
    assert outcome(ten(tmp_path), RUNS, "compiled") == {name: expected[name] for name in COLUMNS}


@pytest.mark.parametrize("vocabulary", sorted(set(VOCABULARIES) - UNNAMED))
def test_constants_are_where_their_words_are(vocabulary: str) -> None:
    prefix = PREFIXES.get(vocabulary, "")
    named = 0
    for code, word in enumerate(VOCABULARIES[vocabulary]):
        constant = getattr(codes, prefix + word.upper(), None)
        if vocabulary == "RUNGS" and word == "none":  # NONE is the phase
            continue
        named += constant is not None
        assert constant in (None, code), word
    assert named > 1


SIZES = {len(words) for words in VOCABULARIES.values()}
BY_CODE = ("area", "lever", "need", "endowment", "delegated", "approach", "area_spending")  # arrays with such an axis


def _literal(node: ast.AST, wanted: set[int]) -> bool:
    return isinstance(node, ast.Constant) and not isinstance(node.value, bool | str) and node.value in wanted


def _by_hand(node: ast.AST) -> bool:
    """Whether this makes, walks or cuts an array by a number that is the size of a vocabulary or its last code."""
    match node:
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
            if called in ("range", "zeros", "ones", "empty", "full", "reshape"):
                return any(_literal(part, SIZES) for argument in node.args for part in ast.walk(argument))
            last = {size - 1 for size in SIZES if size > 3}
            return called in ("min", "max", "clamp") and any(_literal(argument, last) for argument in node.args)
        case ast.Dict():  # shapes by name
            shapes = [value for value in node.values if isinstance(value, ast.Tuple) and value.elts]
            return any(_literal(part, SIZES) for shape in shapes for part in shape.elts)
        case ast.Subscript(value=ast.Attribute(attr=array), slice=index) if array in BY_CODE:
            return isinstance(index.elts[-1] if isinstance(index, ast.Tuple) else index, ast.Constant)
        case ast.BinOp(op=ast.Div() | ast.Mod()):
            return _literal(node.right, {len(codes.AREAS), len(codes.APPROACHES)})
    return False


def counted_by_hand(tree: ast.AST) -> list[str]:
    return [ast.unparse(node) for node in ast.walk(tree) if _by_hand(node)]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_no_rule_counts_a_vocabulary_by_hand(path: Path) -> None:
    assert counted_by_hand(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        "for a in range(9): pass", "for a in range(0, 6): pass", "x = np.zeros(6)", "x = np.zeros((n, 9))", "shapes = {'lever': (9,)}",
        "shapes = {'need': (n, 6)}", "min(5, int(u))", "s.area[5].added_value", "s.need[i, 0]", "s.lever[8]", "gap / 6.0", "len(areas) / 6",
    ],
)  # fmt: skip
def test_such_counting_is_found(code: str) -> None:
    assert counted_by_hand(ast.parse(code))
