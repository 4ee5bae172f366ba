"""Forms with one file (`multipart/form-data`), whose bytes are handed on as they arrive."""

from collections import deque
from collections.abc import AsyncIterator

from fastapi import Request
from python_multipart import multipart
from python_multipart.exceptions import FormParserError

from chat_app.errors import BadRequest, Invalid, UnsupportedType
from chat_app.http.streaming import chunks_of, drain
from chat_app.services.turns import Turns

FIELD = "file"
_LONGEST_VALUE = 256
_MOST_PARTS = 10


class FileForm:
    """A form as it comes in. `chunks` has to be read to its end, then `fields` are all there.

    Fields that stand before the file are known as soon as `name` is.
    """

    def __init__(self, request: Request, turns: Turns) -> None:
        """Raises UnsupportedType or BadRequest if the request is no form."""
        kind, options = multipart.parse_options_header(request.headers.get("content-type", ""))
        if kind.lower() != b"multipart/form-data":
            raise UnsupportedType("Send the file as multipart/form-data.")
        boundary = options.get(b"boundary")
        if not boundary:
            raise BadRequest("The form does not say where its parts end.", code="not_multipart")
        self.fields: dict[str, str] = {}
        self.name: str | None = None
        """Of the file, as the caller calls it; None until it has begun."""
        self._body = chunks_of(request.receive, turns)
        self._ready: deque[bytes] = deque()
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._disposition = b""
        self._field: str | None = None
        self._parts = 0
        self._value = bytearray()
        self._has_ended = False
        try:
            self._parser = multipart.MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begins,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_ends,
                    "on_headers_finished": self._headers_end,
                    "on_part_data": self._data,
                    "on_part_end": self._part_ends,
                    "on_end": self._end,
                },
            )
        except FormParserError:
            raise BadRequest("The form cannot be read.", code="not_multipart") from None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes of the file.

        Raises:
            Invalid: there is no file, or more than one.
            BadRequest: it is no form, or it broke off.
        """
        async for data in self._body:
            try:
                self._parser.write(data)
            except FormParserError:
                raise BadRequest("The form cannot be read.", code="not_multipart") from None
            while self._ready:
                yield self._ready.popleft()
        if not self._has_ended:
            raise BadRequest("The form broke off.", code="incomplete")
        if self.name is None:
            raise Invalid(fields={FIELD: "is required"})

    async def drain(self) -> None:
        """Passes over the rest; see `chat_app.http.streaming.drain`."""
        await drain(self._body)

    def _part_begins(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise BadRequest("The form has too many fields.", code="not_multipart")
        self._disposition, self._field = b"", None
        self._value = bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _header_ends(self) -> None:
        name, value = self._header
        if bytes(name).lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def _headers_end(self) -> None:
        _, options = multipart.parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode(errors="replace")
        if self._field == FIELD:
            if self.name is not None:
                raise Invalid(fields={FIELD: "is there twice"})
            self.name = options.get(b"filename", b"").decode(errors="replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field == FIELD:
            self._ready.append(data[start:end])
            return
        self._value.extend(data[start:end])
        if len(self._value) > _LONGEST_VALUE:
            raise Invalid(fields={self._field or "form": f"is longer than {_LONGEST_VALUE} characters"})

    def _part_ends(self) -> None:
        if self._field and self._field != FIELD:
            self.fields[self._field] = self._value.decode(errors="replace")

    def _end(self) -> None:
        self._has_ended = True
