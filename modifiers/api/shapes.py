"""The answers. Each is a class, from which the OpenAPI document is written and to which tests hold every answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from modifiers.documents import ModifierDocument, QuestionDocument, Source
from modifiers.documents.base import Depth
from modifiers.documents.parts import ClockRoad, PayerNote, Resolution, Statement

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


class Change(Answer):
    """One edition that went live, or with which a subject was withdrawn."""

    kind: str
    key: str
    name: str
    edition: int
    sha256: str
    live_from: datetime = Field(description="Since when readers see it.")
    published_at: datetime = Field(description="When it was published; earlier than `live_from` if it was scheduled.")
    is_major: bool = Field(description="Whether readers were told of it.")
    is_correction: bool = Field(description="Whether it corrects something that was wrong.")
    change_note: str
    withdrawal: str = Field(description="Empty, or why the subject was withdrawn with this edition: `merged`, `error`.")
    merged_into: str = Field(description="The key of the subject that takes its place; empty if none does.")
    url: str = Field(description="The page for people. It answers 410 once the subject is withdrawn.")
    edition_url: str | None = Field(description="The lasting page of this edition; null for kinds that have none.")
    api_url: str | None = Field(description="Where the subject answers here; null for plain pages, which are no data.")


class Changes(Answer):
    """What went live since a moment, oldest first."""

    since: datetime = Field(description="As it was asked.")
    poll_since: datetime = Field(
        description="Ask with this the next time. It lies before the newest edition, so that none is missed: leave out "
        "what you have by kind, key and edition."
    )
    count: int = Field(description="How many there are in all parts together.")
    next: str | None = Field(description="The address of the next part; null at the end.")
    items: tuple[Change, ...]


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


class Sentence(Answer):
    """One thing said, with the keys of its sources (`/api/v1/sources/{key}`)."""

    text: str
    sources: tuple[str, ...]


class PairCandidate(Answer):
    """A modifier that can open the edit, when the record meets its test."""

    code: str
    test: str | None = Field(description="The test in one sentence; null where we have written none.")
    sources: tuple[str, ...]
    goes_on: tuple[str, ...] = Field(description="The codes on which it can stand.")
    family: str | None = Field(description="The family of which one member fits, for anatomic modifiers.")
    condition: str | None = Field(description="What must hold beside the pair itself, in words that can follow “only”.")
    url: str
    api_url: str


class PairLine(Answer):
    """One line of the file for the pair, in our words."""

    column_one: str
    column_two: str
    effective_on: date | None = Field(description="Null where the file does not tell it.")
    deleted_on: date | None = Field(description="The last day; null while there is none.")
    modifier_indicator: Literal["0", "1", "9"]
    rationale: str


class LoadedRelease(Answer):
    """The release that was asked."""

    name: str
    quarter: str = Field(description="Its first month: 2026-07.")
    version: str
    starts_on: date
    ends_on: date = Field(description="Of what comes after, the release knows nothing.")
    line_count: int
    is_sample: bool
    is_complete: bool = Field(description="Whether a pair that is not there has no edit.")


class PairAnswer(Answer):
    """The verdict on two procedure codes on a date of service."""

    codes: tuple[str, str] = Field(description="As they were asked.")
    on: date
    setting: Literal["practitioner", "hospital"]
    program: Literal["medicare", "medicaid"]
    status: Literal["live", "ended", "withdrawn", "no_edit", "not_loaded"]
    headline: str = Field(description="The answer in one sentence.")
    column_one: str | None = Field(description="The code that is paid when both are billed without a modifier.")
    column_two: str | None = Field(description="The code that denies then.")
    modifier_indicator: Literal["0", "1", "9"] | None
    effective_on: date | None
    ended_on: date | None = Field(description="The last day of the edit; null while there is none.")
    modifier_allowed_on: tuple[Literal["column_one", "column_two"], ...]
    candidates: tuple[PairCandidate, ...] = Field(description="Best first; only for a live edit with indicator 1.")
    rationale: str | None
    reasons: tuple[Sentence, ...]
    notes: tuple[Sentence, ...]
    cautions: tuple[Sentence, ...] = Field(description="What the loaded data cannot know.")
    history: tuple[PairLine, ...] = Field(description="Every line of the pair, oldest first, in either direction.")
    release: str | None
    loaded: LoadedRelease | None
    url: str = Field(description="The page for people.")


class PairFound(Answer):
    """The verdict on the code pair that was searched for, in one sentence."""

    status: Literal["live", "ended", "withdrawn", "no_edit", "not_loaded"]
    headline: str
    url: str
    api_url: str


class SearchAnswer(Answer):
    """What was found, best first."""

    query: str = Field(description="What was typed, white space folded, cut if it was long.")
    interpreted_as: Literal["code", "pair", "denial", "text"]
    was_cut: bool
    corrected: str | None = Field(description="The words that were searched for instead of misspelled ones.")
    pair: PairFound | None = Field(description="Where the query is two procedure codes: whether an edit joins them.")
    results: tuple[Result, ...]


class OtherRoad(Answer):
    """Another road that may be right, and when."""

    road: Resolution
    when: str
    statement: str = Field(description="The published statement that says so: kind/key/list/key.")


class RoadStatement(Answer):
    """A published statement on which the road rests."""

    statement: str = Field(description="Its one name: kind/key/list/key.")
    text: str
    url: str = Field(description="The page that it stands on.")
    sources: tuple[str, ...]


class SaidCode(Answer):
    """A code of the line. ``name`` is null where we have no page on it."""

    code: str
    name: str | None
    meaning: str | None


class RoadDeadline(Answer):
    """How long the road is open. ``last_on`` is null where the date that it is counted from was not given."""

    name: str
    payer: str = Field(description="The slug of the payer whose limit it is.")
    road: ClockRoad
    last_on: date | None
    is_past: bool
    told: str = Field(description="The limit in words.")
    amount: int | None = Field(description="The least amount in dispute, in dollars.")
    amount_year: int | None
    rule: str
    sources: tuple[str, ...]


class LineRoute(Answer):
    """The way out of one denied line."""

    road: Resolution | None = Field(
        description="`respond` is an answer to a request for records; null where the codes do not show a way."
    )
    headline: str
    also: tuple[OtherRoad, ...]
    because: str
    statements: tuple[RoadStatement, ...] = Field(description="What `because` rests on.")
    said: tuple[SaidCode, ...]
    evidence: tuple[str, ...]
    modifiers: tuple[str, ...] = Field(description="Those of the line, then those that take the place of ended ones.")
    deadline: RoadDeadline | None = Field(description="The first of `deadlines`.")
    deadlines: tuple[RoadDeadline, ...]
    warnings: tuple[str, ...]
    sources: tuple[Source, ...]
    line: str = Field(description="The codes that were read, and nothing else of what was posted.")


class RouteAnswer(LineRoute):
    """The first denied line, and in ``lines`` the others if there were several."""

    lines: tuple[LineRoute, ...]
    dropped: tuple[str, ...] = Field(description="Kinds of likely identifiers that were dropped unread.")
    notes: tuple[str, ...] = Field(description="What could not be read.")
