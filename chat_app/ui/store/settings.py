"""The settings page."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Mine:
    """Oneself, with what nobody else sees."""

    is_known: bool
    name: str
    username: str
    receipts: bool


@dataclass(frozen=True)
class Saving:
    """What has just been saved, and by name what could not be."""

    saved: str
    fields: dict[str, str]


@dataclass(frozen=True)
class NotificationSettings:
    """Of this device. `permission` is `default`, `granted`, `denied` or `unsupported`."""

    has_sound: bool
    volume: int
    volume_text: str
    has_desktop: bool
    permission: str
    level: str


@dataclass(frozen=True)
class Device:
    id: str
    name: str
    about: str
    is_current: bool
    is_busy: bool


@dataclass(frozen=True)
class Devices:
    is_loading: bool
    failure: str
    has_others: bool
    devices: list[Device]


settings_section = known("useSettingsPage", str, "settings")
"""The section that the address names. Where it is used, the store runs."""
open_settings = does("openSettings", "settings")
open_admin = does("openAdmin", "settings")
mine = known("useMine", Mine, "settings")
saving = known("useSaving", Saving, "settings")
save_name = does("saveName", "settings")
save_receipts = does("saveReceipts", "settings")

notification_settings = known("useNotificationSettings", NotificationSettings, "notificationSettings")
set_sound = does("setSound", "notificationSettings")
set_volume = does("setVolume", "notificationSettings")
set_desktop = does("setDesktop", "notificationSettings")
set_device_level = does("setDeviceLevel", "notificationSettings")
test_sound = does("testSound", "notificationSettings")

devices = known("useDevices", Devices, "devices")
load_devices = does("loadDevices", "devices")
end_other_devices = does("endOtherDevices", "devices")


def end_device(session_id: Any) -> Var[Any]:
    return does("endDevice", "devices", session_id)
