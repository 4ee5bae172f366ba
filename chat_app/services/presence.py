"""Who is online, in this worker's memory; nothing of it is in SQL.

A person is as present as their most present device: `online` before `away` before `offline`. Other
workers' devices are known through what those workers announce (`chat_app.realtime.presence`).
"""

from collections import defaultdict

STATES = ("offline", "away", "online")
_RANK = {state: rank for rank, state in enumerate(STATES)}

_devices: defaultdict[str, dict[str, str]] = defaultdict(dict)


def state_of(user_id: str) -> str:
    """`online`, `away` or `offline`."""
    devices = _devices.get(user_id)
    return max(devices.values(), key=_RANK.__getitem__) if devices else "offline"


def set_device(user_id: str, device: str, state: str) -> bool:
    """Notes the state of one device, and whether that changed the state of the person.

    A device is a socket here, or another worker speaking for all of a person's sockets there.
    """
    before = state_of(user_id)
    if state == "offline":
        devices = _devices.get(user_id)
        if devices is not None:
            devices.pop(device, None)
            if not devices:
                del _devices[user_id]
    else:
        _devices[user_id][device] = state
    return state_of(user_id) != before


def forget_device(device: str) -> list[str]:
    """Drops a device of many people (a worker that is gone); those whose state changed."""
    return [user_id for user_id in list(_devices) if set_device(user_id, device, "offline")]
