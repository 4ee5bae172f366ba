"""Types of what callers may send."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from chat_app.errors import Invalid
from chat_app.models.clock import from_iso
from chat_app.services.message_content import check_text

_LARGEST = 2**31 - 1


def _checked(value: str) -> str:
    try:
        return check_text("text", value)
    except Invalid as error:
        raise ValueError(error.fields["text"]) from None


Text = Annotated[str, AfterValidator(_checked)]
"""Text that every database and every client can take: no NUL, no lone surrogates."""

Counter = Annotated[int, AfterValidator(lambda value: max(-1, min(value, _LARGEST)))]
"""A seq or a rev. Beyond what any conversation has, all values mean the same."""


def _instant(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError("must be a time as RFC 3339 writes it")
    return from_iso(value)


Time = Annotated[
    int, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time", "maxLength": 64})
]
"""RFC 3339 with an offset on the wire, milliseconds since 1970 here."""

Limit = Annotated[int, Field(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[str | None, Field(max_length=200, description="The `next` of the page before.")]


class Body(BaseModel):
    """A JSON body; unknown names are ignored, and nothing is taken for what it is not."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)
