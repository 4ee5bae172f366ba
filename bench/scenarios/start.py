"""How long until a new process serves, with a build and a database that are there already?"""

from __future__ import annotations

import asyncio
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

from bench.load import Result
from bench.subjects import Echo, Product, Stage

PAGE = "/login"
PATIENCE = 60
EVERY = 0.002
"""Seconds between two looks; they cost the generator's core, not the server's."""


async def run(subject: Echo | Product, folder: Path, *, samples: int) -> Result:
    """Medians over the samples.

    The files of the program are in memory: a first start after the machine's own reads them from its disk.
    """
    stage = await subject.hall(folder, 0)
    result = await asyncio.to_thread(_measured, stage, subject, samples)
    await stage.end()
    return result


def _measured(stage: Stage, subject: Echo | Product, samples: int) -> Result:
    server, faults = stage.servers[0], list[str]()
    ready: list[float] = []
    page: list[float] = []
    worked: list[float] = []
    for _ in range(samples):
        server.stop()
        began = perf_counter()
        server.start()
        path, size = (PAGE, 1000) if subject.stores else ("/", 1)
        _wait_for(f"http://127.0.0.1:{stage.port}{'/readyz' if subject.stores else '/'}")
        ready.append(perf_counter() - began)
        worked.append(server.cpu_seconds())
        line = HTTPConnection("127.0.0.1", stage.port, timeout=10)
        line.request("GET", path, headers={"Accept": "text/html"})
        answer = line.getresponse()
        body = answer.read()
        page.append(perf_counter() - began)
        line.close()
        if answer.status != 200 or len(body) < size:
            faults.append(f"GET {path} answered {answer.status} with {len(body)} bytes")
    figures = {
        "ready_s": median(ready),
        "ready_worst_s": max(ready),
        "first_page_s": median(page),
        "cpu_s": median(worked),
    }
    return Result(figures, faults, len(faults))


def _wait_for(url: str) -> None:
    end = perf_counter() + PATIENCE
    while perf_counter() < end:
        try:
            with urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            sleep(EVERY)
    raise RuntimeError(f"{url} does not answer")
