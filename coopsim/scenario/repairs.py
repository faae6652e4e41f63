"""What a line that is no TOML was probably meant to be.  Nothing is suggested that is no TOML in its place either."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from coopsim.scenario.numbers import number_meant
from coopsim.scenario.translating import bounds_of

_LONGEST = 200  # letters of a line that is worth a try


def faulty_line(text: str, message: str) -> int:
    """The line, from 1, that a message of ``tomllib`` names; the last one with text where it names the end."""
    place = re.search(r"\(at line (\d+), column \d+\)", message)
    return int(place[1]) if place else max(1, text.rstrip().count("\n") + 1)


def repaired(lines: list[str], number: int) -> str:
    """A line as it was probably meant, for the commonest slips; an empty text when it is none of these."""
    line, before, after = lines[number - 1].strip(), lines[: number - 1], lines[number:]
    tried = _meant(line) if len(line) <= _LONGEST else iter(())
    return next((meant for meant in tried if _is_toml([*before, meant, *after], number)), "")


def _meant(line: str) -> Iterator[str]:
    decimal_commas = re.sub(
        r"([\w-]+)(\s*=\s*)([+-]?\d+,\d+)(?=\s*[,}])",
        lambda found: found[1] + found[2] + (_number(found[1], found[3]) or found[3]),
        line,
    )
    if decimal_commas != line:
        yield decimal_commas
    pair = re.match(r"^([\w.-]+)\s*=\s*(.+?)\s*(#.*)?$", line)
    if pair is None:
        return
    key, value = pair[1], pair[2]
    number = _number(key.rpartition(".")[2], value)
    if number:
        yield f"{key} = {number}"
    if re.fullmatch(r"true|false", value, re.IGNORECASE):
        yield f"{key} = {value.lower()}"
    if re.fullmatch(r"\d{4}-\d{2}|[A-Za-zÄÖÜäöüß_][\w .-]*", value):
        yield f'{key} = "{value}"'


def _number(key: str, value: str) -> str:
    return number_meant(value, bounds_of(key))


def _is_toml(lines: list[str], number: int) -> bool:
    """Whether lines are TOML, as far as the line of this number."""
    text = "\n".join(lines)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return faulty_line(text, str(error)) > number
    return True
