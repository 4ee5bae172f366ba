"""What the others are made of."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

Id = Annotated[str, Field(examples=["019ab3c4d5e6a1b2c3d4e5f60718"])]
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-01-02T03:04:05.678Z"])]


class Answer(BaseModel):
    """All fields are always there."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Page(Answer, Generic[T]):
    items: list[T]
    next: str | None = Field(description="Pass it as `cursor` for the next page; null on the last one.")


class Problem(Answer):
    code: str = Field(examples=["not_found"], pattern="^[a-z][a-z0-9_]*$")
    message: str = Field(description="One sentence for people.")
    fields: dict[str, str] = Field(description="What is wrong with single fields.")


class ErrorAnswer(Answer):
    error: Problem
