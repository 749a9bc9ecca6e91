"""What readers looked for and did not find, and the two things to do about it: add a search term, or ignore it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from modifiers import publishing
from modifiers.codes import CodeError, ModifierCode
from modifiers.models import Event, Modifier, SearchGap

from .edition import ReadOnly
from .events import note_act
from .states import day

TITLE = "What readers looked for and did not find"
GAP = "…"
_LONGEST_TERM = 120


class SearchTermForm(forms.Form):
    """Which modifier the words should lead to, and the words as they should be written there."""

    code = forms.CharField(
        label="Modifier",
        max_length=20,
        help_text="Type its code, such as 59, or choose from the list.",
        widget=forms.TextInput(attrs={"list": "modifier-codes", "autocomplete": "off", "autofocus": True, "size": 8}),
    )
    term = forms.CharField(
        label="Search term",
        max_length=_LONGEST_TERM,
        help_text="As a coder would type it. Put right what the count has left out or turned around.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean_code(self) -> Modifier:
        """The working copy of the modifier, whatever the spelling of its code."""
        typed = self.cleaned_data["code"].split(" ")[0]
        try:
            return Modifier.objects.get(code=ModifierCode.parse(typed).value)
        except (CodeError, Modifier.DoesNotExist):
            raise ValidationError(f"There is no modifier “{typed}”. Type a code, such as 59.") from None

    def clean_term(self) -> str:
        """The words with single spaces; a gap cannot be searched for."""
        term = " ".join(self.cleaned_data["term"].replace(GAP, " ").split())
        if not term:
            raise ValidationError("Write at least one word.")
        return term


@transaction.atomic
def add_search_term(modifier: Modifier, term: str, actor: Any) -> bool:
    """Add a line to the everyday words of a working copy. Readers find it once the modifier is published.

    Returns:
        False if the modifier has this term already; then nothing is written.

    Raises:
        ComposeError: if the working copy with this term is no document; then nothing is written.
    """
    held = Modifier.objects.select_for_update().select_related(None).get(pk=modifier.pk)
    terms = held.search_terms.splitlines()
    if term.casefold() in (each.strip().casefold() for each in terms):
        return False
    held.search_terms = "\n".join([*terms, term])
    held.lock_version += 1
    held.changed_by = actor
    held.save()
    publishing.refresh_hash(held)
    Event.objects.create(
        actor=actor, action=Event.Action.EDIT, kind=held.kind, key=held.key, note=f"Search term added: “{term}”."
    )
    return True


UNFOLLOWED = Greatest(F("shown") - F("followed"), Value(0))
"""Lists from which nobody went on. A reader who opens two results follows a list twice."""

LED_NOWHERE = Q(without_result__gt=0) | Q(shown__gt=F("followed"))


class _Usual(admin.SimpleListFilter):
    """A filter whose first choice is no “All” but what editors usually want to see."""

    usual = ""

    def choices(self, changelist: Any) -> Any:
        """The choices; the first has a name of its own."""
        first, *others = super().choices(changelist)
        return ({**first, "display": self.usual}, *others)


class ResultFilter(_Usual):
    """Narrows the list to one way of leading nowhere."""

    title = "what happened"
    parameter_name = "led"
    usual = "Nothing found or nothing chosen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """One of the two, or whatever was searched for."""
        return (("nothing", "Nothing was found"), ("unfollowed", "Nothing was chosen"), ("all", "Anything"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Rows of the chosen way."""
        ways = {"nothing": Q(without_result__gt=0), "unfollowed": Q(shown__gt=F("followed")), "all": Q()}
        return queryset.filter(ways.get(self.value() or "", LED_NOWHERE))


class StateFilter(_Usual):
    """Shows what is open unless something else is asked for."""

    title = "state"
    parameter_name = "state"
    usual = "Open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The states that are not the usual view."""
        return (("added", "Added as a search term"), ("ignored", "Ignored"), ("all", "All"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Rows in the chosen state."""
        value = self.value()
        return queryset if value == "all" else queryset.filter(settled=value or SearchGap.Settled.OPEN)


@admin.register(SearchGap)
class SearchGapAdmin(ReadOnly):
    """Words with counts. Nobody writes them; an editor settles them."""

    list_display = ("words", "without_result", "without_click", "shown", "first", "last", "settled", "to_do")
    list_display_links = ("words",)
    list_filter = (ResultFilter, StateFilter, "last_on")
    search_fields = ("words",)
    ordering = ("-without_result", UNFOLLOWED.desc(), "words")
    actions = ("ignore_selected",)  # type: ignore[assignment]
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> Any:
        """Rows with the lists from which nobody went on."""
        return super().get_queryset(request).annotate(unfollowed=UNFOLLOWED)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list under the name that says what it is."""
        return super().changelist_view(request, {"title": TITLE, **(extra_context or {})})

    @admin.display(description="without click", ordering="unfollowed")
    def without_click(self, gap: Any) -> int:
        """Lists that were shown and left."""
        return int(gap.unfollowed)

    @admin.display(description="first day", ordering="first_on")
    def first(self, gap: SearchGap) -> str:
        """The day on which it was searched for first."""
        return day(gap.first_on)

    @admin.display(description="last day", ordering="last_on")
    def last(self, gap: SearchGap) -> str:
        """The day on which it was searched for last."""
        return day(gap.last_on)

    @admin.display(description="what to do")
    def to_do(self, gap: SearchGap) -> str:
        """To the page on which the words are added or ignored."""
        if gap.settled or not _words_of(gap):
            return "–"
        url = reverse(f"{self.admin_site.name}:modifiers_searchgap_change", args=[gap.pk])
        return format_html('<a href="{}" aria-label="Add “{}” as search term">Add as search term</a>', url, gap.words)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether the user may say what becomes of these words."""
        return request.user.has_perm("modifiers.change_searchgap")

    @admin.action(description="Ignore selected", permissions=["settle"])
    def ignore_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Take words off the list of what is open."""
        with transaction.atomic():
            found = list(queryset.filter(settled=SearchGap.Settled.OPEN).select_for_update())
            for gap in found:
                _settle(request, gap, SearchGap.Settled.IGNORED)
        self.message_user(request, f"{len(found)} ignored.", messages.SUCCESS)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One row: its counts, and the form that adds its words to a modifier; or ignores, or opens it again."""
        gap: Any = self.get_object(request, object_id)
        if gap is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        if not self.has_view_permission(request, gap):
            raise PermissionDenied
        form = SearchTermForm(request.POST if "_add" in request.POST else None, initial={"term": _words_of(gap)})
        if request.method == "POST":
            with transaction.atomic():
                done = self._settle(request, gap, form)
            if done:
                return done
        return TemplateResponse(
            request,
            "admin/modifiers/search_gap.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Searched for: {gap.words}",
                "opts": self.opts,
                "media": self.media,
                "gap": gap,
                "form": form,
                "codes": Modifier.objects.values_list("code", "name") if _may_add(request) else (),
                "may_add": _may_add(request),
                "may_settle": self.has_settle_permission(request),
            },
        )

    def _settle(self, request: HttpRequest, gap: SearchGap, form: SearchTermForm) -> HttpResponse | None:
        """Do what the button says that was pressed; None if the form has to be shown again."""
        if "_add" in request.POST:
            if not _may_add(request):
                raise PermissionDenied
            if not (form.is_valid() and self._add(request, form)):
                return None
            settled = SearchGap.Settled.ADDED
        elif self.has_settle_permission(request):
            settled = SearchGap.Settled.IGNORED if "_ignore" in request.POST else SearchGap.Settled.OPEN
            self.message_user(request, f"“{gap.words}” is {SearchGap.Settled(settled).label}.", messages.SUCCESS)
        else:
            raise PermissionDenied
        _settle(request, gap, settled)
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:modifiers_searchgap_changelist"))

    def _add(self, request: HttpRequest, form: SearchTermForm) -> bool:
        modifier, term = form.cleaned_data["code"], form.cleaned_data["term"]
        try:
            is_new = add_search_term(modifier, term, request.user)
        except publishing.ComposeError as error:
            form.add_error("term", " ".join(problem.message for problem in error.problems))
            return False
        if not is_new:
            form.add_error("term", f"{modifier} has this search term already.")
            return False
        self.message_user(
            request,
            format_html(
                'Added “{}” to <a href="{}">{}</a>. Readers find it once that is published.',
                term,
                reverse(f"{self.admin_site.name}:modifiers_modifier_change", args=[modifier.pk]),
                modifier,
            ),
            messages.SUCCESS,
        )
        return True


def _settle(request: HttpRequest, gap: SearchGap, settled: SearchGap.Settled) -> None:
    """Write what becomes of these words, with an event if that is new."""
    if SearchGap.objects.filter(pk=gap.pk).exclude(settled=settled).update(settled=settled):
        note_act(request, Event.Action.EDIT, "search_gap", str(gap.pk), f"“{gap.words}”: {settled.label}.")


def waiting(request: HttpRequest, site: Any) -> dict[str, Any] | None:
    """For the desk: how many searches led nowhere and are open, with the way to them; None if the user may not see."""
    if not site._registry[SearchGap].has_view_permission(request):
        return None
    count = SearchGap.objects.filter(LED_NOWHERE, settled=SearchGap.Settled.OPEN).count()
    return {"title": TITLE, "count": count, "url": reverse(f"{site.name}:modifiers_searchgap_changelist")}


def _may_add(request: HttpRequest) -> bool:
    return request.user.has_perm("modifiers.change_modifier")


def _words_of(gap: SearchGap) -> str:
    return " ".join(word for word in gap.words.split() if word != GAP)
