"""Tables, and the rules that need no database."""

from chat_app.models.conversation import Conversation, Membership
from chat_app.models.file import Attachment, DiscardedFile, File, Upload
from chat_app.models.installation import Installation
from chat_app.models.message import Mention, Message
from chat_app.models.outbox import Outbox
from chat_app.models.reaction import Reaction
from chat_app.models.receipt import Receipt
from chat_app.models.search import SearchEntry, SearchWord
from chat_app.models.session import RefreshToken, UserSession
from chat_app.models.user import User

__all__ = [
    "Attachment",
    "Conversation",
    "DiscardedFile",
    "File",
    "Installation",
    "Membership",
    "Mention",
    "Message",
    "Outbox",
    "Reaction",
    "Receipt",
    "RefreshToken",
    "SearchEntry",
    "SearchWord",
    "Upload",
    "User",
    "UserSession",
]
