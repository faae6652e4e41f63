"""The command line: language, help texts, and what a faulty call is answered with.

Exit codes: 0 done, 2 faulty call or file, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import typer

from coopsim.commands import app
from coopsim.texts import LANGUAGES, UserError, catalogue, text

FAULTY = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with an exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = "en"
    try:
        lang = asked_language(words)
        command = localised(typer.main.get_command(app), lang)
        code = command.main(args=words or ["--help"], prog_name="coopsim", standalone_mode=False)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except typer.Abort:
        code = INTERRUPTED
    except Exception as error:
        message = refusal(error, lang)
        if message is None:
            raise
        print(text(lang, "error.prefix", message=message), file=sys.stderr)
        code = FAULTY
    if code == INTERRUPTED:
        print("\n" + text(lang, "error.interrupted"), file=sys.stderr)
    sys.exit(code if isinstance(code, int) else 0)


def asked_language(words: Sequence[str]) -> str:
    """The language of ``--lang``, else of the variable COOPSIM_LANG, else English; raises UserError."""
    found = os.environ.get("COOPSIM_LANG") or "en"
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            found = words[place + 1]
        elif word.startswith("--lang="):
            found = word.partition("=")[2]
    if found not in LANGUAGES:
        raise UserError("unknown", option="--lang", found=found, known=", ".join(LANGUAGES))
    return found


def localised(command: Any, lang: str) -> Any:
    """A command whose help texts, so far keys, are texts of a language; its subcommands likewise."""
    command.help = catalogue(lang).get(f"help.{command.help}", command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = catalogue(lang).get(f"help.{parameter.help}", parameter.help)
    make_option = command.get_help_option
    command.get_help_option = lambda context: _with_help(make_option(context), text(lang, "help.help"))
    for below in getattr(command, "commands", {}).values():
        localised(below, lang)
    return command


def _with_help(option: Any, words: str) -> Any:
    if option is not None:
        option.help = words
    return option


def refusal(error: Exception, lang: str) -> str | None:
    """The message for an error that the user can put right; None for any other."""
    if isinstance(error, UserError):
        message = error.text(lang)
        near = error.values.get("near")
        return message + (" " + text(lang, "error.suggestion", near=near) if near else "")
    if any(kind.__name__ == "ScenarioError" for kind in type(error).__mro__):
        return str(error.text(lang))  # type: ignore[attr-defined]
    if hasattr(error, "format_message"):  # a faulty call, in the words of the command-line library
        context = getattr(error, "ctx", None)
        known = list(getattr(context.command, "commands", ())) if context else []
        command = context.command_path.removeprefix("coopsim").strip() if context else ""
        usage = text(lang, "error.usage", message=_call_error(error, known, lang), command=command)
        return usage.replace("coopsim  --help", "coopsim --help")
    return None


def _call_error(error: Any, known: list[str], lang: str) -> str:
    plain = str(error.format_message())
    name = re.search(r"No such command ['\"](.+?)['\"]", plain)
    if name:
        return text(lang, "error.no_command", found=name[1], known=", ".join(known))
    if hasattr(error, "option_name") and "No such option" in plain:
        return text(lang, "error.no_option", found=error.option_name)
    if type(error).__name__ == "MissingParameter":
        return text(lang, "error.missing", found=error.param.metavar or error.param.opts[0])
    extra = re.search(r"unexpected extra argument.*? \((.+)\)", plain)
    return text(lang, "error.too_many", found=extra[1]) if extra else plain


if __name__ == "__main__":
    main()
