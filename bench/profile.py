"""Where a running server spends its time, by sampling it from outside."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


async def share_of(pid: int, files: Sequence[str], *, seconds: int) -> float:
    """Of the time that the process works, the share in which one of these files is on the stack (0 to 1).

    Raises:
        RuntimeError: the process could not be sampled.
    """
    with tempfile.TemporaryDirectory() as folder:
        stacks = Path(folder) / "stacks"
        command = (
            "record",
            "--pid",
            str(pid),
            "--duration",
            str(seconds),
            "--rate",
            "200",
            "--format",
            "raw",
        )
        sampler = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("py-spy"),
            *command,
            "--output",
            stacks,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await sampler.communicate()
        if sampler.returncode:
            raise RuntimeError(f"the server could not be sampled: {said.decode()[-300:]}")
        total = ours = 0
        for line in stacks.read_text().splitlines():
            stack, _, count = line.rpartition(" ")
            total += int(count)
            ours += int(count) * any(name in stack for name in files)
    return ours / total if total else float("nan")
