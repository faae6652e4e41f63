"""Scenario files as accidents leave them: bytes, tokens, lines, values and structure of the shipped ones changed at random."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from coopsim.scenario import list_scenarios
from coopsim.scenario.shelf import shelves

SHIPPED = [(shelves()[0] / f"{name}.toml").read_bytes() for name in list_scenarios()]

VALUES = (
    "", '""', "''", "0", "-1", "1", "1e309", "-inf", "nan", "true", "[]", "{}", "[[]]", "[1, [2, [3]]]", "2024-01-31", "07:30:00",
    "21.000", '"21.000"', "148,9", '"1 234,5"', "50 %", "9" * 400, "0x" + "f" * 300, '"' + "x" * 5000 + '"', '"\\u0000"', '"\\u202e"',
    '"harz"', '"2024-13"', '"Mittelzentrum"', "1_000", "+5", "1.5e3", "{ a = { b = { c = 1 } } }", '"""\n"""', "'''x'''", "{ en = 1 }",
    '{ en = "x" }', '["harz", "harz"]', "[0.5, \"\"]", "1979-05-27T07:32:00Z", "99999999999999999999", "[" * 30 + "]" * 30, '"a\\tb"',
)  # fmt: skip
KEYS = (
    "id",
    "name",
    "extends",
    "remove",
    "ties",
    "trust",
    "parameters",
    "a.b.c",
    '"q"',
    "",
    "governance",
    "ä",
    "scenario",
    ".".join("abcdefghijklmn"),
)
HEADERS = (
    "[[municipalities]]",
    "[scenario]",
    "[ties]",
    "[[governance_models]]",
    "[a.b]",
    "[[a]]",
    "[",
    "]]",
    "[parameters]",
    "[[functions]]",
    "[land]",
)


def _bytes(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return (
        content[:at]
        + chance.choice((b"", bytes([chance.randrange(256)]), b"\xff\xfe", b"\0", b"\x1b[2J", b'"', b"\r"))
        + content[at + chance.randrange(3) :]
    )


def _tokens(content: bytes, chance: random.Random) -> bytes:
    tokens = re.split(rb"(\s+|[=,\[\]{}.#\"])", content)
    a, b = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    tokens[a] = chance.choice((tokens[b], tokens[a] * 2, b"", tokens[a][::-1]))
    return b"".join(tokens)


def _lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    a, b = sorted((chance.randrange(len(lines)), chance.randrange(len(lines))))
    kind = chance.randrange(4)
    if kind == 0:
        del lines[a : min(b, a + 5)]
    elif kind == 1:
        lines[b:b] = lines[a : a + 8]
    elif kind == 2:
        lines[a], lines[b] = lines[b], lines[a]
    else:
        lines[a:a] = [lines[b]] * chance.choice((1, 2, 40))
    return b"\n".join(lines)


def _values(content: bytes, chance: random.Random) -> bytes:
    places = [found.span(1) for found in re.finditer(rb"=[ ]*([^\n]+)", content)]
    begin, end = chance.choice(places) if places else (0, 0)
    return content[:begin] + chance.choice(VALUES).encode() + content[end:]


def _structure(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    new = chance.choice(
        (
            chance.choice(HEADERS),
            f"{chance.choice(KEYS)} = {chance.choice(VALUES)}",
            f"extends = {chance.choice(VALUES)}",
        )
    )
    lines.insert(chance.choice((0, chance.randrange(len(lines)))), new.encode())
    return b"\n".join(lines)


KINDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_bytes, _tokens, _lines, _values, _structure)


def mutated(number: int) -> bytes:
    """The mutation of this number: one to four changes of a shipped file."""
    chance = random.Random(number)
    content = chance.choice(SHIPPED)
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(KINDS)(content or b"\n", chance)
    return content
