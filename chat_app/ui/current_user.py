"""Who is looking at a page: asked of the services whenever one is loaded."""

from chat_app.errors import NotSignedIn
from chat_app.services import sessions
from chat_app.services.runtime import Runtime

_runtime: Runtime | None = None


def ask(runtime: Runtime) -> None:
    """Tell the pages once, when the app is put together, what to ask."""
    global _runtime
    _runtime = runtime


async def current_user(cookie: str | None) -> str | None:
    """The id of the user whose living session the cookie names, or None.

    Raises:
        Unavailable: the database cannot answer now.
    """
    if not cookie or _runtime is None:
        return None
    try:
        actor = await _runtime.database.read(sessions.actor_of_cookie, cookie)
    except NotSignedIn:
        return None
    return actor.user_id
