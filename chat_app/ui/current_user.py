"""Who is looking at a page: asked of the services whenever one is loaded."""

from chat_app.errors import NotSignedIn, Unavailable
from chat_app.models.actor import Actor
from chat_app.services import sessions
from chat_app.services.runtime import Runtime

_runtime: Runtime | None = None


def ask(runtime: Runtime) -> None:
    """Tell the pages once, when the app is put together, what to ask."""
    global _runtime
    _runtime = runtime


def the_runtime() -> Runtime:
    """What the worker has.

    Raises:
        Unavailable: it has not started yet.
    """
    if _runtime is None:
        raise Unavailable
    return _runtime


async def current_actor(cookie: str | None) -> Actor:
    """Who the living session stands for that the cookie names.

    Raises:
        NotSignedIn: nobody.
        Unavailable: the database cannot answer now.
    """
    if not cookie:
        raise NotSignedIn
    return await the_runtime().database.read(sessions.actor_of_cookie, cookie)


async def current_user(cookie: str | None) -> str | None:
    """The id of that user, or None.

    Raises:
        Unavailable: the database cannot answer now.
    """
    try:
        return (await current_actor(cookie)).user_id
    except NotSignedIn:
        return None
