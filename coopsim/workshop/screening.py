"""What is looked at before a request is read: how deep and how long it is, and which letters it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from coopsim.texts import UserError
from coopsim.workshop.limits import MOST_DEPTH, MOST_LETTERS, MOST_VALUES

_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|$)', re.DOTALL)  # the closing one may be missing
#: Control characters except tab and line breaks, marks that turn the direction of reading, halves of a character,
#: and what is no character at all: no name needs them, and files and figures cannot hold them.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def parsed(body: bytes, longest: int = MOST_LETTERS) -> Any:
    """What the JSON of a request holds; ``longest`` is the most letters of a text in it.

    Raises UserError for what is no JSON, too deep, too much, or holds letters that no text needs.
    """
    _check_marks(body)
    try:
        content = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UserError("workshop_json") from None
    check_texts(content, longest)
    return content


def check_texts(content: Any, longest: int = MOST_LETTERS) -> None:
    """Refuse texts and keys that are too long or hold letters that no text needs; raises UserError."""
    for words in _texts(content):
        if len(words) > longest:
            raise UserError("workshop_text", found=len(words), most=longest, text=_legible(words))
        unfit = _UNFIT.search(words)
        if unfit is not None:
            raise UserError("workshop_letter", letter=f"U+{ord(unfit[0]):04X}", text=_legible(words))


def _check_marks(body: bytes) -> None:
    """Count brackets and commas outside texts, in one pass and before anything is built from them."""
    marks = _TEXT.sub(b"", body)
    depth = deepest = 0
    for mark in re.finditer(rb"[\[\]{}]", marks):
        depth += 1 if mark[0] in b"[{" else -1
        deepest = max(deepest, depth)
        if deepest > MOST_DEPTH:
            raise UserError("workshop_depth", most=MOST_DEPTH)
    values = marks.count(b",") + 1
    if values > MOST_VALUES:
        raise UserError("workshop_values", found=values, most=MOST_VALUES)


def _texts(content: Any) -> Iterator[str]:
    left = [content]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)


def _legible(words: str) -> str:
    """The beginning of a text, with a mark for each letter that cannot be shown."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", words[:40]) + ("…" if len(words) > 40 else "")
