"""Both languages say the same, and every kind of event that a submodel writes has a sentence that uses its terms."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from coopsim import submodels
from coopsim.model import codes
from coopsim.scenario import catalogue
from coopsim.story.events import FAMILIES, TERMS
from coopsim.story.words import words_in
from coopsim.texts import LANGUAGES
from coopsim.texts import catalogue as every_text

#: Placeholders in which several terms stand together, and terms that choose the sentence instead of standing in it.
TOGETHER = {"reasons", "numbers"}
CHOOSING = {
    "agreed": {"package"},
    "blocked": {"decided_by"},
    "contract_refused": {"decided_by"},
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


def written():
    """Kinds of events that submodels write, with the largest number of terms given to each."""
    kinds = {}
    for path in sorted(Path(submodels.__file__).parent.glob("*.py")):
        if path.name == "log.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        choices = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names = [n.id for n in ast.walk(node.value) if isinstance(n, ast.Name) and n.id.startswith("EVENT_")]
                choices[node.targets[0].id] = names
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("note", "tell")
            ):
                continue
            kind = node.args[1].id
            terms = [] if node.func.id == "tell" else node.args[4:10]
            given = max((k + 1 for k, arg in enumerate(terms) if not _is_zero(arg)), default=0)
            for name in [kind] if kind.startswith("EVENT_") else choices[kind]:
                event = codes.EVENTS[getattr(codes, name)]
                kinds[event] = max(kinds.get(event, 0), given)
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
