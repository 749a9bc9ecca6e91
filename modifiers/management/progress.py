"""A progress bar for commands that may take long; nothing where nobody watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

from modifiers.content.check import Progress as Report


@contextmanager
def progress_bar(title: str) -> Iterator[Report]:
    """Draw on the error stream; yields what the work reports to."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def report(done: int, of: int, what: str) -> None:
            bar.update(task, completed=done, total=of, description=f"{title} {what}")

        yield report
