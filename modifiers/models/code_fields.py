"""Fields that hold codes and read them as they are typed in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from modifiers.codes import CodeError, DenialCode, ModifierCode, ModifierSet


class _CodeField(models.CharField):
    """Keeps a code's one spelling; what cannot be read is refused with the parser's sentence."""

    length: ClassVar[int]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = self.length
        super().__init__(*args, **kwargs)

    @staticmethod
    def read(typed: str) -> str:
        """The one spelling of what was typed. Raises CodeError."""
        raise NotImplementedError

    def formfield(self, **kwargs: Any) -> Any:
        """A form field without a limit: ``modifier 59`` is longer than the code that it means."""
        field: Any = super().formfield(**kwargs)
        if field is not None:
            field.widget.attrs.pop("maxlength", None)
            field.max_length = None
            field.validators = []
        return field

    def to_python(self, value: Any) -> str | None:
        """The code's one spelling. Raises ValidationError if it cannot be read."""
        if value in (None, ""):
            return None if self.null else ""
        try:
            return self.read(str(value))
        except CodeError as error:
            raise ValidationError(str(error)) from error


class ModifierCodeField(_CodeField):
    """``59``, ``XS``: two characters, upper case. Reads ``mod 59`` or ``-xs``."""

    length = 2

    @staticmethod
    def read(typed: str) -> str:
        """The code, such as ``XS``."""
        return ModifierCode.parse(typed).value


class DenialSlugField(_CodeField):
    """``carc-97``, ``rarc-n519``, ``group-co``. Reads ``CO-97`` or ``N519``."""

    length = 12

    @staticmethod
    def read(typed: str) -> str:
        """The slug, such as ``carc-97``."""
        return DenialCode.parse(typed).slug


class ModifierSetField(_CodeField):
    """``59 XS``: two to six modifiers, each once, in the order given. Reads ``mod 59, -xs`` or ``59 vs XS``."""

    length = 17

    @staticmethod
    def read(typed: str) -> str:
        """The codes with a space between."""
        codes = ModifierSet.parse(typed).values
        if not 2 <= len(codes) <= 6:
            raise CodeError("Name from two to six modifiers.")
        return " ".join(codes)
