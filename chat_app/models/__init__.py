"""Tables, and the rules that need no database."""

from chat_app.models.audit import AuditEntry
from chat_app.models.conversation import Conversation, Membership
from chat_app.models.file import Attachment, DiscardedFile, File, Upload
from chat_app.models.hook import Hook
from chat_app.models.installation import Installation, Setting
from chat_app.models.invite import Invite, InviteUse
from chat_app.models.message import Mention, Message
from chat_app.models.outbox import Outbox
from chat_app.models.proof import MailToken, RecoveryCode
from chat_app.models.reaction import Reaction
from chat_app.models.receipt import Receipt
from chat_app.models.report import Report
from chat_app.models.search import SearchEntry, SearchWord
from chat_app.models.session import RefreshToken, UserSession
from chat_app.models.user import User

__all__ = [
    "Attachment",
    "AuditEntry",
    "Conversation",
    "DiscardedFile",
    "File",
    "Hook",
    "Installation",
    "Invite",
    "InviteUse",
    "MailToken",
    "Membership",
    "Mention",
    "Message",
    "Outbox",
    "Reaction",
    "Receipt",
    "RecoveryCode",
    "RefreshToken",
    "Report",
    "SearchEntry",
    "SearchWord",
    "Setting",
    "Upload",
    "User",
    "UserSession",
]
