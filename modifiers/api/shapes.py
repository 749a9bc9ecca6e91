"""The answers. Each is a class, from which the OpenAPI document is written and to which tests hold every answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from modifiers.documents import ModifierDocument, QuestionDocument, Source
from modifiers.documents.base import Depth
from modifiers.documents.parts import PayerNote, Statement

Item = TypeVar("Item", bound=BaseModel)
Said = TypeVar("Said", bound=Statement)


class Answer(BaseModel):
    """A frozen value that refuses members it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Edition(Answer):
    """Which edition the answer holds. ``sha256`` is the hash of the text of ``document``."""

    kind: str
    key: str
    edition: int
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    live_from: datetime
    url: str = Field(description="The page for people.")
    api_url: str = Field(description="The usual address of this answer.")


class Listing(Answer, Generic[Item]):
    """A part of a list, in a stable order."""

    count: int = Field(description="How many there are in all parts together.")
    next: str | None = Field(description="The address of the next part; null at the end.")
    items: tuple[Item, ...]


class Subject(Edition):
    """One subject in a list."""

    name: str
    summary: str | None = Field(description="One sentence; null for kinds that have none.")


class ModifierItem(Edition):
    """One modifier in a list."""

    code: str
    name: str
    system: Literal["CPT", "HCPCS Level II"]
    depth: Depth
    summary: str
    family: str | None
    topics: tuple[str, ...]
    is_ncci_associated: bool
    effective_on: date | None
    ended_on: date | None
    successor: str | None


class ModifierAnswer(Edition):
    """A modifier whole: ``document`` is what the edition holds, fields at their default left out."""

    document: ModifierDocument


class EditionItem(Answer):
    """One edition of a modifier."""

    edition: int
    sha256: str
    live_from: datetime
    published_at: datetime
    is_major: bool
    is_correction: bool
    change_note: str
    withdrawal: str = Field(description="Empty, or why the modifier was withdrawn with this edition.")
    merged_into: str
    url: str


class Editions(Answer):
    """Every edition of a modifier whose moment has come, newest first."""

    code: str
    items: tuple[EditionItem, ...]


class ModifierName(Answer):
    """A modifier as others name it."""

    code: str
    name: str
    url: str
    api_url: str


class Quoted(Answer, Generic[Said]):
    """A statement with its place on the modifier's page."""

    url: str
    statement: Said


class Using(ModifierName, Generic[Said]):
    """A modifier and its statements that name the subject."""

    statements: tuple[Quoted[Said], ...]


class Named(Answer):
    """A subject as others name it. ``name`` is its key where it is not live."""

    kind: str
    key: str
    name: str
    url: str
    api_url: str


class PayerAnswers(Answer):
    """What one payer answers to a question, modifier by modifier."""

    payer: Named
    answers: tuple[Using[PayerNote], ...]


class Question(Edition):
    """A question with every payer's answers. A payer that is not named gave none that we know."""

    name: str
    question: str
    payers: tuple[PayerAnswers, ...]


class QuestionAnswer(Question):
    """The same with the question's own document."""

    document: QuestionDocument


class SourceAnswer(Answer):
    """A source and the live subjects that cite it."""

    url: str
    source: Source
    cited_by: tuple[Named, ...]


class Result(Answer):
    """Something found. ``code`` is the code of a modifier or denial, else the slug."""

    kind: str
    code: str
    title: str
    url: str = Field(description="The page, at the statement that fits best.")
    api_url: str
    snippet: str


class SearchAnswer(Answer):
    """What was found, best first."""

    query: str = Field(description="What was typed, white space folded, cut if it was long.")
    interpreted_as: Literal["code", "pair", "denial", "text"]
    was_cut: bool
    corrected: str | None = Field(description="The words that were searched for instead of misspelled ones.")
    results: tuple[Result, ...]
