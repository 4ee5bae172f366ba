"""Types of what callers may send."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chat_app.errors import Invalid
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

Limit = Annotated[int, Field(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[str | None, Field(max_length=200, description="The `next` of the page before.")]


class Body(BaseModel):
    """A JSON body; unknown names are ignored, and nothing is taken for what it is not."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)
