"""How long does a search take among very many messages, for each kind of question?"""

from __future__ import annotations

import itertools
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import orjson

from bench.archive import archive
from bench.figures import milliseconds
from bench.load import Result
from bench.machine import yardstick_ms
from bench.people import Account
from bench.subjects import Product

QUESTIONS: dict[str, tuple[str, ...]] = {
    "a rare word": ("{rare}", "{rare2}", "{rare3}"),
    "a common word": ("{common}", "{common2}"),
    "a word of the middle": ("{middle}", "{middle2}", "{middle3}"),
    "two common words": ("{common} {common2}", "{common2} {middle}"),
    "a common and a rare word": ("{common} {rare}", "{rare2} {common2}"),
    "a phrase": ('"{common} {common2}"', '"{common2} {middle}"'),
    "the beginning of a word": ("{rare_begin}", "{middle_begin}"),
    "a part of a word": ("{rare_inside}", "{middle_inside}"),
    "two characters": ("{two}", "ka"),
    "ideographs": ("東京都", "会議", "料"),
    "a word of one person": ("from:sender3 {middle}", "from:sender5 {common}"),
    "a word in one group": ("in:group7 {middle}", "in:group41 {rare}"),
    "a word that nobody wrote": ("qqqxyzq", "{common} qqqxyzq"),
    "has:link": ("has:link", "has:link {middle}"),
    "has:reaction": ("has:reaction", "has:reaction {middle}"),
    "is:pinned": ("is:pinned", "is:pinned {common}"),
    "a time": ("before:{half} {middle}", "after:{half} from:sender2"),
}


async def run(subject: Product, folder: Path, *, messages: int, samples: int) -> Result:
    """Figures `p50_ms` and `p99_ms` over all questions, and `<kind>, p50 ms` for each kind of them."""
    stage, about = await archive(subject, folder, messages)
    waits: dict[str, list[float]] = {}
    faults: list[str] = []
    yardsticks: list[float] = []
    line = HTTPConnection("127.0.0.1", stage.port, timeout=60)
    for _, (kind, questions) in itertools.product(range(samples), QUESTIONS.items()):
        yardsticks.append(yardstick_ms())
        for question in questions:
            asked = question.format(**about.words)
            began = perf_counter()
            answer = ask(line, about.reader, asked)
            waits.setdefault(kind, []).append(perf_counter() - began)
            if not answer["items"] and kind not in {
                "a word that nobody wrote",
                "a phrase",
                "a word in one group",
            }:
                faults.append(f"{asked} found nothing")
    everything = [wait for found in waits.values() for wait in found]
    figures = milliseconds(everything)
    figures |= {f"{kind}, p50 ms": milliseconds(found)["p50_ms"] for kind, found in waits.items()}
    figures |= {f"{kind}, p99 ms": milliseconds(found)["p99_ms"] for kind, found in waits.items()}
    figures["yardstick_ms"] = round(median(yardsticks), 1)
    line.close()
    await stage.end()
    return Result(figures, faults[:5], len(faults))


def ask(line: HTTPConnection, reader: Account, question: str) -> dict[str, Any]:
    """By the plainest client that there is: a comfortable one takes a third of the time of an answer."""
    line.request("GET", f"/api/v1/search?{urlencode({'q': question})}", headers=reader.headers)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{question} answered {answer.status}: {body[:300]!r}")
    return orjson.loads(body)
