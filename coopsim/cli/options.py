"""Options that several commands share, and the parsers of their values.

Help texts and names of values are keys of ``coopsim.texts``; ``help_page`` puts the words of a language in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from coopsim.analysis.precision import NARROWEST, WIDEST
from coopsim.cli.standard_streams import tell
from coopsim.folders import expanded
from coopsim.run.arguments import MOST_THREADS, MOST_WHOLE
from coopsim.texts import LANGUAGES, UserError, short, text

MOST_RUNS: Final = 10_000_000
CSV_STYLES: Final = ("en", "de")
#: A whole number with its thousands apart, as people write it.
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}([.,'’ \u00a0\u202f_]\d{3})+")


def whole(option: str, least: int, most: int) -> Callable[[str | int], int]:
    """Parser of a whole number from ``least`` to ``most``; raises UserError."""

    def parse(found: str | int) -> int:
        words = str(found).strip()
        if not re.fullmatch(r"[+-]?[0-9]+", words):
            near = re.sub(r"\D", "", words) if _GROUPED.fullmatch(words) else ""
            raise UserError("whole_number", option=option, found=short(words), near=near)
        # A number of some thousand digits is beyond every bound; Python refuses to read it.
        value = int(words) if len(words) <= 100 else -1 if words.startswith("-") else most + 1
        if value < least:
            raise UserError("at_least", option=option, least=least, found=short(words))
        if value > most:
            raise UserError("at_most", option=option, most=most, found=short(words))
        return value

    return parse


def number(option: str, key: str, least: int, most: int) -> Any:
    """An option that takes a whole number from ``least`` to ``most``; ``key`` names its help text."""
    return typer.Option(option, help=key, parser=whole(option, least, most), metavar="N")


def share(option: str, low: float, high: float) -> Callable[[str | float], float]:
    """Parser of percentage points (``1``, ``1pt``, ``0,5 pt``) from ``low`` to ``high``, as a share."""

    def parse(found: str | float) -> float:
        words = re.fullmatch(r"\s*(\d{1,4}(?:[.,]\d{1,6})?)\s*(?:pt|pp|%)?\s*", str(found))
        value = float(words[1].replace(",", ".")) / 100 if words else float("nan")
        if not low <= value <= high:
            raise UserError("precision", option=option, found=short(str(found).strip()))
        return value

    return parse


def one_of(option: str, known: Iterable[str]) -> Callable[[str], str]:
    """Parser of one of some words; raises UserError."""

    def parse(found: str) -> str:
        refuse_unknown(option, [found], known)
        return found

    return parse


def place(option: str, key: str, metavar: str = "FOLDER") -> Any:
    """An option that takes a folder or file; ``~`` is the home folder also where no shell has put that in its place."""

    def parse(found: str | Path) -> Path:
        if not str(found).strip():
            raise UserError("no_value", found=option)
        return expanded(found)

    return typer.Option(option, help=key, parser=parse, metavar=metavar)


def refuse_unknown(option: str, found: list[str] | None, known: Iterable[str]) -> None:
    """Refuse unknown ids, with the nearest known one as a suggestion."""
    names = list(known)
    for name in found or ():
        if name not in names:
            from coopsim.scenario.suggestions import suggest

            near = suggest(name, names)
            raise UserError("unknown", option=option, found=short(name), known=", ".join(names), near=near)


#: ``coopsim.cli.main`` reads it first, wherever it stands.
Lang = Annotated[str, typer.Option("--lang", help="lang", metavar="en|de", parser=one_of("--lang", LANGUAGES))]


def before_command(lang: Lang = "en") -> None:
    """Options before the command of a group; the language is looked up by ``coopsim.cli.main``."""


def group(name: str) -> typer.Typer:
    """A command with commands below it; its help text is that of the key of its name."""
    app = typer.Typer(name=name, help=name, no_args_is_help=True, rich_markup_mode=None)
    app.callback()(before_command)
    return app


def teller(lang: str, room: str = "progress") -> Callable[..., None]:
    """Says the text of a key below ``room``, with its values, on standard error."""
    return lambda key, **values: tell(text(lang, f"{room}.{key}", **values))


ScenarioName = Annotated[str, typer.Argument(help="scenario", metavar="SCENARIO")]
Seed = Annotated[int, number("--seed", "seed", 0, MOST_WHOLE)]
Run = Annotated[int, number("--run", "number", 0, MOST_WHOLE)]
Runs = Annotated[int, number("--runs", "runs", 2, MOST_RUNS)]
Replace = Annotated[bool, typer.Option("--replace", help="replace")]
Threads = Annotated[int | None, number("--threads", "threads", 1, MOST_THREADS)]
Workers = Annotated[int | None, number("--workers", "workers", 1, MOST_THREADS)]
Precision = Annotated[
    float | None,
    typer.Option("--precision", help="precision", parser=share("--precision", NARROWEST, WIDEST), metavar="POINTS"),
]
Csv = Annotated[str, typer.Option("--csv", help="csv", metavar="en|de", parser=one_of("--csv", CSV_STYLES))]
