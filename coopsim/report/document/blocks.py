"""What a report is made of, whatever it is written as; all words are plain text in the report's language."""

from __future__ import annotations

from dataclasses import dataclass

from coopsim.figures import Picture


@dataclass(frozen=True)
class Paragraph:
    """Running text; ``small`` for notes."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences; ``numbered`` where the order counts."""

    items: list[str]
    numbered: bool = False


@dataclass(frozen=True)
class Highlight:
    """A numbered finding: what it comes to in a line, and the figures behind it."""

    number: str
    headline: str
    text: str


@dataclass(frozen=True)
class Facts:
    """Terms with what there is to say on each."""

    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table: its first ``names`` columns hold words, all others numbers.

    ``caption`` begins with the number of the table.  Rows with a single cell are headings of a group of rows.
    """

    caption: str
    headings: list[str]
    rows: list[list[str]]
    note: str = ""
    names: int = 1
    small: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture with its caption, which begins with the number of the figure."""

    picture: Picture
    caption: str


Block = Paragraph | Bullets | Highlight | Facts | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    title: str
    blocks: list[Block]


@dataclass(frozen=True)
class Document:
    """A report: its language, title and subtitle, what stands at the foot of each page, and its sections."""

    lang: str
    kind: str
    title: str
    subtitle: str
    summary: str
    foot: str
    sections: list[Section]
    manifest_id: str

    @property
    def figures(self) -> list[Figure]:
        """All figures in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Figure)]
