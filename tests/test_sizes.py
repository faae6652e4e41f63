"""Sizes come from the vocabularies: no rule counts by hand (``extending`` adds one more of each)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

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
VOCABULARIES = {
    name: value
    for name, value in vars(codes).items()
    if re.fullmatch("[A-Z]+(_[A-Z]+)*", name) and isinstance(value, tuple)
}
#: Words whose constants have a prefix or a suffix, or stand for several vocabularies.
PREFIXES = {"EVENTS": "EVENT_", "PROVIDERS": "BY_"}
#: Vocabularies that the rules do not name word by word.
UNNAMED = {"HINDRANCES", "TIERS", "HOSTS"}


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


def test_a_word_with_two_codes_is_refused() -> None:
    assert codes.named((("", ("none", "a")), ("X_", ("a",)), ("", ("none",)))) == {"NONE": 0, "A": 1, "X_A": 0}
    with pytest.raises(ValueError, match="'health' stands in two vocabularies"):
        codes.named((("", codes.AREAS), ("", ("health",))))


def test_a_name_that_is_none_is_refused_when_it_is_imported() -> None:
    with pytest.raises(ImportError):
        exec("from coopsim.model.codes import CO_DESIGNS")
    assert "CO_DESIGN" in dir(codes)


def test_every_name_that_is_read_from_the_codes_is_there() -> None:
    """The type checker takes any name; an import of a wrong one fails at once, ``codes.NAME`` only when it is reached."""
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"^ *from coopsim.model import .*codes", text, re.M) else ():
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "codes":
                assert hasattr(codes, node.attr), (path.name, node.attr)
