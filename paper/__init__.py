"""What makes the pages on the project's own findings, with the public API of coopsim only; no part of the package.

``question`` runs the experiments ``stagnation_…`` over many parameter sets, ``variants`` takes mechanisms away and
moves single parameters within their priors, ``sensitivity`` moves all of them.  ``tables`` come out; ``pages_…`` put
them into words.
"""

from pathlib import Path

from coopsim.texts import add_texts

add_texts(Path(__file__).parent / "texts")
