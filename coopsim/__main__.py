"""``python -m coopsim``: the command line."""

from coopsim.cli.main import main

if __name__ == "__main__":
    main()
