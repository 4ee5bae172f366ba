"""What only those who run an installation may call: `/admin`, one file for each noun."""

from fastapi import APIRouter

from chat_app.http.api.admin import audit, groups, members, reports, settings, system, users

router = APIRouter(prefix="/admin")
for noun in (users, groups, members, reports, audit, settings, system):
    router.include_router(noun.router)
