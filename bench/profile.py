"""Where a running server spends its time, by sampling it from outside with py-spy."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

Stacks = Counter[tuple[str, ...]]
"""How often each stack was seen; the thread's number comes first, then the frames, the innermost last."""

_THREAD = re.compile(r"thread \((\d+)\)")


async def share_of(pid: int, files: Sequence[str], *, seconds: int) -> float:
    """Of the time that the process works, the share in which one of these files is on the stack (0 to 1).

    Raises:
        RuntimeError: the process could not be sampled.
    """
    with tempfile.TemporaryDirectory() as folder:
        stacks = _read(await _record(pid, Path(folder) / "stacks", "raw", seconds, "--rate", "200"))
    ours = sum(
        count for stack, count in stacks.items() if any(name in frame for frame in stack for name in files)
    )
    return ours / stacks.total() if stacks else float("nan")


async def sample(pid: int, *, seconds: int) -> Stacks:
    """Every thread, also those that wait, with their native frames.

    Raises:
        RuntimeError: the process could not be sampled.
    """
    options = ("--rate", "200", "--threads", "--native", "--idle")
    with tempfile.TemporaryDirectory() as folder:
        return _read(await _record(pid, Path(folder) / "stacks", "raw", seconds, *options))


async def flame_graph(pid: int, path: Path, *, seconds: int) -> None:
    """Draws where the process holds the interpreter.

    Raises:
        RuntimeError: the process could not be sampled.
    """
    await _record(pid, path, "flamegraph", seconds, "--rate", "500", "--gil", "--threads")


def _read(path: Path) -> Stacks:
    stacks = Stacks()
    for line in path.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        thread, *frames = stack.split(";")
        known = _THREAD.match(thread)
        stacks[known[1] if known else thread, *frames] += int(count)
    return stacks


async def _record(pid: int, path: Path, form: str, seconds: int, *options: str) -> Path:
    asked = ("--pid", str(pid), "--duration", str(seconds), "--format", form, "--output", path, *options)
    sampler = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("py-spy"),
        *("record", *asked),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await sampler.communicate()
    if sampler.returncode:
        raise RuntimeError(f"the server could not be sampled: {said.decode()[-300:]}")
    return path
