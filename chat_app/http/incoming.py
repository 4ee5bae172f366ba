"""`POST /hooks/{token}`: what other programs post into a group, answered as Slack answers them."""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from chat_app.errors import Invalid, NotAllowed, NotFound, NotSignedIn, TooLarge
from chat_app.http.context import Here
from chat_app.models.ids import new_id
from chat_app.services import hooks, limits
from chat_app.services.incoming.payload import NoText, WrongPayload, read_payload

router = APIRouter(include_in_schema=False)

_NO_SERVICE = 404, "no_service"
_MOST_FIELDS = 100


@router.post("/hooks/{token}")
async def post(here: Here, request: Request, token: str) -> Response:
    """Posts a message. `docs/api.md` has what may be sent and what is answered."""
    try:
        poster = await here.database.read(hooks.poster_of, token)
    except NotFound:
        return _said(*_NO_SERVICE)
    here.runtime.limits.count(limits.HOOKS, hook=poster.hook_id)
    try:
        post = read_payload(await _payload(request))
        await here.runtime.messages.send(
            poster.actor,
            poster.conversation_id,
            client_id=new_id(),
            body=post.body,
            author_name=post.author_name or poster.name,
        )
    except NoText:
        return _said(400, "no_text")
    except (WrongPayload, Invalid):
        return _said(400, "invalid_payload")
    except (NotFound, NotSignedIn):  # gone meanwhile
        return _said(*_NO_SERVICE)
    except NotAllowed as error:
        if error.code == "archived":
            return _said(410, "channel_is_archived")
        return _said(403, "action_prohibited")
    if poster.stale:
        await here.database.write(hooks.touch, poster.hook_id)
    return _said(200, "ok")


async def _payload(request: Request) -> bytes:
    """The JSON text: the body, or the field `payload` of a form.

    `curl -d '{…}'` calls its body a form, and means JSON.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        try:
            async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
                value = form.get("payload")
                return value.encode() if isinstance(value, str) else b""
        except HTTPException as error:
            if error.status_code == TooLarge.status:
                raise
            raise WrongPayload from None
    body = await request.body()
    if kind != "application/x-www-form-urlencoded" or body.lstrip()[:1] == b"{":
        return body
    try:
        fields = parse_qs(body.decode(), max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise WrongPayload from None
    return fields.get("payload", [""])[0].encode("utf-8", "replace")


def _said(status: int, words: str) -> Response:
    return PlainTextResponse(words, status)
