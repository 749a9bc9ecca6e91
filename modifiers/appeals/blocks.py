"""The parts of a letter. Each has a ``kind``, by which a renderer knows how to show it. Pure.

Words stand in runs: plain text, and blanks that the sender fills in by hand or in the browser. A :class:`Rule` is the
only part that states a rule: its words are those of one published statement, unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from modifiers.documents import Source
from modifiers.ncci.verdict import said


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to fill in.

    ``key`` is one word; blanks with the same key are filled alike. ``label`` stands in the letter, ``asked`` beside
    the field, where the letter's words around it are missing; ``is_long`` takes more than a line.
    """

    key: str
    label: str
    is_long: bool = False
    asked: str = ""


Runs = tuple[str | Blank, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """Lines of an address; ``is_sender`` tells whose."""

    kind: ClassVar[str] = "address"
    lines: tuple[Runs, ...]
    is_sender: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What the letter is about: its title."""

    kind: ClassVar[str] = "subject"
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph that states no rule."""

    kind: ClassVar[str] = "words"
    runs: Runs


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts as a table of name and value; ``caption`` says of what."""

    kind: ClassVar[str] = "rows"
    caption: str
    rows: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A published statement.

    Attributes:
        text: its words, with cross-links as plain words.
        name: its one name, ``modifier/59/meaning/what-it-signals``.
        numbers: of its sources in the letter's table, and ``sources`` their keys.
        after: what the sender adds, such as the place in the record.
    """

    kind: ClassVar[str] = "rule"
    text: str
    name: str
    numbers: tuple[int, ...]
    sources: tuple[str, ...]
    after: Runs = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Argued:
    """One sentence of a worded argument: the names of the rules on which it rests, and the numbers of their sources."""

    text: str
    names: tuple[str, ...]
    numbers: tuple[int, ...]

    @property
    def rests_on(self) -> dict[str, str]:
        """Name of a rule → how it stands after the sentence on paper: ``59 meaning/what-it-signals``."""
        return {name: short_name(name) for name in self.names}


@dataclass(frozen=True, slots=True)
class Argument:
    """The argument in sentences that are not ours; ``label`` says whose they are."""

    kind: ClassVar[str] = "argument"
    label: str
    sentences: tuple[Argued, ...]


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What goes with the letter."""

    kind: ClassVar[str] = "enclosures"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """Signature."""

    kind: ClassVar[str] = "closing"
    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source."""

    number: int
    source: Source
    dated: str
    checked: str

    @property
    def name(self) -> str:
        """Title and publisher."""
        return f"{self.source.title}. {self.source.publisher}."


@dataclass(frozen=True, slots=True)
class Citations:
    """The numbered sources of all rules."""

    kind: ClassVar[str] = "citations"
    rows: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """One page of the reference whose statements stand in the letter: which edition, and which statements."""

    title: str
    edition: int
    live: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Editions:
    """The pages of the reference from which the rules are worded."""

    kind: ClassVar[str] = "editions"
    rows: tuple[Used, ...]


Block = Address | Subject | Heading | Words | Rows | Rule | Argument | Enclosures | Closing | Citations | Editions


def runs_of(block: Block) -> Runs:
    """All runs of a block, in order."""
    if isinstance(block, Address | Closing):
        return tuple(run for line in block.lines for run in line)
    if isinstance(block, Rows):
        return tuple(run for _, runs in block.rows for run in runs)
    if isinstance(block, Words):
        return block.runs
    return block.after if isinstance(block, Rule) else ()


def in_words(runs: Runs) -> str:
    """Runs as one text; a blank is its label in square brackets."""
    return "".join(f"[{run.label}]" if isinstance(run, Blank) else run for run in runs)


def marks(numbers: tuple[int, ...]) -> str:
    """`` [1, 3]``; nothing for none."""
    return f" [{', '.join(map(str, numbers))}]" if numbers else ""


def short_name(name: str) -> str:
    """A statement's name as it stands on paper: ``modifier/59/meaning/what`` → ``59 meaning/what``."""
    _, key, part, statement = name.split("/")
    return f"{key} {part}/{statement}"


def long_date(text: str) -> str:
    """``2024-02-04`` → ``February 4, 2024``; ``2024-02`` → ``February 2024``; a year alone stays."""
    if not text:
        return ""
    year, *rest = text.split("-")
    if not rest:
        return year
    day = date.fromisoformat(text if len(rest) == 2 else f"{text}-01")
    return said(day) if len(rest) == 2 else f"{day:%B} {year}"
