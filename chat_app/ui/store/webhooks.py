"""The webhooks of a group."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Webhook:
    """`about` says who made it, and when it was used last."""

    id: str
    name: str
    about: str
    is_busy: bool


@dataclass(frozen=True)
class Webhooks:
    """Of the open group. `url` and `example` are of the one that was just made, once."""

    is_open: bool
    is_loading: bool
    failure: str
    is_saving: bool
    error: str
    is_made: bool
    made_name: str
    url: str
    example: str
    webhooks: list[Webhook]


has_webhooks_open = known("useHasWebhooksOpen", bool, "webhooksOpening")
open_webhooks = does("openWebhooks", "webhooksOpening")
load_webhooks = does("loadWebhooks", "webhooksOpening")

webhooks = known("useWebhooks", Webhooks, "webhooks")
webhooks_open_change = does("webhooksOpenChange", "webhooks")
create_webhook = does("createWebhook", "webhooks")
copy_webhook_url = does("copyWebhookUrl", "webhooks")
copy_webhook_example = does("copyWebhookExample", "webhooks")
select_webhook_url = does("selectWebhookUrl", "webhooks")


def delete_webhook(hook_id: Any) -> Var[Any]:
    return does("deleteWebhook", "webhooks", hook_id)
