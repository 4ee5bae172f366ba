"""Who is looking at the page: known by the cookie of the WebSocket's handshake."""

from http.cookies import CookieError, SimpleCookie

import reflex as rx

from chat_app.errors import NotSignedIn
from chat_app.models.permissions import IN_INSTALLATION
from chat_app.settings import get_settings
from chat_app.ui.current_user import current_actor, current_user


class Session(rx.State):
    """Guards the pages that need a sign-in. What they show comes from elsewhere and is guarded there."""

    @rx.event
    async def require(self) -> rx.event.EventSpec | None:
        """Send whoever is not signed in to the sign-in page."""
        return None if await self._is_signed_in() else rx.redirect("/login", replace=True)

    @rx.event
    async def skip_sign_in(self) -> rx.event.EventSpec | None:
        """Send whoever is signed in already on to the conversations, unless an invitation leads them here."""
        if "invite" in self.router.url.query_parameters:
            return None
        return rx.redirect("/", replace=True) if await self._is_signed_in() else None

    @rx.event
    async def require_admin(self) -> rx.event.EventSpec | None:
        """Send whoever runs nothing here to the conversations, and who is not signed in to sign in."""
        try:
            actor = await current_actor(session_cookie(self.router.headers.cookie))
        except NotSignedIn:
            return rx.redirect("/login", replace=True)
        return None if IN_INSTALLATION[actor.role] else rx.redirect("/", replace=True)

    async def _is_signed_in(self) -> bool:
        return await current_user(session_cookie(self.router.headers.cookie)) is not None


def session_cookie(header: str) -> str | None:
    """The value of our cookie in a `Cookie` header."""
    try:
        morsel = SimpleCookie(header).get(get_settings().cookie_name)
    except CookieError:
        return None
    return morsel.value if morsel else None
