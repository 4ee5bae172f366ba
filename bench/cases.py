"""Every measurement of a run: a question, its numbers, and whom it is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bench.depots import MIB, Copy
from bench.load import LONG, SHORT, Result
from bench.scenarios import (
    browser,
    fanout,
    files,
    long_conversation,
    memory,
    mix,
    opening,
    paced,
    posts,
    search,
)
from bench.subjects import GRANIAN, UVICORN, Echo, Product, Subject
from tests.support.postgres import Postgres

SCENARIOS: tuple[str, ...] = (
    *("posts", "fanout", "paced", "mix", "memory", "search", "opening", "files", "browser"),
)
EMIT_GRANIAN = "python-socketio emit, granian"
EMIT_UVICORN = "python-socketio emit, uvicorn"
MIRROR_NONE = "without Redis"
PLAIN_SYNCED = "body copied to a file and synced, uvicorn"
TOWN = (50, 20)
FLOOR = "bare frame written, uvicorn"


@dataclass(frozen=True, eq=False)
class Case:
    """One row of a table. `unit` names the figure that the ratio is made of, `better` its good direction.

    `goal` is what the figure has to stay under, where there is such a number. Nothing fails by it: it stands
    beside what was measured.
    """

    scenario: str
    title: str
    unit: str
    better: Literal["more", "less"]
    subjects: list[Subject]
    run: Callable[[Any, Path], Awaitable[Result]]
    goal: float | None = None
    base: str = EMIT_GRANIAN
    """The subject that the ratio compares with."""


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    seconds: float
    paced_seconds: float
    rounds: int
    sockets: int
    senders: int
    users: int
    samples: int
    messages: int
    file: int
    """Bytes of a large file."""


def cases(scenarios: list[str], sizes: Sizes, postgres: Postgres | None, only: str) -> list[Case]:
    """The cases of the named scenarios, asked of the subjects with `only` in their name."""

    def chosen(*subjects: Subject) -> list[Subject]:
        return [subject for subject in subjects if only in subject.name]

    granian, uvicorn = Echo(EMIT_GRANIAN, GRANIAN), Echo(EMIT_UVICORN, UVICORN)
    floor, product = Echo(FLOOR, UVICORN, "write"), Product(sizes.users)
    stored = chosen(granian, uvicorn, product, *([Product(sizes.users, postgres)] if postgres else []))
    to_many = chosen(granian, uvicorn, floor, product)
    found: list[Case] = []
    if "posts" in scenarios:
        found += [
            _posts(one_room, size, sizes, stored)
            for one_room, size in ((False, SHORT), (False, LONG), (True, SHORT), (True, LONG))
        ]
    if "fanout" in scenarios:
        found += [
            _fanout(in_flight, size, sizes, to_many)
            for in_flight, size in ((1, SHORT), (1, LONG), (32, SHORT), (32, LONG))
        ]
    if "paced" in scenarios:
        found += [_paced(size, sizes, to_many) for size in (SHORT, LONG)]
    if "mix" in scenarios:
        found += [_mix(per_second, sizes, chosen(product)) for per_second in (20, 50)]
    if "memory" in scenarios:
        found.append(
            Case(
                "memory",
                f"{sizes.sockets:,} idle sockets",
                "pss_mib",
                "less",
                to_many,
                lambda subject, folder: memory.run(subject, folder, sockets=sizes.sockets),
            )
        )
    if "search" in scenarios:
        found.append(_search(sizes, chosen(product, *([Product(sizes.users, postgres)] if postgres else []))))
    found += _opening(sizes, postgres, chosen) if "opening" in scenarios and postgres else []
    if "files" in scenarios:
        found += _files(sizes, product, chosen)
    if "browser" in scenarios:
        found += _browser(sizes.samples, chosen(Product(sizes.users, pages=True)))
    return found


def _files(sizes: Sizes, product: Product, chosen: Callable[..., list[Subject]]) -> list[Case]:
    synced, copied = Copy(PLAIN_SYNCED, sync=True), Copy("body copied to a file, uvicorn", sync=False)
    into, out_of = chosen(synced, copied, product), chosen(synced, product)

    def case(title: str, subjects: list[Subject], way: files.Way) -> Case:
        def run(subject: Copy | Product, folder: Path) -> Awaitable[Result]:
            return files.run(subject, folder, way=way, size=sizes.file)

        title = f"a file of {sizes.file // MIB:,} MiB {title}"
        return Case("files", title, "mb_per_s", "more", subjects, run, base=PLAIN_SYNCED)

    def beside(subject: Product, folder: Path) -> Awaitable[Result]:
        how: dict[str, Any] = {"groups": TOWN[0], "size": TOWN[1], "per_second": 20, "uploads": 20}
        return files.beside(subject, folder, **how, seconds=sizes.paced_seconds)

    return [
        case("in one request", into, "whole"),
        case(f"in requests of {files.PART // MIB} MiB (tus)", into, "parts"),
        case("out", out_of, "out"),
        Case(
            "uploading",
            f"{TOWN[0] * TOWN[1]:,} people, 20 messages/s, 20 files of {files.LIGHT // MIB} MiB on their way",
            "message_p99_ms",
            "less",
            chosen(product),
            beside,
            50,
        ),
    ]


def _browser(samples: int, subjects: list[Subject]) -> list[Case]:
    def case(title: str, goal: float | None, measure: Callable[..., Awaitable[Result]], **how: Any) -> Case:
        def run(subject: Subject, folder: Path) -> Awaitable[Result]:
            return measure(subject, folder, **how)

        return Case("browser", title, "median", "less", subjects, run, goal)

    size, paint = "script and style of the first load, kB with gzip", "first paint of the timeline, ms"
    cached, switch = f"{paint}: from what the browser keeps", "switch of conversation, ms"
    return [
        case(f"{size}: a conversation", 350, browser.first_load, path="/c"),
        case(f"{size}: the sign-in page", 350, browser.first_load, path="/login"),
        case(f"{paint}: never here before", None, browser.cold, samples=samples),
        case(cached, 300, browser.warm, samples=samples, without=""),
        case(f"{cached}, the socket silent", 300, browser.warm, samples=samples, without="socket"),
        case(f"{cached}, the server gone", 300, browser.warm, samples=samples, without="server"),
        case(f"{switch}: kept on the device", 50, browser.switch, samples=samples, held=False),
        case(f"{switch}: looked at before", 50, browser.switch, samples=samples, held=True),
        case("rows drawn by one new message", 1, browser.rows, samples=samples),
        case("own message painted, ms after Enter", None, browser.pending, samples=samples),
        *(
            case(
                f"opening a conversation of {messages:,} that was never here, ms",
                None,
                long_conversation.opening,
                samples=samples,
                messages=messages,
            )
            for messages in (100, 100_000)
        ),
        case("most rows on a way up over 2,000", 300, long_conversation.walking, messages=100_000, rows=2000),
        case("longest task under 20 messages a second, ms", 100, long_conversation.busy, seconds=10),
        case("a letter painted, ms after its key", 16, long_conversation.typing, samples=samples),
    ]


def _search(sizes: Sizes, subjects: list[Subject]) -> Case:
    def ask(subject: Subject, folder: Path) -> Awaitable[Result]:
        assert isinstance(subject, Product)
        return search.run(subject, folder, messages=sizes.messages, samples=sizes.samples)

    return Case("search", f"search in {sizes.messages:,} messages", "p50_ms", "less", subjects, ask, 30)


def _opening(sizes: Sizes, postgres: Postgres, chosen: Callable[..., list[Subject]]) -> list[Case]:
    count = 10 * sizes.samples
    subjects = chosen(
        opening.Cold(MIRROR_NONE, postgres, "none"),
        opening.Cold("with Redis, nothing in it", postgres, "empty"),
        opening.Cold("with Redis, mirrored", postgres, "full"),
    )

    def ask(subject: opening.Cold, folder: Path) -> Awaitable[Result]:
        return opening.run(subject, folder, conversations=count)

    title = f"{count:,} conversations, each opened for the first time after a restart"
    return [Case("opening", title, "p50_ms", "less", subjects, ask, base=MIRROR_NONE)]


def _posts(one_room: bool, size: int, sizes: Sizes, subjects: list[Subject]) -> Case:
    where = "one room" if one_room else "own rooms"
    return Case(
        "posts",
        f"{sizes.senders} senders, {where}, {size}-byte texts",
        "acked_per_s",
        "more",
        subjects,
        lambda subject, folder: posts.run(
            subject, folder, one_room=one_room, size=size, senders=sizes.senders, seconds=sizes.seconds
        ),
    )


def _fanout(in_flight: int, size: int, sizes: Sizes, subjects: list[Subject]) -> Case:
    pace = "next when all have it" if in_flight == 1 else f"{in_flight} in flight"
    return Case(
        "fanout",
        f"{sizes.sockets:,} sockets, {pace}, {size}-byte texts",
        "deliveries_per_s",
        "more",
        subjects,
        lambda subject, folder: fanout.run(
            subject, folder, sockets=sizes.sockets, in_flight=in_flight, size=size, seconds=sizes.seconds
        ),
    )


def _mix(per_second: float, sizes: Sizes, subjects: list[Subject]) -> Case:
    return Case(
        "mix",
        f"{TOWN[0] * TOWN[1]:,} people in {TOWN[0]} groups, {per_second:g} messages/s and what goes with it",
        "worst_p99_ms",
        "less",
        subjects,
        lambda subject, folder: mix.run(
            subject,
            folder,
            groups=TOWN[0],
            size=TOWN[1],
            per_second=per_second,
            seconds=sizes.paced_seconds,
        ),
        50,
    )


def _paced(size: int, sizes: Sizes, subjects: list[Subject]) -> Case:
    return Case(
        "paced",
        f"{sizes.sockets:,} sockets, 5 messages/s, {size}-byte texts",
        "p99_ms",
        "less",
        subjects,
        lambda subject, folder: paced.run(
            subject, folder, sockets=sizes.sockets, per_second=5, size=size, seconds=sizes.paced_seconds
        ),
    )
