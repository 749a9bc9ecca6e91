"""People: made, given roles, disabled. Nobody is deleted, and nobody gives what they do not have."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnAttestation, WebAuthnCredential, WebAuthnUserHandle

from . import factors
from .events import Action, note
from .models import AccountEvent
from .roles import ROLES, rank_of

User = get_user_model()
for model in (User, Group, TOTPDevice, StaticDevice, WebAuthnCredential, WebAuthnAttestation, WebAuthnUserHandle):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts. What an administrator may not give is not on the form, so it cannot be sent either."""

    list_display = ("username", "first_name", "last_name", "roles", "second_factor", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    list_prefetch_related = ("groups",)
    filter_horizontal: ClassVar[tuple[str, ...]] = ()
    actions = ("reset_second_factor",)
    fieldsets = (
        (None, {"fields": ("username", "password", ("first_name", "last_name"), "email")}),
        ("What they may do", {"fields": ("is_active", "groups", "second_factor", "is_superuser")}),
        ("When", {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (
            None,
            {
                "description": "They set up a second factor when they sign in for the first time.",
                "fields": (
                    "username",
                    ("first_name", "last_name"),
                    "usable_password",
                    "password1",
                    "password2",
                    "groups",
                ),
            },
        ),
    )
    readonly_fields = ("last_login", "date_joined", "second_factor", "is_superuser")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Everybody, with their roles, authenticators and passkeys in one query each."""
        return super().get_queryset(request).prefetch_related("groups", "totpdevice_set", "webauthncredential_set")

    @admin.display(description="roles")
    def roles(self, person: Any) -> str:
        """“Editor”; an operator has no role and needs none."""
        names = [group.name for group in person.groups.all()]
        return ", ".join(["Operator"] * person.is_superuser + sorted(names)) or "None"

    @admin.display(description="second factor")
    def second_factor(self, person: Any) -> str:
        """Whether it is set up, and with how many passkeys."""
        if not any(device.confirmed for device in person.totpdevice_set.all()):
            return "Not yet"
        count = len(person.webauthncredential_set.all())
        return f"Set up, {count} passkey{'s' if count > 1 else ''}" if count else "Set up"

    # -- who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators; not on somebody who may do more, and not on themselves."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (obj != request.user and rank_of(obj) <= rank_of(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may look at people."""
        return bool(request.user.has_perm("auth.view_user"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: what somebody has done stays theirs. Accounts are disabled."""
        return False

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The roles that the user may give."""
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        given = [name for name, role in ROLES.items() if role.rank <= rank_of(request.user)]
        kwargs["queryset"] = Group.objects.filter(name__in=given).order_by("name")
        kwargs["widget"] = forms.CheckboxSelectMultiple()
        field = super(UserAdmin, self).formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None:
            field.label = "Roles"
            field.help_text = " ".join(f"{name}: {ROLES[name].does}" for name in given)
            for button in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                if hasattr(field.widget, button):
                    setattr(field.widget, button, False)
        return field

    # -- saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and keep what happened. Everybody who has an account works at the desk."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)
        if not change:
            note(request, Action.CREATED, obj, actor=request.user)
        elif "is_active" in form.changed_data:
            note(request, Action.ENABLED if obj.is_active else Action.DISABLED, obj, actor=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the roles. Those that the user may not give stay as they are."""
        person = form.instance
        before = set(person.groups.values_list("name", flat=True)) if change else set()
        kept = [group for group in person.groups.all() if ROLES.get(group.name) is None] if change else []
        super().save_related(request, form, formsets, change)
        person.groups.add(*kept)
        after = set(person.groups.values_list("name", flat=True))
        if before != after:
            note(request, Action.ROLES, person, actor=request.user, text=", ".join(sorted(after)) or "none")

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Django's page for setting somebody's password, kept in the log."""
        before = (
            User._default_manager.filter(pk=id).values_list("password", flat=True).first() if id.isdigit() else None
        )
        response = super().user_change_password(request, id, form_url)
        person = User._default_manager.filter(pk=id).first() if id.isdigit() else None
        if person is not None and person.password != before:
            note(request, Action.PASSWORD, person, actor=request.user)
        return response

    @admin.action(description="Take the second factor away", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: Any) -> None:
        """For a lost phone: they set up a new one when they sign in next."""
        for person in queryset:
            if not self.has_change_permission(request, person):
                self.message_user(request, f"{person}: not yours to change.", messages.ERROR)
                continue
            factors.reset(person)
            note(request, Action.RESET, person, actor=request.user)
            self.message_user(request, f"{person} sets up a new second factor at the next sign-in.", messages.SUCCESS)


@admin.register(AccountEvent)
class AccountEventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What happened to accounts. Nobody adds, changes or deletes anything here."""

    list_display = ("at", "account", "action", "actor", "address", "note")
    list_display_links = ("at",)
    list_filter = ("action",)
    list_select_related = ("account", "actor")
    search_fields = ("account__username", "address")
    date_hierarchy = "at"
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False
