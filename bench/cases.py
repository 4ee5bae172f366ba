"""Every measurement of a run: a question, its numbers, and whom it is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.case import ROOM, Case, Sizes
from bench.cast import EMIT_UVICORN, MIRROR_NONE, ONE_WORKER, PLAIN_SYNCED, Cast
from bench.depots import MIB, Copy
from bench.load import SHORT, Result
from bench.scenarios import (
    browser,
    fanout,
    files,
    history,
    long_conversation,
    mix,
    opening,
    paced,
    posts,
    rooms,
    search,
    sockets,
    start,
    stored,
    storm,
)
from bench.subjects import Product, Rooms, Subject

PING = 10
"""Seconds between two pings, of the product and of what stands beside it."""


def cases(scenarios: list[str], sizes: Sizes, cast: Cast) -> list[Case]:
    """The cases of the named scenarios."""
    return [case for name, make in SCENARIOS.items() if name in scenarios for case in make(sizes, cast)]


def _posts(sizes: Sizes, cast: Cast) -> list[Case]:
    subjects = cast.chosen(cast.granian, cast.uvicorn, cast.echo, *cast.stored)
    few, many = sizes.senders, 4 * sizes.senders
    return [
        _post_case("posts", sizes, subjects, one_room=one_room, size=size, senders=senders)
        for one_room in (False, True)
        for senders, texts in ((few, sizes.texts), (many, sizes.texts[:1]))
        for size in texts
    ]


def _post_case(
    scenario: str, sizes: Sizes, subjects: list[Subject], *, one_room: bool, size: int, senders: int
) -> Case:
    where = "one room" if one_room else "own rooms"
    return Case(
        scenario,
        f"{senders} senders, {where}, {size}-byte texts",
        "acked_per_s",
        "more",
        subjects,
        lambda subject, folder: posts.run(
            subject, folder, one_room=one_room, size=size, senders=senders, seconds=sizes.seconds
        ),
    )


def _fanout(sizes: Sizes, cast: Cast) -> list[Case]:
    subjects = cast.chosen(cast.granian, cast.uvicorn, cast.floor, cast.sqlite)

    def case(in_flight: int, size: int) -> Case:
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

    return [case(in_flight, size) for in_flight in (1, 32) for size in sizes.texts]


def _paced(sizes: Sizes, cast: Cast) -> list[Case]:
    subjects = cast.chosen(cast.granian, cast.uvicorn, cast.floor, cast.sqlite)

    def case(size: int) -> Case:
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

    return [case(size) for size in sizes.texts]


def _rooms(sizes: Sizes, cast: Cast) -> list[Case]:
    return _room_cases("rooms", sizes, cast.chosen(cast.granian, cast.uvicorn, *cast.stored))


def _room_cases(scenario: str, sizes: Sizes, subjects: list[Subject]) -> list[Case]:
    title, how = f"{sizes.groups} rooms of {ROOM}", {"groups": sizes.groups, "size": ROOM}

    def at_a_pace(subject: Rooms, folder: Path) -> Awaitable[Result]:
        return rooms.paced(subject, folder, **how, per_second=50, seconds=sizes.paced_seconds)

    def without_rest(subject: Rooms, folder: Path) -> Awaitable[Result]:
        return rooms.saturated(subject, folder, **how, seconds=sizes.seconds)

    return [
        Case(scenario, f"{title}, 50 messages/s", "last_p99_ms", "less", subjects, at_a_pace),
        Case(
            f"{scenario} saturated",
            f"{title}, one of each sends at the ack of the last",
            "deliveries_per_s",
            "more",
            subjects,
            without_rest,
        ),
    ]


def _workers(sizes: Sizes, cast: Cast) -> list[Case]:
    subjects = cast.chosen(*cast.several)
    sent = _post_case("workers posts", sizes, subjects, one_room=False, size=SHORT, senders=2 * sizes.senders)
    return [
        replace(case, title=f"{case.title}, all cores", base=ONE_WORKER, once=case.better == "less")
        for case in (sent, *_room_cases("workers", sizes, subjects))
    ]


def _mix(sizes: Sizes, cast: Cast) -> list[Case]:
    def case(per_second: float) -> Case:
        return Case(
            "mix",
            f"{sizes.people:,} people in {sizes.groups} groups, {per_second:g} messages/s and all that goes"
            " with it",
            "worst_p99_ms",
            "less",
            cast.chosen(cast.sqlite),
            lambda subject, folder: mix.run(
                subject,
                folder,
                groups=sizes.groups,
                size=ROOM,
                per_second=per_second,
                seconds=sizes.paced_seconds,
            ),
            50,
        )

    return [case(per_second) for per_second in (20, 50)]


def _storm(sizes: Sizes, cast: Cast) -> list[Case]:
    def case(kind: storm.Break, back_off: bool) -> Case:
        cause = "cut" if kind == "cut" else "lost with a killed server"
        return Case(
            "storm",
            f"{sizes.people:,} lines are {cause}; back {'as our client does' if back_off else 'all at once'}",
            "in_sync_s",
            "less",
            cast.chosen(*([cast.uvicorn] if kind == "cut" else []), *cast.stored),
            lambda subject, folder: storm.run(
                subject, folder, groups=sizes.groups, size=ROOM, kind=kind, back_off=back_off, seconds=2
            ),
            10,
            base=EMIT_UVICORN,
            once=True,
        )

    kinds: tuple[storm.Break, ...] = ("cut", "killed")
    return [case(kind, back_off) for kind in kinds for back_off in (True, False)]


def _sockets(sizes: Sizes, cast: Cast) -> list[Case]:
    def case(count: int) -> Case:
        return Case(
            "sockets",
            f"{count:,} sockets",
            "pss_mib",
            "less",
            cast.chosen(cast.uvicorn, cast.floor, cast.sqlite),
            lambda subject, folder: sockets.run(
                subject,
                folder,
                sockets=count,
                idle=PING,
                paced=sizes.paced_seconds / 4,
                seconds=sizes.seconds / 2,
            ),
            base=EMIT_UVICORN,
            series="sockets",
            size=count,
            once=True,
        )

    return [case(count) for count in sizes.socket_counts]


def _history(sizes: Sizes, cast: Cast) -> list[Case]:
    def case(count: int) -> Case:
        return Case(
            "history",
            f"pages of {history.PAGE} of {count:,} messages, {history.WRITES_PER_S} written a second",
            "pages_per_s",
            "more",
            cast.chosen(cast.uvicorn, *cast.stored),
            lambda subject, folder: history.run(subject, folder, messages=count, seconds=sizes.seconds / 2),
            base=EMIT_UVICORN,
            series="messages",
            size=count,
            once=True,
        )

    return [case(count) for count in sizes.message_counts]


def _stored(sizes: Sizes, cast: Cast) -> list[Case]:
    def case(count: int) -> Case:
        return Case(
            "stored",
            f"with {count:,} messages",
            "posts_per_s",
            "more",
            cast.chosen(*cast.stored),
            lambda subject, folder: stored.run(subject, folder, messages=count, seconds=sizes.seconds),
            base="",
            series="messages",
            size=count,
            once=True,
        )

    return [case(count) for count in sizes.message_counts]


def _start(sizes: Sizes, cast: Cast) -> list[Case]:
    samples = max(3, sizes.samples // 4)
    return [
        Case(
            "start",
            f"a start, median of {samples}",
            "ready_s",
            "less",
            cast.chosen(cast.granian, cast.uvicorn, *cast.served),
            lambda subject, folder: start.run(subject, folder, samples=samples),
            once=True,
        )
    ]


def _search(sizes: Sizes, cast: Cast) -> list[Case]:
    def ask(subject: Product, folder: Path) -> Awaitable[Result]:
        return search.run(subject, folder, messages=sizes.messages, samples=sizes.samples)

    title = f"search in {sizes.messages:,} messages"
    return [Case("search", title, "p50_ms", "less", cast.chosen(*cast.stored), ask, 30, once=True)]


def _opening(sizes: Sizes, cast: Cast) -> list[Case]:
    count = 10 * sizes.samples
    ways: dict[str, opening.Redis] = {
        MIRROR_NONE: "none",
        "with Redis, nothing in it": "empty",
        "with Redis, mirrored": "full",
    }

    def ask(subject: opening.Cold, folder: Path) -> Awaitable[Result]:
        return opening.run(subject, folder, conversations=count)

    return [
        Case(
            "opening",
            f"{count:,} conversations, each opened for the first time after a restart",
            "p50_ms",
            "less",
            cast.chosen(
                *(
                    opening.Cold(name, postgres, way)
                    for postgres in cast.servers
                    for name, way in ways.items()
                )
            ),
            ask,
            base=MIRROR_NONE,
        )
    ]


def _files(sizes: Sizes, cast: Cast) -> list[Case]:
    synced, copied = Copy(PLAIN_SYNCED, sync=True), Copy("body copied to a file, uvicorn", sync=False)
    into, out_of = cast.chosen(synced, copied, cast.sqlite), cast.chosen(synced, cast.sqlite)

    def case(title: str, subjects: list[Subject], way: files.Way) -> Case:
        def run(subject: Copy | Product, folder: Path) -> Awaitable[Result]:
            return files.run(subject, folder, way=way, size=sizes.file)

        title = f"a file of {sizes.file // MIB:,} MiB {title}"
        return Case("files", title, "mb_per_s", "more", subjects, run, base=PLAIN_SYNCED)

    def beside(subject: Product, folder: Path) -> Awaitable[Result]:
        how: dict[str, Any] = {"groups": sizes.groups, "size": ROOM, "per_second": 20, "uploads": 20}
        return files.beside(subject, folder, **how, seconds=sizes.paced_seconds)

    return [
        case("in one request", into, "whole"),
        case(f"in requests of {files.PART // MIB} MiB (tus)", into, "parts"),
        case("out", out_of, "out"),
        Case(
            "uploading",
            f"{sizes.people:,} people, 20 messages/s, 20 files of {files.LIGHT // MIB} MiB on their way",
            "message_p99_ms",
            "less",
            cast.chosen(cast.sqlite),
            beside,
            50,
            once=True,
        ),
    ]


def _browser(sizes: Sizes, cast: Cast) -> list[Case]:
    subjects, samples = cast.chosen(cast.pages), sizes.samples

    def case(title: str, goal: float | None, measure: Callable[..., Awaitable[Result]], **how: Any) -> Case:
        def run(subject: Subject, folder: Path) -> Awaitable[Result]:
            return measure(subject, folder, **how)

        return Case("browser", title, "median", "less", subjects, run, goal, once=True)

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


SCENARIOS: dict[str, Callable[[Sizes, Cast], list[Case]]] = {
    "posts": _posts,
    "fanout": _fanout,
    "paced": _paced,
    "rooms": _rooms,
    "workers": _workers,
    "mix": _mix,
    "storm": _storm,
    "sockets": _sockets,
    "history": _history,
    "stored": _stored,
    "start": _start,
    "search": _search,
    "opening": _opening,
    "files": _files,
    "browser": _browser,
}
