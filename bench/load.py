"""A load generator in one process: requests at a given rate, or as fast as a number of clients can. Pure asyncio.

For what ``wrk`` cannot tell: when each answer came, with which status and headers, while requests keep coming at their
own rate whether or not the site keeps up. Used by ``make chaos``, ``make soak`` and the tests of a served site.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: method, address, body and further headers."""

    path: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self, host: str, is_last: bool) -> bytes:
        """The bytes of the request. ``is_last`` asks the server to close."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body or self.method == "POST":
            lines.append(f"Content-Length: {len(self.body)}")
        if is_last:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Status 0: nothing that could be read, with the reason in ``failure``."""

    asked: Asked
    status: int
    at: float
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str = ""


async def read_answer(reader: asyncio.StreamReader, method: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers with names in small letters, and body.

    Raises:
        EOFError: if the connection ended before the answer did.
    """
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    status = int(first.split()[1])
    if method == "HEAD" or status in (204, 304):
        return status, headers, b""
    if "content-length" in headers:
        return status, headers, await reader.readexactly(int(headers["content-length"]))
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return status, headers, body
    return status, headers, await reader.read()


async def ask(port: int, asked: Asked, patience: float = 20) -> Answer:
    """Send one request over a connection of its own. Never raises for what the network does."""
    began = time.monotonic()
    writer = None
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(asked.encode(f"127.0.0.1:{port}", is_last=True))
            status, headers, body = await read_answer(reader, asked.method)
        return Answer(asked, status, began, time.monotonic() - began, headers, body)
    except (OSError, EOFError, TimeoutError, ValueError) as error:
        return Answer(asked, 0, began, time.monotonic() - began, failure=type(error).__name__)
    finally:
        if writer is not None:
            writer.close()


async def at_rate(port: int, rate: float, seconds: float, asked: Sequence[Asked]) -> list[Answer]:
    """Send ``rate`` requests a second for some seconds, each when its moment has come and not when others are done."""
    began = time.monotonic()
    tasks: list[asyncio.Task[Answer]] = []
    for number, each in enumerate(islice(cycle(asked), int(rate * seconds))):
        ahead = began + number / rate - time.monotonic()
        if ahead > 0:
            await asyncio.sleep(ahead)
        tasks.append(asyncio.create_task(ask(port, each)))
    return list(await asyncio.gather(*tasks))


async def _client(port: int, todo: Iterable[Asked], kept: list[Answer], stopped: Callable[[], bool]) -> None:
    """Ask one after the other over a kept connection, and anew where the server has said that it closes."""
    reader = writer = None
    for asked in todo:
        if stopped():
            break
        began = time.monotonic()
        try:
            async with asyncio.timeout(20):
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                assert reader is not None
                writer.write(asked.encode(f"127.0.0.1:{port}", is_last=False))
                status, headers, body = await read_answer(reader, asked.method)
            kept.append(Answer(asked, status, began, time.monotonic() - began, headers, body))
            is_over = headers.get("connection", "").lower() == "close"
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            kept.append(Answer(asked, 0, began, time.monotonic() - began, failure=type(error).__name__))
            is_over = True
        if is_over and writer is not None:
            writer.close()
            reader = writer = None
    if writer is not None:
        writer.close()


async def with_clients(
    port: int,
    clients: int,
    asked: Sequence[Asked],
    *,
    count: int = 0,
    until: float = 0,
    beside: Callable[[], Awaitable[None]] | None = None,
) -> list[Answer]:
    """Keep a number of clients busy for ``count`` requests in all, or until a moment of the monotonic clock.

    ``beside`` runs meanwhile and is waited for: what is done to the server under load.
    """
    kept: list[Answer] = []
    todo = iter(islice(cycle(asked), count) if count else cycle(asked))
    is_over = (lambda: False) if count else (lambda: time.monotonic() >= until)
    working = [_client(port, todo, kept, is_over) for _ in range(clients)]
    await asyncio.gather(*working, *([beside()] if beside else []))
    return kept


def percentile(values: Sequence[float], part: int) -> float:
    """The value below which that many of a hundred lie; 0 where there is none."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1]


def told(answers: Sequence[Answer]) -> str:
    """One line: how many answers of each status, and how long those took."""
    counts = Counter(answer.status for answer in answers)
    parts = []
    for status, count in sorted(counts.items()):
        times = [answer.seconds for answer in answers if answer.status == status]
        name = str(status) if status else "no answer"
        half, most = 1000 * statistics.median(times), 1000 * percentile(times, 95)
        parts.append(f"{count} × {name} (p50 {half:.0f} ms, p95 {most:.0f} ms)")
    return ", ".join(parts)
