"""What the server says, as JSON: answers, and the words for what cannot be used, in both languages."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from coopsim.scenario.errors import Problem, ScenarioError
from coopsim.texts import LANGUAGES, UserError, text


def dumped(content: Any) -> bytes:
    """Compact JSON in one line; raises ValueError for numbers that JSON does not know."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


class RefusedError(Exception):
    """A request that was refused in another process; its only argument is what is answered, as ``refusal`` says it."""


def refusal(error: Exception) -> dict[str, Any]:
    """Every fault as a sentence or two in both languages; raises the error itself if it is none of the user's."""
    if isinstance(error, ScenarioError):
        return {"problems": [{lang: _sentence(problem, lang) for lang in LANGUAGES} for problem in error.problems[:20]]}
    if isinstance(error, UserError):
        return {"problems": [{lang: error.text(lang) for lang in LANGUAGES}]}
    if isinstance(error, ValidationError):
        places = [".".join(str(step) for step in detail["loc"]) for detail in error.errors(include_input=False)]
        place = ", ".join(dict.fromkeys(place[:60] for place in places[:5]))
        return {"problems": [{lang: text(lang, "error.workshop_request", place=place) for lang in LANGUAGES}]}
    raise error


def _sentence(problem: Problem, lang: str) -> str:
    """A fault without the name of a file, as there is none."""
    place = f"{problem.line}: " if problem.line else ""
    key = f"{problem.key}: " if problem.key else ""
    more = [f"{label.strip()} {words}" for label, words in problem.rest(lang)]
    return "; ".join([f"{place}{key}{problem.what[lang == 'de']}", *more])
