"""The routes of `/api/v1`, one file for each noun."""

from fastapi import APIRouter

from chat_app.http.api import (
    admin,
    auth,
    avatars,
    bots,
    conversations,
    credentials,
    export,
    files,
    groups,
    hooks,
    instance,
    invites,
    markdown,
    me,
    members,
    messages,
    pins,
    preferences,
    reactions,
    receipts,
    reports,
    resumable,
    search,
    sessions,
    threads,
    users,
)

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for noun in (
    instance,
    auth,
    me,
    credentials,
    users,
    conversations,
    export,
    groups,
    invites,
    preferences,
    members,
    messages,
    markdown,
    threads,
    reactions,
    pins,
    receipts,
    search,
    sessions,
    resumable,
    files,
    avatars,
    reports,
    admin,
    hooks,
    bots,
):
    router.include_router(noun.router)
