"""Files that would stall or break a reader are refused, by path and by text alike, before the work is done."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from coopsim.scenario import ScenarioError, check_file, load_scenario
from coopsim.scenario.contents import extended, scenario_from_node, scenario_from_text
from coopsim.scenario.errors import MOST_PROBLEMS
from coopsim.scenario.limits import MOST_BYTES, MOST_FILES, MOST_TOWNS
from coopsim.scenario.lines import node_of
from coopsim.scenario.shelf import shelves

HARZ = (shelves()[0] / "harz.toml").read_text(encoding="utf-8")
HEAD = '[scenario]\ntitle = "x"\nstart = "2024-01"\n'


def towns(count: int) -> str:
    row = '[[municipalities]]\nid = "t{0}"\nname = "T{0}"\npopulation = 1000\narea_km2 = 1.0\nlat = {1}\nlon = {2}\n'
    return HEAD + "".join(row.format(i, 50 + i % 40 / 10, 10 + i // 40 / 10) for i in range(count))


def rows(line: str, count: int) -> str:
    return HARZ + "".join(line.format(i, i - 1 if i else "zweckverband") + "\n" for i in range(count))


HOSTILE = {
    "dotted header": ("[" + ".".join(["a"] * 20_000) + "]\nx=1", "too deep"),
    "dotted key": (".".join(["a"] * 20_000) + " = 1", "too deep"),
    "quoted dotted key": (" . ".join(['"a"'] * 20_000) + " = 1", "too deep"),
    "brackets": ("x = " + "[" * 5000 + "]" * 5000, "too deep"),
    "open brackets": ("x = " + "[" * 200_000, "too deep"),
    "inline tables": ("x = " + "{a=" * 5000 + "1" + "}" * 5000, "too deep"),
    "long whole number": ("a = " + "9" * 5000, "too long"),
    "long hexadecimal number": ("a = 0x" + "f" * 5000, "too long"),
    "long key": ("x" * 500_000 + " = 1", "too long"),
    "large": ("#" * MOST_BYTES + "\n", "too large"),
    "unclosed text": ('a = """' + '\\"""' * 100_000, "Unterminated"),
    "parameters": (rows("p{0} = 1", 20_000).replace("p0 =", "[parameters]\np0 ="), "and 19950 more problems"),
    "approaches": (rows("p{0} = 1", 10_000).replace("p0 =", "[approaches]\np0 ="), "and 9950 more problems"),
    "keys": ("".join(f"a{i} = 1\n" for i in range(50_000)), "more problems"),
    "2,000 towns": (towns(2000), f"at most {MOST_TOWNS}"),
    "10,000 towns": (towns(8000), f"at most {MOST_TOWNS}"),
    "chained models": (
        rows('[[governance_models]]\nid = "g{0}"\nbased_on = "g{1}"', 5000).replace("gzweck", "zweck"),
        "at most 1,000",
    ),
    "unknown towns": (
        towns(MOST_TOWNS) + "[ties]\nblocks = [[" + ",".join(f'"u{i}"' for i in range(20_000)) + "]]\n",
        "more problems",
    ),
    "removed": (
        'extends = "harz"\nremove = [' + ",".join(f'"u{i}"' for i in range(20_000)) + "]\n",
        "and 19950 more problems",
    ),
    "long name": (HARZ.replace('name = "', 'name = "' + "x" * 200_000, 1), "at most 100"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_texts_are_refused_soon(case: str, tmp_path: Path) -> None:
    text, words = HOSTILE[case]
    (tmp_path / "hostile.toml").write_text(text, encoding="utf-8")
    for read in (lambda: scenario_from_text(text), lambda: load_scenario(tmp_path / "hostile.toml")):
        began = time.thread_time()
        with pytest.raises(ScenarioError) as refusal:
            read()
        assert time.thread_time() - began < 2, "a hundredth of what it was"
        assert words in str(refusal.value)
        assert len(refusal.value.problems) <= MOST_PROBLEMS + 1
        assert len(str(refusal.value)) < 100_000


def test_many_towns_are_read_and_many_faults_counted() -> None:
    assert len(scenario_from_text(towns(MOST_TOWNS)).municipalities) == MOST_TOWNS
    with pytest.raises(ScenarioError, match=r"^60 problems\n(.|\n)*and 10 more problems$"):
        scenario_from_text(rows("p{0} = 1", 60).replace("p0 =", "[parameters]\np0 ="))


def test_trees_from_elsewhere_have_the_same_depth() -> None:
    deep: object = 1
    for _ in range(3000):
        deep = {"a": deep}
    loop: list[object] = []
    loop.append(loop)
    for change in (lambda: load_scenario("harz").with_({"ties": deep}), lambda: extended(load_scenario("harz"), {"ties": loop}),
                   lambda: scenario_from_node(node_of({"scenario": deep}, "page"), "page")):  # fmt: skip
        with pytest.raises(ScenarioError, match="too deep"):
            change()
    with pytest.raises(ScenarioError, match="unknown key"):
        load_scenario("harz").with_({"ties." + "a." * 5000: 1})


UNSEEN = ["\0", "\x1b[2J", "\x7f", "\u202e", "\u2066", "\u2028", "\ud800", "a\nb"]


@pytest.mark.parametrize("letter", UNSEEN, ids=ascii)
def test_names_that_cannot_be_seen_are_refused(letter: str) -> None:
    for override in ({"municipalities.halberstadt.name": f"Halb{letter}stadt"}, {"counties.harz.name": letter}):
        with pytest.raises(ScenarioError) as refusal:
            load_scenario("harz").with_(override)
        assert (
            "name" in str(refusal.value)
            and str(refusal.value).encode()
            and letter not in str(refusal.value).replace("\n", "")
        )
    if letter not in ("a\nb",):
        with pytest.raises(ScenarioError):
            load_scenario("harz").with_({"title": f"x{letter}"})
    assert load_scenario("harz").with_({"description": "two\nlines"})


def test_names_of_the_region_are_taken() -> None:
    name = "Bad Königshofen i. Grabfeld (Łużyca) – L’Aquila"
    assert load_scenario("harz").with_({"municipalities.halberstadt.name": name}).municipalities[0].name == name


@pytest.mark.parametrize(
    "key",
    ["approaches.\ud800", "\ud800", "hindrances.\ud800", "parameters.\ud800", "municipalities.\ud800.name"],
    ids=ascii,
)
def test_half_characters_in_keys_are_refused_in_words_that_can_be_sent(key: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        load_scenario("harz").with_({key: 0.5})
    assert str(refusal.value).encode("utf-8")
    with pytest.raises(ScenarioError) as refusal:
        scenario_from_node(node_of({"approaches": {"\ud800": 1}}, "page"), "page")
    assert str(refusal.value).encode("utf-8")


def test_a_long_chain_is_refused_and_a_short_one_read(tmp_path: Path) -> None:
    (tmp_path / "a0.toml").write_text('extends = "harz"\n', encoding="utf-8")
    for number in range(1, 1200):
        (tmp_path / f"a{number}.toml").write_text(f'extends = "a{number - 1}"\n', encoding="utf-8")
    (problem,) = check_file(tmp_path / "a1199.toml")
    assert "too many files" in problem.text() and problem.line == 1
    assert check_file(tmp_path / f"a{MOST_FILES - 2}.toml") == ()


AWKWARD = [
    "x" * 300,
    "a\\u0000b",
    "..",
    ".",
    "/",
    "**",
    "[a",
    "a/../harz",
    "~",
    'a\\"b',
    "harz\\n",
    "*",
    "CON",
    " ",
    "/dev/null",
    "/etc/passwd",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_are_no_scenarios(name: str, tmp_path: Path) -> None:
    (tmp_path / "child.toml").write_text(f'extends = "{name}"\n', encoding="utf-8")
    (problem,) = check_file(tmp_path / "child.toml")
    assert problem.key == "extends" and problem.line == 1
    plain = name.encode().decode("unicode_escape")
    for asked in (plain, f"{plain}.toml", Path(plain)):
        assert check_file(asked), asked


def test_what_is_no_plain_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop2.toml")
    (tmp_path / "loop2.toml").symlink_to(tmp_path / "loop.toml")
    for name in ("pipe", "zero", "folder", "loop"):
        (problem,) = check_file(tmp_path / f"{name}.toml")
        assert "cannot be read" in problem.text() and "nicht lesen" in problem.text("de")
        (tmp_path / "child.toml").write_text(f'extends = "{name}"\n', encoding="utf-8")
        assert check_file(tmp_path / "child.toml")[0].key == "extends"


def test_a_dangling_link_is_called_one(tmp_path: Path) -> None:
    link = tmp_path / "region.toml"
    link.symlink_to(tmp_path / "gone.toml")
    (problem,) = check_file(link)
    assert "link leads nowhere" in problem.text() and "gone.toml" in problem.found
    assert problem.suggestion == ""
    (tmp_path / "regions.toml").symlink_to(tmp_path / "gone.toml")
    (problem,) = check_file(tmp_path / "regionn.toml")
    assert problem.suggestion == "", "neither of the two can be read"


def test_special_files_of_the_system(tmp_path: Path) -> None:
    for path in (Path("/proc/self/mem"), Path("/proc/self/environ"), Path("/dev/null")):
        if path.exists():
            assert check_file(path)
