"""Whether every link of a pack leads somewhere: to a file that is there, and to an anchor that it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from .rewriting import Rewritten


def dead_links(pages: Mapping[str, Rewritten], files: Collection[str]) -> Iterator[str]:
    """A sentence for each link that leads nowhere.

    Args:
        pages: file → the page that it holds.
        files: all other files of the pack.
    """
    for file, page in sorted(pages.items()):
        for target, anchor in sorted(page.links):
            if target not in pages and target not in files:
                yield f"{file} links {target}, which is not in the pack."
            elif anchor and target in pages and anchor not in pages[target].ids:
                yield f"{file} links {target}#{anchor}, which has no such place."
