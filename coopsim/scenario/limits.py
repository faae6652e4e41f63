"""How large a scenario may be; a text is measured before it is parsed, so that no file can stall its reader.

What a parser does is bounded by the size of a text only if neither its nesting nor its dotted keys are deep.
"""

from __future__ import annotations

import re
from typing import Final

from coopsim.scenario.errors import Problem, ScenarioError, at_most, said

MOST_BYTES: Final = 1_048_576  #: of a file
MOST_DEPTH: Final = 12  #: brackets in brackets, or parts of a dotted key
MOST_WORD: Final = 200  #: letters of a number or bare key
MOST_FILES: Final = 20  #: that extend each other
MOST_TOWNS: Final = 300
MOST_ROWS: Final = 1000  #: of any other list
MOST_NAME: Final = 100  #: letters of the name of a town or county
MOST_TEXT: Final = 5000  #: letters of any other text

#: A quoted text, verbose; where its end is missing, all that follows.
TEXT: Final = r"""
    \"{3} (?: [^"\\] | \\. | "(?!"") )*+ (?:"{3,5})?
    | '{3} (?: [^'] | '(?!'') )*+ (?:'{3,5})?
    | "(?: [^"\\\n] | \\. )*+ "?
    | '[^'\n]*+ '?
"""
_TOKENS: Final = re.compile(
    rf"""
      (?P<skip> \#[^\n]*+ | {TEXT} )
    | (?P<open> [\[{{] )
    | (?P<close> [\]}}] )
    | (?P<end> [=,\n] )
    | (?P<dot> \. )
    | (?P<word> [\w+-]++ )
    """,
    re.VERBOSE | re.DOTALL,
)


def check_bytes(size: int, file: str) -> None:
    """Refuse a file of this size if it is too large; raises ScenarioError."""
    if size > MOST_BYTES:
        allowed = at_most(MOST_BYTES, "bytes")
        raise ScenarioError([Problem(file, None, "", said("too_large"), f"{size:,} bytes", allowed)])


def check_text(text: str, file: str) -> None:
    """Refuse a TOML text that is too large, nested too deep, or has endless numbers; raises ScenarioError."""
    check_bytes(len(text.encode("utf-8", "surrogatepass")), file)
    depth = dots = 0
    for token in _TOKENS.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth, dots = depth + 1, 0
        elif kind == "close":
            depth, dots = max(0, depth - 1), 0
        elif kind == "dot":
            dots += 1
        elif kind == "end":
            dots = 0
        elif kind == "word" and token.end() - token.start() > MOST_WORD:
            line, found = text.count("\n", 0, token.start()) + 1, token[0][:40] + "…"
            raise ScenarioError([Problem(file, line, "", said("long_word"), found, at_most(MOST_WORD, "letters"))])
        if depth > MOST_DEPTH or dots >= MOST_DEPTH:
            raise too_deep(file, text.count("\n", 0, token.start()) + 1)


def too_deep(file: str, line: int | None) -> ScenarioError:
    """The refusal of what is nested too deep."""
    return ScenarioError([Problem(file, line, "", said("too_deep"), allowed=at_most(MOST_DEPTH, "levels"))])
