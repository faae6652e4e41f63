"""Both languages say the same, and every kind of event that a submodel writes has a sentence that uses its terms."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from coopsim import submodels
from coopsim.model import codes
from coopsim.model.events import FAMILIES, TERMS
from coopsim.scenario import catalogue
from coopsim.story.words import words_in
from coopsim.texts import LANGUAGES
from coopsim.texts import catalogue as every_text

#: Placeholders in which several terms stand together, and terms that choose the sentence instead of standing in it.
TOGETHER = {"reasons", "numbers"}
CHOOSING = {
    "blocked": {"decided_by"},
    "laid_aside": {"decided_by"},
    "contract_refused": {"decided_by"},
    "letter_refused": {"decided_by"},  # always the mayor's word, as of the four below
    "notice": {"decided_by"},
    "entry_refused": {"decided_by"},
    "stays_out": {"decided_by"},
    "merger_refused": {"decided_by"},
    "land_refuses": {"about"},
    "merger": {"merged"},
    "phase": {"before"},
    "mayor_retires": {"chance"},
}


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name} if isinstance(text, str) else set()


def texts(lang, below=""):
    """Every text of the stories, by its key below ``story``."""
    place = f"story.{below}"
    return {key.removeprefix(place): words for key, words in every_text(lang).items() if key.startswith(place)}


def kinds(lang, below):
    """The first parts of the keys of a table."""
    return {key.partition(".")[0] for key in texts(lang, below)}


def test_same_keys_and_placeholders():
    english, german = texts("en"), texts("de")
    assert english.keys() == german.keys()
    for place, text in english.items():
        assert placeholders(text) == placeholders(german[place]), place


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_empty_or_left_in_english(lang):
    for place, text in texts(lang).items():
        assert text, place
    same = [place for place, text in texts("de").items() if texts("en")[place] == text and " " in str(text).strip("{}")]
    assert [place for place in same if placeholders(texts("de")[place]) == set()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_a_sentence(lang):
    assert kinds(lang, "events.") == set(codes.EVENTS)


def calls(tree):
    """Calls of plain functions in a tree: name and arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.args


def kinds_in(node):
    return [n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and n.attr.startswith("EVENT_")]


def helpers(trees):
    """Functions that write an event whose kind they are given, with the number of values that they give."""
    given = {"tell": 0}
    for _ in range(2):  # one may call another
        for tree in trees:
            for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
                tuples = {n.targets[0].id: n.value for n in ast.walk(function) if isinstance(n, ast.Assign)
                          and isinstance(n.targets[0], ast.Name) and isinstance(n.value, ast.Tuple)}  # fmt: skip
                for name, args in calls(function):
                    if (name != "note" and name not in given) or getattr(args[1], "id", "") != "kind":
                        continue
                    if "kind" not in [argument.arg for argument in function.args.args]:
                        continue
                    values = given.get(name)
                    if name == "note":
                        values = len((args[4] if isinstance(args[4], ast.Tuple) else tuples[args[4].id]).elts)
                    given.setdefault(function.name, values)
    return given


def written():
    """Kinds of events that submodels write, with the largest number of values given to each."""
    paths = sorted(Path(submodels.__file__).parent.glob("*.py"))
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    given = helpers(trees)
    kinds = {}
    for tree in trees:
        choices = {n.targets[0].id: kinds_in(n.value) for n in ast.walk(tree)
                   if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)}  # fmt: skip
        for name, args in calls(tree):
            if name != "note" and name not in given:
                continue
            count = len(args[4].elts) if name == "note" and isinstance(args[4], ast.Tuple) else given.get(name, 0)
            for constant in kinds_in(args[1]) or choices.get(getattr(args[1], "id", ""), []):
                event = codes.EVENTS[getattr(codes, constant)]
                kinds[event] = max(kinds.get(event, 0), count)
    return kinds


def _is_zero(arg):
    return isinstance(arg, ast.Constant) and arg.value == 0.0


def _sentences(kind):
    return [text for key, text in texts("en", f"events.{kind}").items() if key[:1] in ("", ".")]


def test_the_scan_finds_the_events():
    assert len(written()) >= 40
    assert written()["blocked"] == 6
    assert written()["idea"] == 0


@pytest.mark.parametrize("kind", sorted(written()))
def test_terms_that_are_written_are_known_and_told(kind):
    assert written()[kind] <= len(TERMS.get(kind, ())), "a term is written that TERMS does not name"
    used = {name for text in _sentences(kind) for name in placeholders(text)}
    shown = set(TERMS.get(kind, ())) - CHOOSING.get(kind, set())
    family = any(shown & set(terms) for terms in FAMILIES.values()) and bool(used & TOGETHER)
    if family:
        shown -= {name for terms in FAMILIES.values() for name in terms}
    assert shown <= used


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_words(lang):
    assert kinds(lang, "terms.") == set(FAMILIES)
    for family, names in FAMILIES.items():
        assert kinds(lang, f"terms.{family}.") == set(names)
        for name in names:
            assert set(texts(lang, f"terms.{family}.{name}.")) == {"label", "against", "favour"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_vocabularies_are_complete(lang):
    assert set(codes.PHASES) <= kinds(lang, "phases.")
    assert set(codes.PHASES) <= kinds(lang, "events.phase.alliance.")
    assert kinds(lang, "events.impulse.") == set(codes.IMPULSES)
    assert kinds(lang, "providers.") == set(codes.PROVIDERS)
    assert kinds(lang, "types.") == set(codes.TYPES)
    assert kinds(lang, "kinds.") == set(codes.PROJECT_KINDS)
    assert set(catalogue.governance_models()) <= kinds(lang, "bodies.")
    assert len({words_in(lang).month("2021-01", month) for month in range(12)}) == 12


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_function_has_a_name_for_what_towns_can_do_with_it(lang):
    for row in catalogue.functions().values():
        own = row.provider == "municipality"
        assert set(texts(lang, f"functions.{row.id}.")) == (
            {"share", "pool", "build"} if own else {"share", "advocate"}
        )
