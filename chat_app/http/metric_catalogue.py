"""Every metric that a worker has. `docs/metrics.md` says besides what to watch of them; a test compares."""

from dataclasses import dataclass
from typing import Literal

PREFIX = "parley_"


@dataclass(frozen=True, slots=True)
class Described:
    """One metric, by its name without `PREFIX`. `labels` have few values each, whatever anybody does."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()


def _counter(name: str, said: str, *labels: str) -> Described:
    return Described(name, "counter", said, labels)


def _gauge(name: str, said: str, *labels: str) -> Described:
    return Described(name, "gauge", said, labels)


def _histogram(name: str, said: str, *labels: str) -> Described:
    return Described(name, "histogram", said, labels)


CATALOGUE = (
    # How it is, as a whole.
    _gauge("info", "What runs here; the value is always 1.", "version", "database", "bus", "storage"),
    _gauge("worker_up", "Whether a worker of this machine answered when its figures were asked for."),
    _gauge("ready", "Whether the database, and Redis where there is one, answer: what /readyz tells."),
    _histogram("loop_lag_seconds", "How late the event loop came, looked at four times a second."),
    # Sockets.
    _gauge("sockets", "Open sockets of people who are signed in."),
    _gauge("people", "People who have at least one open socket."),
    _gauge("rooms", "Conversations that at least one open socket listens to."),
    _counter("sockets_refused_total", "Sockets that were not let in to /chat, by why.", "reason"),
    _gauge("sockets_at_the_door", "Steps of coming in (to connect, to sync) that wait for their turn."),
    _counter("sockets_cut_total", "Sockets that the server ended, by why.", "reason"),
    _gauge("sockets_behind", "Open sockets that read more slowly than is written to them."),
    _gauge("backlog_characters", "Characters that wait for sockets which read slowly."),
    # Events and deliveries.
    _counter("chat_events_total", "Events that sockets sent, by what they came to.", "event", "outcome"),
    _gauge("chat_events_in_flight", "Events that were received and not acknowledged yet."),
    _counter("messages_total", "New messages that were stored."),
    _counter("deliveries_total", "Events of conversations, each counted for every socket it was written to."),
    _histogram(
        "delivery_seconds",
        "From the receipt of a message until it was written to the sockets of its readers.",
    ),
    _counter("room_repairs_total", "Readings of a conversation from SQL because news of it may be missing."),
    # The database.
    _counter("writes_total", "Writes that the writer began."),
    _gauge("writes_waiting", "Writes that wait for the writer."),
    _counter("transactions_total", "Transactions that the writer began."),
    _counter("transactions_failed_total", "Transactions of the writer of which nothing was kept."),
    _histogram("commit_writes", "Writes that shared one committed transaction."),
    _histogram("commit_seconds", "From the beginning of a transaction to the end of its commit."),
    _histogram("read_seconds", "From asking for a read to its answer, waiting for a reader included."),
    _gauge("readers", "Reads that can be done at once."),
    _gauge("readers_busy", "Reads that are being done."),
    _gauge("reads_waiting", "Reads that wait for a reader."),
    _gauge("database_connections", "Open connections to the database, by pool.", "pool", "state"),
    # News between workers.
    _gauge("bus_up", "Whether news published now reaches the other workers."),
    _counter("bus_published_total", "Envelopes that the bus has taken."),
    _counter("bus_received_total", "Envelopes that the bus has brought."),
    _counter("bus_reconnects_total", "Connections to Redis that were made anew after one broke."),
    _gauge("bus_lag_seconds", "How long news last took through Redis and back; absent while not known."),
    _gauge("outbox_rows", "Rows that are committed and perhaps not published, of all workers, up to 10,000."),
    _counter("outbox_relayed_total", "Envelopes that were found left in the outbox and published late."),
    # HTTP.
    _counter("http_requests_total", "Answers of the API.", "method", "route", "status"),
    _histogram("http_seconds", "From the request to the end of its answer.", "route"),
    _gauge("http_requests_running", "Requests of the API that are being answered."),
    _counter("limited_total", "Refusals because something was done too often.", "limit"),
    # What goes on beside.
    _gauge("uploads", "Uploads that are coming in."),
    _counter("upload_bytes_total", "Bytes of uploads that came in."),
    _gauge("mails_waiting", "Mails that wait to be sent."),
    _counter("mails_total", "Mails, by what became of them.", "outcome"),
)
