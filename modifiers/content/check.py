"""Reads a folder of content files and checks it as a whole. Needs no database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from modifiers import documents, publishing
from modifiers.documents import Document, Source
from modifiers.publishing import Problem, from_validation, prose, wording

from .files import ContentFile, FileError, read

FOLDERS = {
    "modifier": "modifiers",
    "family": "families",
    "denial_code": "denial_codes",
    "payer": "payers",
    "topic": "topics",
    "setting": "settings",
    "question": "questions",
    "comparison": "comparisons",
    "page": "pages",
}
"""Kind → its folder. Folders are read in this order."""

SOURCES = "sources.yaml"

Progress = Callable[[int, int, str], None]
"""Told after each step: how many are done, of how many, and the name of the step."""


def silent(_done: int, _all: int, _what: str) -> None:
    """No progress shown."""


@dataclass(frozen=True, order=True)
class Finding:
    """A problem in a file. ``str()`` is ``file:line: field: message``."""

    path: str
    line: int
    problem: Problem = field(compare=False)

    @property
    def blocks(self) -> bool:
        """Whether the file cannot be loaded or published as it stands."""
        return self.problem.level == "block"

    def __str__(self) -> str:
        place = f"{self.problem.field}: " if self.problem.field else ""
        return f"{self.path}:{self.line}: {place}{self.problem.message}"


class ContentError(ValueError):
    """Content cannot be taken as it stands. ``findings`` say where and why; ``str()`` is one a line."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = sorted(findings)
        super().__init__("\n".join(map(str, self.findings)))


@dataclass
class Content:
    """What a folder holds: documents without sources by value, the sources, and the files they came from."""

    documents: list[Document] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    files: dict[tuple[str, str], ContentFile] = field(default_factory=dict)
    sources_file: ContentFile | None = None
    findings: list[Finding] = field(default_factory=list)

    def place(self, problem: Problem) -> Finding:
        """The file and line of a problem that bears the name of its subject."""
        found = self.files.get((problem.kind, problem.key))
        if problem.field.startswith("sources.") and self.sources_file:
            return Finding(
                self.sources_file.path, self.sources_file.line_of(problem.field.removeprefix("sources.")), problem
            )
        if found is None:
            return Finding(f"{problem.kind} {problem.key}".strip(), 1, problem)
        return Finding(found.path, found.line_of(problem.field), problem)


def read_folder(folder: Path, progress: Progress = silent) -> Content:
    """Read all content files of a folder.

    Args:
        folder: holds ``sources.yaml`` and a folder for each kind; either may be missing.
        progress: told about every file.

    Returns:
        Everything that could be read; ``findings`` hold what could not, with file, line and field.

    Raises:
        ContentError: if there is no such folder, or nothing in it.
    """
    paths = [(kind, path) for kind, name in FOLDERS.items() for path in sorted((folder / name).glob("*.yaml"))]
    if not paths and not (folder / SOURCES).is_file():
        message = "There is no content here." if folder.is_dir() else "There is no such folder."
        raise ContentError([Finding(str(folder), 1, Problem("block", "", message))])
    content = Content()
    _read_sources(folder / SOURCES, content)
    for done, (kind, path) in enumerate(paths, start=1):
        _read_document(kind, path, content)
        progress(done, len(paths), path.name)
    for document in content.documents:
        content.findings += map(content.place, unknown_sources(document, content.sources))
    return content


def check_content(content: Content, *, today: date | None = None, progress: Progress = silent) -> list[Finding]:
    """Everything that is wrong with content, as if all of it were published now; in order of file and line."""
    known = publishing.Known.of(content.documents)
    found = list(content.findings)
    for done, document in enumerate(content.documents, start=1):
        sources = {key: content.sources[key] for key in document.cited() if key in content.sources}
        whole = document.model_copy(update={"sources": tuple(sources.values())})
        for problem in publishing.check(whole, known=known, today=today):
            found.append(content.place(problem.of(document.kind, document.key)))
        progress(done, len(content.documents), document.key)
    found += map(content.place, _pairs_written_twice(content.documents))
    found += map(content.place, _said_twice(content.documents))
    cited = {key for document in content.documents for key in document.cited()}
    for key in content.sources.keys() - cited:
        found.append(content.place(Problem("warn", f"sources.{key}", "No page cites this source.")))
    # A source that many pages cite is named once.
    return sorted({(f.path, f.line, f.problem.field, f.problem.message): f for f in found}.values())


def _read_file(path: Path, content: Content) -> ContentFile | None:
    shown = str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    try:
        return read(path, shown)
    except FileError as error:
        content.findings.append(Finding(shown, error.line, Problem("block", "", str(error))))
    except OSError as error:
        content.findings.append(Finding(shown, 1, Problem("block", "", f"Cannot be read: {error.strerror}.")))
    return None


def _read_sources(path: Path, content: Content) -> None:
    if path.exists() and (found := _read_file(path, content)) is not None:
        take_sources(found, content)


def take_sources(found: ContentFile, content: Content) -> None:
    """Add the sources of a file; what is wrong with them becomes findings."""
    content.sources_file = found
    if found.data is None:
        return
    if not isinstance(found.data, list):
        content.findings.append(Finding(found.path, 1, Problem("block", "", "Write a list of sources.")))
        return
    for index, row in enumerate(found.data):
        line = found.line_of((index,))
        try:
            source = Source.model_validate(row)
        except ValidationError as error:
            content.findings += _invalid(found, error, (index,))
            continue
        if source.key in content.sources:
            message = f"The source “{source.key}” is written twice."
            content.findings.append(Finding(found.path, line, Problem("block", "key", message)))
        content.sources[source.key] = source


def _read_document(kind: str, path: Path, content: Content) -> None:
    found = _read_file(path, content)
    if found is not None:
        take_document(found, content, kind=kind, stem=path.stem)


def take_document(found: ContentFile, content: Content, *, kind: str = "", stem: str = "") -> None:
    """Add the document of a file; what is wrong with it becomes findings.

    Args:
        found: the file.
        content: to add to.
        kind: the kind that it must be; empty if its folder does not tell.
        stem: the key that it must bear, as its name tells; empty if its name tells nothing.
    """

    def refuse(place: str, message: str) -> None:
        content.findings.append(Finding(found.path, found.line_of(place), Problem("block", place, message)))

    if not isinstance(found.data, dict):
        return refuse("", "Write fields with their names: kind, name …")
    if kind and found.data.get("kind") != kind:
        return refuse("kind", f"A file in this folder begins with “kind: {kind}”.")
    if found.data.get("kind") not in FOLDERS:
        return refuse("kind", f"Write the kind of the document: {', '.join(FOLDERS)}.")
    if "sources" in found.data:
        return refuse("sources", f"Sources are written in {SOURCES} and cited by their keys.")
    try:
        document = documents.parse(found.data)
    except ValidationError as error:
        content.findings += _invalid(found, error)
        return None
    if stem and stem != document.key.lower():
        return refuse(document.key_field, f"This file must be called {document.key.lower()}.yaml.")
    if (document.kind, document.key) in content.files:
        return refuse(document.key_field, f"{document.key} is also written in another file.")
    content.documents.append(document)
    content.files[document.kind, document.key] = found
    return None


def _invalid(found: ContentFile, error: ValidationError, inside: tuple[str | int, ...] = ()) -> Iterator[Finding]:
    details = error.errors(include_url=False)
    for detail, problem in zip(details, from_validation(error), strict=True):
        place = (*inside, *detail["loc"])
        yield Finding(found.path, found.line_of(place), Problem("block", _named(found.data, place), problem.message))


def _named(data: Any, place: tuple[str | int, ...]) -> str:
    """A place with rows named by key where they have one: ``denials.bundled.says``, not ``denials.0.says``."""
    names = []
    for step in place:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        key = data.get("key") if isinstance(step, int) and isinstance(data, dict) else None
        names.append(key if isinstance(key, str) else str(step))
    return ".".join(names)


def unknown_sources(document: Document, known: Collection[str], where: str = f"in {SOURCES}") -> Iterator[Problem]:
    """A problem for each source that a document cites and that is not known; ``where`` says where it was sought."""
    cited = [("identity_sources", key) for key in getattr(document, "identity_sources", ())]
    for name, statements in document.lists():
        cited += [(f"{name}.{statement.key}.sources", key) for statement in statements for key in statement.sources]
    for path, key in cited:
        if key not in known:
            yield Problem("block", path, f"There is no source “{key}” {where}.", document.kind, document.key)


def _said_twice(given: list[Document]) -> Iterator[Problem]:
    """Sentences that stand on two pages. Modifiers of one family may say the same of a denial, a payer or an example,
    which a family cannot say for them; what it can say is written once, there."""
    where: dict[str, Document] = {}
    for document in given:
        for path, text in prose(document):
            for sentence in wording.telling(text):
                first = where.setdefault(sentence, document)
                if first is not document and not _one_family(first, document):
                    message = f"“{sentence[:60]}…” also stands on {first.kind.replace('_', ' ')} {first.key}."
                    yield Problem("block", path, message, document.kind, document.key)


def _one_family(first: Document, second: Document) -> bool:
    families = {getattr(document, "family", None) for document in (first, second)}
    return len(families) == 1 and None not in families


def _pairs_written_twice(given: list[Document]) -> Iterator[Problem]:
    rows = {
        (doc.key, pair.code): pair
        for doc in given
        if isinstance(doc, documents.ModifierDocument)
        for pair in doc.related
    }
    for (code, other), pair in rows.items():
        if (other, code) in rows and code < other:
            message = f"The pair {code} and {other} is also written on {other}; a pair is written once."
            yield Problem("block", f"related.{pair.key}.code", message, "modifier", code)
