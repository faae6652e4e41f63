"""Standard output and standard error that no surroundings can break: one place for all commands.

Both keep the encoding that the terminal or the user has chosen (``PYTHONIOENCODING``, the code page of Windows); signs
that it lacks are written as the nearest ones it has: a minus as "-", a rule as "-", a letter without its accent.  What
cannot be written to standard output ends the command with a message; what cannot be written to standard error is let
go, since no work should be lost for a line about its progress.  A reader who has read enough (``| head``) ends nothing.
"""

from __future__ import annotations

import codecs
import io
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, TextIO

from coopsim.texts import UserError

if TYPE_CHECKING:
    from rich.console import Console

HANDLER: Final = "coopsim.nearest"
#: Widths within which everything is laid out, and the width where there is no terminal to ask.
NARROWEST, WIDEST, UNKNOWN_WIDTH = 40, 400, 100
_NEAREST: Final = {
    "−": "-", "–": "-", "—": "-", "…": "...", "×": "x", "·": "*", "•": "*", "→": "->", "≥": ">=", "≤": "<=", "≠": "!=",
    "€": "EUR", "„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'", "’": "'", "ß": "ss", "Ä": "Ae", "Ö": "Oe",
    "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "τ": "tau", "α": "alpha", "│": "|", "━": "-", "╸": "-", "╺": "-",
}  # fmt: skip


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """Error handler of codecs: what an encoding lacks, by signs of ASCII."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(plain, error.object[error.start : error.end])), error.end


def plain(sign: str) -> str:
    """The nearest signs of ASCII for one sign; "?" where there are none."""
    if sign in _NEAREST:
        return _NEAREST[sign]
    kind = unicodedata.category(sign)
    if kind == "Zs":
        return " "
    if "\u2500" <= sign <= "\u257f":
        return "-" if sign in "─═" else "+"
    return unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"


codecs.register_error(HANDLER, _nearest)


class _Output(io.TextIOWrapper):
    """A stream that turns a failing write into UserError, or into nothing where ``heard`` is false."""

    heard = True
    _broken = False

    def write(self, words: str, /) -> int:
        if not self._broken:
            try:
                return super().write(words)
            except OSError as error:
                self._give_up(error)
        return len(words)

    def flush(self) -> None:
        if not self._broken:
            try:
                super().flush()
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self._broken = True
        with suppress(OSError, ValueError):  # what is still kept back goes nowhere: it would fail again at the exit
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
        if self.heard and not isinstance(error, BrokenPipeError):
            raise UserError("output", reason=error.strerror or error) from None


class _Messages(_Output):
    heard = False


@contextmanager
def safe_streams() -> Iterator[None]:
    """``sys.stdout`` and ``sys.stderr`` as described above, until the end of the block.

    What is still kept back at its end is written, or lost without a word: flush standard output where that matters.
    """
    _occupy()
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _wrapped(sys.stdout, 1, _Output), _wrapped(sys.stderr, 2, _Messages)
    made = sys.stdout, sys.stderr
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        for stream, old in zip(made, before, strict=True):
            if isinstance(stream, _Output) and stream is not old:
                with suppress(UserError):
                    stream.flush()
                with suppress(OSError, ValueError):
                    stream.detach()


def _occupy() -> None:
    """Put something where a standard stream is closed, so that no file of results is opened in its place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)  # takes the lowest free number; writing to it fails, and is reported


def _wrapped(stream: TextIO | None, number: int, kind: type[_Output]) -> TextIO:
    if stream is None:
        return kind(open(number, "wb", closefd=False), "utf-8", HANDLER)
    try:
        stream.flush()
        by_lines = stream.line_buffering or stream.isatty() or kind is _Messages
        through = stream.write_through  # type: ignore[attr-defined]
        return kind(stream.buffer, stream.encoding, HANDLER, line_buffering=bool(by_lines), write_through=through)
    except (AttributeError, OSError):  # a stream of a notebook or a test, which takes everything
        return stream


def console(error: bool = True) -> Console:
    """A console on standard error (or output) that prints texts as they are, between sensible widths."""
    from rich.console import Console

    size = shutil.get_terminal_size((UNKNOWN_WIDTH, 25))
    width = min(max(size.columns, NARROWEST), WIDEST)
    stream = sys.stderr if error else sys.stdout
    return Console(file=stream, width=width, height=max(size.lines, 10), highlight=False, markup=False, emoji=False)


def tell(words: str) -> None:
    """A line about the work, on standard error."""
    print(printable(words), file=sys.stderr)


def printable(words: str) -> str:
    """Words without signs that control a terminal or turn the direction of writing: those of a file's name, say."""
    plain = (sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs") for sign in words)
    return "".join(sign if good else _escaped(sign) for sign, good in zip(words, plain, strict=True))


def _escaped(sign: str) -> str:
    return sign.encode("ascii", "backslashreplace").decode() if ord(sign) > 0x7F else f"\\x{ord(sign):02x}"
