"""What a line that is no TOML was probably meant to be.  Only lines that are TOML themselves are suggested."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from coopsim.scenario.numbers import number_meant
from coopsim.scenario.translating import bounds_of

_LONGEST = 200  # letters of a line that is worth a try


def repaired(line: str) -> str:
    """The line as it was probably meant, for the commonest slips; an empty text when it is none of these."""
    if len(line) > _LONGEST:
        return ""
    return next((meant for meant in _meant(line) if _is_toml(meant)), "")


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


def _is_toml(line: str) -> bool:
    try:
        tomllib.loads(line)
    except ValueError:
        return False
    return True
