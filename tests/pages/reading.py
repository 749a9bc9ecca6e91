"""Reads a page as a tree, so that tests ask for structure and not for strings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Node:
    """An element with its attributes and children; texts are children too."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This element and every one below it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str = "", cls: str = "", **attrs: str) -> list[Node]:
        """Elements below that fit; ``cls`` is one class, ``attrs`` exact values (``aria_label`` for ``aria-label``)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            node
            for node in self.walk()
            if (not tag or node.tag == tag)
            and (not cls or cls in node.attrs.get("class", "").split())
            and all(node.attrs.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", cls: str = "", **attrs: str) -> Node:
        """The only element that fits."""
        found = self.all(tag, cls, **attrs)
        assert len(found) == 1, f"{len(found)} elements fit {tag} {cls} {attrs}"
        return found[0]

    def id(self, value: str) -> Node:
        """The element with an id."""
        return self.one(id=value)

    @property
    def text(self) -> str:
        """All words inside, with white space folded."""
        return " ".join(self._raw().split())

    def _raw(self) -> str:
        return "".join(child if isinstance(child, str) else child._raw() for child in self.children)

    @property
    def links(self) -> list[str]:
        """Addresses of the links inside."""
        return [node.attrs["href"] for node in self.all("a") if "href" in node.attrs]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._open[-1].tag != tag:
            raise AssertionError(f"</{tag}> closes <{self._open[-1].tag}>")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read(html: str | bytes) -> Node:
    """The page as a tree.

    Raises:
        AssertionError: if elements are not closed in the order in which they were opened.
    """
    builder = _Builder()
    builder.feed(html.decode() if isinstance(html, bytes) else html)
    assert [node.tag for node in builder._open] == ["root"], "an element is never closed"
    return builder.root
