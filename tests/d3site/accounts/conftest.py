"""People with roles, and an authenticator."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.logged import every_change_is_logged

__all__ = ["PASSWORD", "device_of", "every_change_is_logged", "person", "shown", "sign_in", "two_factors"]

PASSWORD = "correct horse battery"


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """Make a person of the desk with a role, or with none."""

    def make(role: str = "", name: str = "") -> Any:
        user = get_user_model().objects.create_user(name or role.lower() or "nobody", password=PASSWORD, is_staff=True)
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def two_factors(settings) -> None:
    """As on a public site."""
    settings.SECOND_FACTOR = True


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/admin/login/", {"username": name, "password": password, "next": "/admin/", **more})


def shown(device: TOTPDevice, steps: int = 0) -> str:
    """What the authenticator shows now, or so many half minutes later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def device_of(user: Any) -> TOTPDevice:
    """The authenticator of a person who has one."""
    return TOTPDevice.objects.create(user=user, name="authenticator", confirmed=True)
