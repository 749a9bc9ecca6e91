"""What every publishable subject has: identity, review data, a lock, the hash of its composed document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from .source import Source

SUBJECT_PERMISSIONS = ("add", "change", "delete", "view", "publish")
"""Django's own, and ``publish``: who writes a page need not be who lets it out."""


class SubjectQuerySet(models.QuerySet[Any]):
    """Subjects of one kind."""

    def get_by_natural_key(self, key: str) -> Any:
        """The subject with this natural key (code or slug)."""
        return self.get(**{self.model.key_field: key})

    def citing(self, source: Source) -> Self:
        """Subjects whose document cites this source, in a statement or for their identity."""
        # One subquery for each list: joined together, ten lists of five rows would make ten million.
        found = Q(pk__in=self.model._default_manager.filter(identity_sources=source).values("pk"))
        for rows in self.model.row_models():
            if hasattr(rows, "sources"):
                found |= Q(pk__in=rows._default_manager.filter(sources=source).values(rows.owner_field))
        return self.filter(found)


class Subject(models.Model):
    """A working copy. Readers never see it: publishing freezes it into an edition."""

    kind: ClassVar[str]
    key_field: ClassVar[str] = "slug"
    in_one_text: ClassVar[Mapping[str, str]] = {}
    """Document fields that are lists of words and stand in one text column → what stands between the words."""

    identity_sources = models.ManyToManyField(
        Source,
        blank=True,
        related_name="+",
        help_text="Where the name, the summary and the dates come from.",
    )
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="The day on which the whole page was last reviewed."
    )
    reviewed_by = models.CharField(max_length=120, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    composed_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = SubjectQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The natural key that editions and content files know this subject by."""
        return str(getattr(self, self.key_field))

    def natural_key(self) -> tuple[str]:
        """For serialisers: the code or slug."""
        return (self.key,)

    @classmethod
    def row_models(cls) -> Sequence[type[Any]]:
        """The models of this subject's ordered statements, in page order."""
        from .statements import row_models

        return row_models(cls)


class NamedSubject(Subject):
    """A subject with a slug, a name and one sentence."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=200)

    class Meta(Subject.Meta):
        abstract = True
        ordering: ClassVar[tuple[str, ...]] = ("slug",)
        default_permissions = SUBJECT_PERMISSIONS

    def __str__(self) -> str:
        return self.name
