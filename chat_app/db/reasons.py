"""Why the database refused something, as far as a log may tell."""

from sqlalchemy.exc import DataError, DBAPIError


def reason_of(error: Exception) -> str:
    """What the driver says of it in its first line; in the others PostgreSQL quotes what was to be stored,
    and of data that do not fit in the first one too."""
    cause = (isinstance(error, DBAPIError) and error.orig) or error
    if isinstance(error, DataError):
        return type(cause).__name__
    said, _, _ = str(cause).strip().partition("\n")
    return f"{type(cause).__name__}: {said}"
