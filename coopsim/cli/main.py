"""The command line: its language, its streams, and what a faulty call is answered with.

Exit codes: 0 done, 2 refused with a message (a faulty call or file, or surroundings that do not let it be done),
130 stopped (by Ctrl-C, or asked to end by the system).
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from coopsim.texts import LANGUAGES, UserError, nearest, short, text

if TYPE_CHECKING:
    from typer import Typer

DONE = 0
REFUSED = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, app: Typer | None = None, program: str = "coopsim") -> None:
    """Run the command line and leave with an exit code.

    ``app`` has the commands of another ``program`` that is built on the package (see ``docs/api.md``).
    """
    sys.exit(_left(list(sys.argv[1:] if arguments is None else arguments), app, program))


def _left(words: list[str], app: Typer | None, program: str) -> int:
    """Run the command line; the exit code."""
    from coopsim.cli.standard_streams import safe_streams, tell

    lang = "en"
    try:
        with _stoppable(), safe_streams(), warnings.catch_warnings():
            warnings.showwarning = _warned  # type: ignore[assignment]
            try:
                lang = asked_language(words)
                code = _answer(words, lang, app, program)
                sys.stdout.flush()
            except KeyboardInterrupt:
                tell("\n" + text(lang, "error.interrupted"))
                code = INTERRUPTED
            except Exception as error:
                message = refusal(error, lang)
                if message is None:
                    raise
                tell(text(lang, "error.prefix", message=message))
                code = REFUSED
    except KeyboardInterrupt:  # once more, while all of this was being put back
        code = INTERRUPTED
    return code


def _answer(words: list[str], lang: str, app: Typer | None, program: str) -> int:
    """Do what the words ask for; the exit code."""
    import typer

    from coopsim.cli.help_page import localised

    if app is None:
        from coopsim.cli.commands import app as own

        app = own
    command = localised(typer.main.get_command(app), lang)
    try:
        code = command.main(args=words or ["--help"], prog_name=program, standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        if type(error).__name__ != "NoArgsIsHelpError":
            raise
        print(error.ctx.get_help())  # type: ignore[attr-defined]
        return DONE
    if code == INTERRUPTED:  # the command-line library has taken Ctrl-C for an exit
        raise KeyboardInterrupt
    return code if isinstance(code, int) else DONE


@contextmanager
def _stoppable() -> Iterator[None]:
    """The system's request to end is taken like Ctrl-C: drafts are removed, workers ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    asked = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, stop) for number in asked if signal.getsignal(number) == signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _warned(message: Any, *_: Any) -> None:
    print(message, file=sys.stderr)  # in one line, without the place in the code


def asked_language(words: Sequence[str]) -> str:
    """The language of ``--lang``, else of the variable COOPSIM_LANG, else English; raises UserError."""
    option, found = "COOPSIM_LANG", os.environ.get("COOPSIM_LANG") or "en"
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang" and place + 1 < len(words):
            option, found = "--lang", words[place + 1]
        elif word.startswith("--lang="):
            option, found = "--lang", word.partition("=")[2]
    if found not in LANGUAGES:
        raise UserError("unknown", option=option, found=short(found), known=", ".join(LANGUAGES))
    return found


def refusal(error: Exception, lang: str) -> str | None:
    """The message for an error that the user can put right; None for any other."""
    if isinstance(error, UserError):
        return _suggesting(error.text(lang), error.values.get("near"), lang)
    if any(kind.__name__ == "ScenarioError" for kind in type(error).__mro__):
        return str(error.text(lang))  # type: ignore[attr-defined]
    if hasattr(error, "format_message"):  # a faulty call
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "coopsim"
        return text(lang, "error.usage", message=_call_error(error, lang), command=command)
    if isinstance(error, MemoryError):
        return text(lang, "error.memory")
    if isinstance(error, OSError) and error.errno is not None:
        reason = error.strerror or str(error)
        names = [short(str(name), 200) for name in (error.filename, error.filename2) if name is not None]
        return text(lang, "error.system", reason=": ".join([*names, reason]))
    return None


def _call_error(error: Any, lang: str) -> str:
    """What is wrong with a call, from what the command-line library found out about it."""
    kind, plain = type(error).__name__, str(error.format_message())
    command = error.ctx.command if getattr(error, "ctx", None) else None
    known = list(getattr(command, "commands", ()))
    if kind == "NoSuchOption":
        options = [name for one in command.params for name in one.opts] if command else []
        near = nearest(error.option_name, [*options, "--help"])
        return _suggesting(text(lang, "error.no_option", found=short(error.option_name)), near, lang)
    if kind == "BadOptionUsage":
        key = "takes_none" if "does not take" in plain else "no_value"
        return text(lang, f"error.{key}", found=error.option_name)
    if kind == "MissingParameter":
        return text(lang, "error.missing", found=error.param.metavar or error.param.opts[0])
    unknown = re.match(r"No such command (['\"])(.+?)\1\.", plain)
    if unknown:
        message = text(lang, "error.no_command", found=short(unknown[2]), known=", ".join(known))
        return _suggesting(message, nearest(unknown[2], known), lang)
    if known:
        return text(lang, "error.which_command", known=", ".join(known))
    extra = re.search(r"unexpected extra argument(?:s|\(s\))? \((.*)\)", plain, re.DOTALL)
    return text(lang, "error.too_many", found=short(extra[1])) if extra else text(lang, "error.faulty", reason=plain)


def _suggesting(message: str, near: object, lang: str) -> str:
    return message + (" " + text(lang, "error.suggestion", near=near) if near else "")


if __name__ == "__main__":
    main()
