"""Topics and settings: the words under which modifiers are found."""

from __future__ import annotations

from .subject import NamedSubject


class Topic(NamedSubject):
    """A question that modifiers answer: which side, distinct service, global period."""

    kind = "topic"


class Setting(NamedSubject):
    """A setting or specialty in which modifiers are used."""

    kind = "setting"
