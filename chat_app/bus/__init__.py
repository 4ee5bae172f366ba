"""The bus carries news between the workers: at most once, so whoever listens can repair from SQL."""

from chat_app.bus.envelope import EVERYONE, Envelope, Kind, conversation_channel, user_channel
from chat_app.bus.interface import Bus

__all__ = ["EVERYONE", "Bus", "Envelope", "Kind", "conversation_channel", "user_channel"]
