"""Files that people send without a page, and how they look in one."""

import io
import math
import secrets
import struct
import wave
from typing import Any

import pyvips
from playwright.sync_api import Locator

from tests.browser.person import Person


def picture(width: int = 1200, height: int = 900, hue: int = 40, suffix: str = ".jpg") -> bytes:
    """A gradient from one side to the other."""
    at = pyvips.Image.xyz(width, height)
    colour = (40 + 40 * at[1] / height).bandjoin([20 + 30 * at[0] / width, hue + 50 * at[0] / width])
    drawn = colour.copy(interpretation="lch").colourspace("srgb").cast("uchar")
    written: bytes = drawn.write_to_buffer(suffix)
    return written


def sound(seconds: int) -> bytes:
    """A tone, as WAV."""
    rate = 8000
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = (int(8000 * math.sin(at / 8)) for at in range(rate * seconds))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return into.getvalue()


def upload(person: Person, name: str, content: bytes, mime: str = "application/octet-stream") -> str:
    """The id of a new file. What the server takes it for is up to its bytes."""
    answer = person.context.request.post(
        f"{person.url}/api/v1/files",
        multipart={"file": {"name": name, "mimeType": mime, "buffer": content}},
        headers={"Origin": person.url},
    )
    assert answer.ok, answer.text()
    return answer.json()["id"]


def send_files(
    person: Person, conversation_id: str, *files: str, text: str = "", thread: str | None = None
) -> dict[str, Any]:
    """A message with these files, and a text or none."""
    body: dict[str, Any] = {"client_id": secrets.token_hex(8), "body": text, "attachment_ids": list(files)}
    if thread:
        body["thread_root"] = thread
    return person.ask("POST", f"/conversations/{conversation_id}/messages", body)


def send_pictures(person: Person, conversation_id: str, *names: str, text: str = "") -> dict[str, Any]:
    """A message with one picture for each name, of different colours."""
    drawn = [
        upload(person, name, picture(hue=40 * number, height=600 + 150 * (number % 4)), "image/jpeg")
        for number, name in enumerate(names)
    ]
    return send_files(person, conversation_id, *drawn, text=text)


def shown(person: Person, name: str) -> Locator:
    """The picture of this name, in the timeline."""
    return person.timeline.get_by_role("button", name=name, exact=True)


def lightbox(person: Person) -> Locator:
    return person.page.get_by_role("dialog", name="Pictures", exact=True)
