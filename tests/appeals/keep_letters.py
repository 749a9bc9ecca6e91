"""Write the kept letters anew: ``python -m tests.appeals.keep_letters``. Read the difference before you commit it."""

from __future__ import annotations

import os
from pathlib import Path

KEPT = Path(__file__).parent / "letters"


def kept(text: str) -> str:
    """The part of a letter that is kept: all but its sources, which follow from the statements."""
    letter, _, rest = text.partition("\nSources:\n")
    _, dash, note = rest.partition(f"\n{'-' * 78}\n")
    return letter + (f"\n{'-' * 78}\n{note}" if dash else "")


def main() -> None:
    """Write every letter of :data:`tests.appeals.reference.LETTERS`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from modifiers.appeals.text import as_text

    from .reference import LETTERS, all_ticked, consulted

    KEPT.mkdir(exist_ok=True)
    for name, (query, verdict) in LETTERS.items():
        found = consulted(query if "shown=" in query else all_ticked(query), verdict)
        letter = found.letter()
        assert letter, (name, found.advice)
        (KEPT / f"{name}.txt").write_text(kept(as_text(letter)))
        print(name, found.advice.standing, found.advice.headline)  # noqa: T201


if __name__ == "__main__":
    main()
