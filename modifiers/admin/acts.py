"""What can be done with a draft on the page of review and publication, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html

from modifiers.pages.addresses import path_of
from modifiers.publishing import workflow

from .proposal import LOOKED_AT, ProposalForm
from .states import moment


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done.

    Attributes:
        needs: the permission: ``change`` or ``publish``.
        do: does it for (subject, user, form), and returns what to tell the user.
        refused: what is said if it could not be done.
        reads_form: whether the proposal must be filled in rightly.
        is_looked_at: whether whoever does it must have ticked what was looked at.
        leads_to: name of the page to go on to.
    """

    needs: str
    do: Callable[[Any, Any, ProposalForm], Any]
    refused: str
    reads_form: bool = True
    is_looked_at: bool = False
    leads_to: str = "change"

    def is_filled(self, form: ProposalForm) -> bool:
        """Whether what only this act asks for is there; says so in the form if it is not."""
        if self.is_looked_at and len(form.cleaned_data.get("checked", ())) < len(LOOKED_AT):
            form.add_error("checked", "Look at all three first, and tick them.")
        return not form.errors or (not self.reads_form and not form.has_error("checked"))


def _seen(form: ProposalForm) -> str:
    return str(form.data.get("seen", ""))


def _submit(subject: Any, user: Any, form: ProposalForm) -> Any:
    reviewer = form.cleaned_data["reviewer"]
    workflow.submit(subject, actor=user, seen=_seen(form), reviewer=reviewer, **form.proposal())
    return f"{subject} is in review by {reviewer or 'whoever may review it'}."


def _take_back(subject: Any, user: Any, form: ProposalForm) -> Any:
    workflow.take_back(subject, actor=user, seen=_seen(form))
    return f"{subject} is a draft again."


def _send_back(subject: Any, user: Any, form: ProposalForm) -> Any:
    note, row_notes = str(form.data.get("note", "")), form.row_notes()
    workflow.send_back(subject, actor=user, seen=_seen(form), note=note, row_notes=row_notes)
    return f"{subject} was sent back with your note."


def _approve(subject: Any, user: Any, form: ProposalForm) -> Any:
    workflow.approve(subject, actor=user, seen=_seen(form), review_due_on=form.cleaned_data["review_due_on"])
    return f"{subject} is approved. Anybody but its last editor may publish it; an edit makes the approval void."


def _publish(subject: Any, user: Any, form: ProposalForm) -> Any:
    edition = workflow.publish_draft(
        subject,
        actor=user,
        seen=_seen(form),
        review_due_on=form.cleaned_data["review_due_on"],
        **form.arguments(),
    )
    return told(subject, edition)


def _emergency(subject: Any, user: Any, form: ProposalForm) -> Any:
    reason = form.cleaned_data["emergency_reason"].strip()
    edition = workflow.publish_draft(subject, actor=user, seen=_seen(form), emergency_reason=reason, **form.arguments())
    return format_html("{} It stays marked until somebody else confirms it.", told(subject, edition))


def told(subject: Any, edition: Any) -> Any:
    """What is said of a new edition."""
    if edition.live_from > edition.published_at:
        return f"Edition {edition.number} of {subject} is scheduled: it goes live on {moment(edition.live_from)}."
    url = path_of(subject.kind, subject.key)
    return format_html('Edition {} is live: <a href="{}">{}</a>.', edition.number, url, subject)


class _Emergency(Act):
    def is_filled(self, form: ProposalForm) -> bool:
        if not form.cleaned_data.get("emergency_reason", "").strip():
            form.add_error("emergency_reason", "Say why it cannot wait. Auditors read this.")
        return not form.errors


ACTS: dict[str, Act] = {
    "submit": Act("change", _submit, "Not sent for review.", leads_to="publish"),
    "take_back": Act("change", _take_back, "Not taken back.", reads_form=False),
    "send_back": Act("publish", _send_back, "Not sent back.", reads_form=False),
    "approve": Act("publish", _approve, "Not approved.", is_looked_at=True, leads_to="publish"),
    "publish": Act("publish", _publish, "Not published.", is_looked_at=True),
    "emergency": _Emergency("publish", _emergency, "Not published."),
}
