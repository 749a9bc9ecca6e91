"""The Markdown twin of each subject's page, ``/modifiers/59/index.md``, and ``/llms.txt``, which lists them.

A twin is made from the context of the page itself. It is not for the index of a search engine: it names its page as the
canonical one and asks not to be indexed (docs/adr/0030).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve, reverse

from modifiers.catalogue import Catalogue, Entry

from .addresses import absolute, path_of
from .answering import current, public
from .markdown import badge, badges, escaped, linked, marks, named, prose, said, section_lines, source_lines
from .structured_data import SITE_NAME
from .subjects import PAGES
from .words import day, denial_label

Context = dict[str, Any]
Lines = Iterator[str]

_KIND_TITLES = {
    "modifier": "Modifiers",
    "comparison": "Which modifier?",
    "family": "Families of modifiers",
    "denial_code": "Denial codes",
    "payer": "Payers",
    "question": "Questions to payers",
    "topic": "Topics",
    "setting": "Settings and specialties",
    "page": "About this reference",
}
"""Kind → its heading in ``llms.txt``, in that order."""


@public
def twin(request: HttpRequest, path: str) -> HttpResponseBase:
    """The page of a live subject as Markdown.

    Raises:
        Http404: if the address before ``index.md`` is no live subject's page.
    """
    snapshot = current()
    entry = _subject_at(snapshot, f"/{path}")
    if entry is None:
        raise Http404("There is no page at this address.")
    address = absolute(path_of(entry.kind, entry.key))
    headers = {"Link": f'<{address}>; rel="canonical"', "X-Robots-Tag": "noindex"}
    return HttpResponse(twin_of(entry, snapshot), content_type="text/markdown; charset=utf-8", headers=headers)


@public
def llms(request: HttpRequest) -> HttpResponseBase:
    """``/llms.txt``: what this is, how it may be used, and every subject with its twin."""
    text = "\n\n".join(_llms(current())) + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"X-Robots-Tag": "noindex"})


def twin_of(entry: Entry, snapshot: Catalogue) -> str:
    """The page of a subject as Markdown, ending with a line break."""
    _, context_of = PAGES[entry.kind]
    context = context_of(entry.document, catalogue=snapshot, edition=entry)
    lines = _LINES.get(entry.kind, _subject)
    sources = context["page"].sources if "page" in context else context.get("sources", ())
    return "\n\n".join((*lines(context), *source_lines(sources), *_foot(entry, context))) + "\n"


def _subject_at(snapshot: Catalogue, path: str) -> Entry | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    kind = match.url_name or ""
    key = str(match.kwargs.get("code") or match.kwargs.get("key") or "")
    if kind not in PAGES:
        return None
    return snapshot.get(kind, key.upper() if kind == "modifier" else key)


def _modifier(context: Context) -> Lines:
    page = context["page"]
    head = page.head
    yield f"# Modifier {head.code}: {escaped(head.name)}"
    yield f"> {escaped(head.summary)}{marks(head.marks)}"
    if head.is_entry:
        yield "A short entry on a rare code: it says what our sources say, and has not every part of a full page."
    successor = f" Replaced by {named(head.successor)}." if head.successor else ""
    facts = [f"{head.status.word}: {head.status.detail}.{successor}"]
    facts += [f"{head.system}{', opens NCCI edits' if head.is_ncci_associated else ''}"]
    facts += [f"Family: {named(head.family)}"] if head.family else []
    facts += [f"Topics: {', '.join(named(topic) for topic in head.topics)}"] if head.topics else []
    facts += [f"Compare with {named(name)}" for name in head.comparisons]
    yield "\n".join(f"- {fact}" for fact in facts)
    for section in page.sections:
        yield from section_lines(section)
    if page.updates:
        yield "## Updates to this page"
        yield "\n".join(
            f"- {update.day}, {linked(f'edition {update.number}', update.url)}."
            f"{' Correction.' if update.is_correction else ''} {escaped(update.note)}"
            for update in page.updates
        )


def _subject(context: Context) -> Lines:
    document = context["document"]
    yield f"# {escaped(document.name)}"
    yield f"> {escaped(document.summary)}{marks(context.get('marks', ()))}"
    yield escaped(context["kind"])
    for section in context["sections"]:
        yield from section_lines(section)


def _denial(context: Context) -> Lines:
    yield f"# {context['label']}: {escaped(context['document'].name)}"
    way = f"Usual way out: **{context['way']}.** " if context["way"] else ""
    elsewhere = f"At payers other than Medicare: **{context['way_elsewhere']}.** " if context["way_elsewhere"] else ""
    yield f"Can it be appealed? **{context['can_appeal']}.**{marks(context['marks'])}"
    yield f"{way}{elsewhere}{escaped(context['weight'])}"
    for section in context["sections"]:
        yield from section_lines(section)


def _plain(context: Context) -> Lines:
    yield f"# {escaped(context['document'].name)}"
    yield f"> {escaped(context['document'].summary)}"
    for _, heading, paragraphs in context["sections"]:
        yield f"## {escaped(heading)}"
        yield from (prose(pieces) for pieces in paragraphs)


def _comparison(context: Context) -> Lines:
    yield f"# {escaped(context['heading'])}"
    yield f"> {escaped(context['summary'])}"
    yield "\n".join(f"- {badge(one)}" for one in context["badges"])
    yield from (said(line) for line in context["intro"])
    if guide := context["guide"]:
        yield from _guide(guide)
    if context["distinctions"]:
        yield "## In one line"
        yield "\n".join(
            f"- {badge(one.first)}, {badge(one.second)} ({escaped(one.relation)}):"
            f" {prose(one.pieces)}{marks(one.marks)}"
            for one in context["distinctions"]
        )
    if table := context["table"]:
        yield "## Side by side"
        for row in (*table.differing, *table.same):
            yield f"### {escaped(row.heading)}"
            yield "\n".join(_cell(cell) for cell in row.cells)


def _guide(guide: Any) -> Lines:
    yield "## Which one?"
    for question in guide.questions:
        yield f"### {question.number}. {prose(question.line.pieces)}{marks(question.line.marks)}"
        yield "\n".join(f"- {_answer(answer)}" for answer in question.answers)
    if guide.counter_examples:
        yield "### Looks like one, is another"
        yield from (said(line) for line in guide.counter_examples)


def _answer(answer: Any) -> str:
    text = f"**{escaped(answer.text)}** →"
    if answer.number:
        return f"{text} question {answer.number}"
    if answer.is_exit:
        return f"{text} none of these. {prose(answer.reason)}".rstrip()
    return f"{text} {badges(answer.badges)} {prose(answer.reason)}".rstrip()


def _cell(cell: Any) -> str:
    told = " ".join(prose(item.pieces) + marks(item.marks) for item in cell.items) or "Not stated"
    more = f" {linked(cell.more, cell.more_url)}" if cell.more else ""
    return f"- {cell.column.code}: {told}{more}"


def _foot(entry: Entry, context: Context) -> Lines:
    """Where it comes from, in which state, and who reviewed it when."""
    review = context["page"].review if "page" in context else context["review"]
    told = [f"Edition {entry.number} of {absolute(context['canonical'])}, published {day(entry.live_from)}."]
    if review.on:
        by = f" by {escaped(review.by)}" if review.by else ""
        due = f" Next review due {review.due}." if review.due else ""
        told.append(f"Reviewed {review.on}{by}.{due}")
    if review.is_overdue:
        told.append("The review is overdue: check the sources before you rely on it.")
    told.append("A reference for coders, not legal or billing advice: the payer's own rule decides.")
    yield "---"
    yield " ".join(told)


def _llms(snapshot: Catalogue) -> Lines:
    yield f"# {SITE_NAME}"
    yield (
        "> When to use a CPT or HCPCS modifier, when not to, and the way out of a denial. Every statement has its"
        " source and the day on which it was checked."
    )
    yield (
        "Everything here may be read and quoted with a link to its page. Below, each page as Markdown. The same as"
        f" JSON: {absolute(reverse('api_docs'))}. Two procedure codes and a day give the NCCI edit between them at"
        f" {absolute(reverse('pair_list'))}, a denied line the way out of it at {absolute(reverse('denial_list'))}."
    )
    for kind, heading in _KIND_TITLES.items():
        if rows := [_row(entry) for entry in snapshot.all(kind).values()]:
            yield f"## {heading}"
            yield "\n".join(rows)
    yield "## Optional"
    yield "\n".join(
        f"- [{name}]({absolute(reverse(address))})"
        for name, address in (("Sources", "source_list"), ("Updates", "updates"), ("Updates as a feed", "updates_feed"))
    )


def _row(entry: Entry) -> str:
    document: Any = entry.document
    title = document.title
    if entry.kind == "modifier":
        title = f"Modifier {entry.key}: {title}"
    elif entry.kind == "denial_code":
        title = f"{denial_label(entry.key)}: {title}"
    summary = getattr(document, "summary", "")
    url = f"{absolute(path_of(entry.kind, entry.key))}index.md"
    return f"- [{escaped(title)}]({url}){f': {escaped(summary)}' if summary else ''}"


_LINES: dict[str, Callable[[Context], Lines]] = {
    "modifier": _modifier,
    "denial_code": _denial,
    "comparison": _comparison,
    "page": _plain,
}
"""Kind → its Markdown; all other kinds are :func:`_subject`."""
