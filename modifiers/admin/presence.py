"""Who else has a form open, and whether its page is still signed in: its script asks every half minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from modifiers.models import Presence

from .states import moment

if TYPE_CHECKING:
    from .subjects import SubjectAdmin


class _Token(CsrfViewMiddleware):
    """Says whether a request bears the token of its session, instead of refusing it."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


@csrf_exempt
def presence(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the form is open (POST), and answer what its page should tell.

    The page may have been signed out, or signed in anew in another tab, which changes its token. Both are
    answered and not refused: ``signed_in``, a fresh ``token`` for the form, ``others`` as a sentence, and
    ``saved`` as a sentence if the version that was sent is no longer the last one. Without a valid token nothing
    is written; other sites cannot read the answer.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    check = _Token(_checked)
    check.process_request(request)
    is_ours = not check.process_view(request, _checked, (), {})
    told: dict[str, Any] = {"signed_in": model_admin.admin_site.has_permission(request), "token": get_token(request)}
    subject = model_admin.get_object(request, str(pk)) if told["signed_in"] else None
    if subject is not None and model_admin.has_change_permission(request, subject):
        if is_ours:
            _note(request, subject)
        told |= {"others": in_words(others(request, subject)), "saved": _saved(request, subject)}
    response = JsonResponse(told)
    add_never_cache_headers(response)
    return response


def others(request: HttpRequest, subject: Any) -> list[Presence]:
    """The other people who have this subject open now, in one query."""
    return list(Presence.objects.all().others(subject.kind, subject.pk, request.user.pk or 0))


def in_words(open_forms: Iterable[Presence]) -> str:
    """“Ana has this open, last typed 4 minutes ago.” Empty when there is nobody."""
    now = timezone.now()
    return " ".join(f"{one.user.get_username()} has this open, {_typed(one.typed_at, now)}." for one in open_forms)


def _typed(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "has not typed yet"
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "typing now"
    return f"last typed {minutes} minute{'' if minutes == 1 else 's'} ago"


def _checked(request: HttpRequest) -> HttpResponse:
    """Stands for a view to which Django's own check applies."""
    return HttpResponse()


def _note(request: HttpRequest, subject: Any) -> None:
    Presence.objects.all().sweep()
    values: dict[str, Any] = {"seen_at": timezone.now()}
    if request.POST.get("typed") == "1":
        values["typed_at"] = values["seen_at"]
    Presence.objects.update_or_create(user_id=request.user.pk or 0, kind=subject.kind, key=subject.pk, defaults=values)


def _saved(request: HttpRequest, subject: Any) -> str:
    if request.POST.get("version") == str(subject.lock_version):
        return ""
    who = subject.changed_by.get_username() if subject.changed_by else "Somebody"
    return f"{who} saved this on {moment(subject.changed_at)}. When you save, you will see both versions."
