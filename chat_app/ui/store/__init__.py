"""The client store, typed for Python: what it knows are vars, what it does are event triggers.

The modules behind it are in `client/`. Nothing here asks the server anything.
"""

from chat_app.ui.store.account import *  # noqa: F403
from chat_app.ui.store.appearance import *  # noqa: F403
from chat_app.ui.store.avatars import *  # noqa: F403
from chat_app.ui.store.conversations import *  # noqa: F403
from chat_app.ui.store.emoji import *  # noqa: F403
from chat_app.ui.store.face import on as on
from chat_app.ui.store.gallery import *  # noqa: F403
from chat_app.ui.store.groups import *  # noqa: F403
from chat_app.ui.store.jumps import *  # noqa: F403
from chat_app.ui.store.language import *  # noqa: F403
from chat_app.ui.store.members import *  # noqa: F403
from chat_app.ui.store.messages import *  # noqa: F403
from chat_app.ui.store.new_conversation import *  # noqa: F403
from chat_app.ui.store.overlays import *  # noqa: F403
from chat_app.ui.store.panel import *  # noqa: F403
from chat_app.ui.store.password import *  # noqa: F403
from chat_app.ui.store.reading import *  # noqa: F403
from chat_app.ui.store.reporting import *  # noqa: F403
from chat_app.ui.store.resetting import *  # noqa: F403
from chat_app.ui.store.search import *  # noqa: F403
from chat_app.ui.store.security import *  # noqa: F403
from chat_app.ui.store.settings import *  # noqa: F403
from chat_app.ui.store.sidebar import *  # noqa: F403
from chat_app.ui.store.status import *  # noqa: F403
from chat_app.ui.store.switcher import *  # noqa: F403
from chat_app.ui.store.uploads import *  # noqa: F403
from chat_app.ui.store.webhooks import *  # noqa: F403
from chat_app.ui.store.welcome import *  # noqa: F403
from chat_app.ui.store.writing import *  # noqa: F403
