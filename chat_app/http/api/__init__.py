"""The routes of `/api/v1`, one file for each noun."""

from fastapi import APIRouter

from chat_app.http.api import (
    auth,
    conversations,
    instance,
    markdown,
    me,
    members,
    messages,
    pins,
    preferences,
    reactions,
    receipts,
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
    users,
    conversations,
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
):
    router.include_router(noun.router)
