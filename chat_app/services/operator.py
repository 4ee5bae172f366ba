"""What may be done by who has the machine: without signing in, and told in the audit log without an actor."""

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from chat_app.errors import Conflict, NotFound
from chat_app.models import Conversation, User, UserSession
from chat_app.models.clock import now
from chat_app.models.ids import is_id
from chat_app.services import audit, events, instance, mail_tokens, sessions
from chat_app.services.presence import state_of
from chat_app.services.users import user_json

ROLES = ("owner", "admin")
"""Those that run an installation, the higher first."""


def is_known(session: Session, username: str) -> bool:
    return _named(session, username) is not None


def create_admin(session: Session, username: str, email: str, password_hash: str, role: str | None) -> str:
    """A new account; without a `role` the first is an owner's and any other an admin's. Returns the role.

    Whoever has the machine answers for the address, so it counts as verified.

    Raises:
        Conflict: `taken`.
    """
    is_first = instance.claim(session)
    role = role or ("owner" if is_first else "admin")
    user = User(
        username=username,
        email=email,
        display_name=username,
        password_hash=password_hash,
        role=role,
        email_verified_at=now(),
    )
    insert = postgresql.insert if session.connection().dialect.name == "postgresql" else sqlite.insert
    statement = insert(User).values(**user.model_dump()).on_conflict_do_nothing().returning(col(User.id))
    if session.connection().scalar(statement) is None:
        raise Conflict("Somebody has this name or address already.", code="taken")
    audit.record(session, None, "user.create", target=("user", user.id, username), data={"role": role})
    return role


def promote(session: Session, username: str, email: str | None, role: str) -> str:
    """Gives a person a role that runs the installation; returns it. Repeating changes nothing.

    Raises:
        NotFound; Conflict where the address is another's, or where it would be no promotion.
    """
    user = _named(session, username)
    if user is None:
        raise NotFound(f"There is no {username}.")
    if user.role == "bot":
        raise Conflict(f"{username} is a bot: it cannot run the installation.")
    if email is not None and user.email != email:
        raise Conflict(f"{username} has another e-mail address. Nothing was changed.", code="taken")
    if user.role in ROLES and ROLES.index(user.role) < ROLES.index(role):
        raise Conflict(f"{username} is an owner, which is more. Nothing was changed.")
    if user.role != role:
        before, change = user_json(user), {"role": [user.role, role]}
        user.role = role
        session.flush()
        events.user_changed(session, user.id, user_json(user, state_of(user.id)), before)
        audit.record(session, None, "user.change_role", target=("user", user.id, username), data=change)
    return role


def reset_password(session: Session, user_id: str, password_hash: str) -> int:
    """Sets the password and ends every session; returns how many there were."""
    user = session.get_one(User, user_id)
    user.password_hash = password_hash
    session.flush()
    mail_tokens.void(session, user_id, "reset")
    ended = sessions.end_all(session, user_id, "password_reset")
    audit.record(session, None, "user.reset_password", target=("user", user_id, user.username))
    return ended


def find_group(session: Session, group: str) -> Conversation:
    """A group by its id or its name.

    Raises:
        NotFound; Conflict where several have the name.
    """
    if is_id(group) and (found := session.get(Conversation, group)) is not None and found.kind == "group":
        return found
    named = session.scalars(
        select(Conversation)
        .where(col(Conversation.kind) == "group", col(Conversation.name) == group)
        .order_by(col(Conversation.id))
    ).all()
    if not named:
        raise NotFound(f"There is no group {group}.")
    if len(named) > 1:
        raise Conflict(f"Several groups are called {group}: {', '.join(one.id for one in named)}")
    return named[0]


def note_export(session: Session, group_id: str, format_name: str) -> None:
    """A whole group was handed out."""
    group = session.get(Conversation, group_id)
    name = group.name if group else ""
    audit.record(
        session, None, "group.export", target=("group", group_id, name), data={"format": format_name}
    )


def note_restore(session: Session, made_at: str, *, keep_sessions: bool) -> int:
    """The installation was put back as it was, and no server is running yet.

    Signs people out and returns on how many devices; what acts by itself (tokens of bots, webhooks) is left
    as it was then.
    """
    ended = 0
    if not keep_sessions:
        of_people = update(UserSession).where(
            col(UserSession.kind) == "browser", col(UserSession.ended_at).is_(None)
        )
        ended = session.connection().execute(of_people.values(ended_at=now(), end_reason="restored")).rowcount
    data = {"made_at": made_at, "signed_out": ended}
    audit.record(session, None, "installation.restore", target=("installation", None, ""), data=data)
    return ended


def _named(session: Session, username: str) -> User | None:
    return session.scalars(select(User).where(col(User.username) == username)).one_or_none()
