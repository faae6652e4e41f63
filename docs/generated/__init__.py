"""The generated blocks of the handbook: a function each, a module per subject; ``generate.py`` puts them into pages."""
