"""The one question that pages ask the services on load."""


async def current_user(cookie: str | None) -> str | None:
    """The id of the user whose living session the cookie names."""
    return cookie or None
