"""The `/chat` namespace: sockets, rooms, and the way of an event to everybody who may see it."""
