"""``python -m paper findings`` and ``python -m paper sensitivity``."""

from __future__ import annotations

from collections.abc import Sequence

from coopsim.cli.main import main as run
from paper.commands import app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with an exit code."""
    run(arguments, app, "python -m paper")


if __name__ == "__main__":
    main()
