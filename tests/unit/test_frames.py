"""What goes over the wire is what the libraries would have written."""

from hypothesis import given
from hypothesis import strategies as st
from socketio.packet import Packet
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode

from chat_app.realtime import frames
from chat_app.realtime.wire import text_frame

EDGES = st.sampled_from(["", "x" * 125, "x" * 126, "y" * 65_535, "y" * 65_536, "é" * 63])


@given(st.text(max_size=300) | EDGES)
def test_a_text_frame_is_the_one_of_the_websockets_library(text: str) -> None:
    theirs = WebSocketFrame(Opcode.TEXT, text.encode()).serialize(mask=False)
    assert text_frame(text) == theirs


def test_an_events_packet_is_the_one_of_python_socketio() -> None:
    packet = Packet(2, namespace="/chat", data=["events", [{"type": "a"}, {"type": "b"}]])
    theirs = f"4{packet.encode()}"
    assert [frame.text for frame in frames.events(['{"type":"a"}', '{"type":"b"}'])] == [theirs]


def test_an_acknowledgement_is_the_one_of_python_socketio() -> None:
    packet = Packet(3, namespace="/chat", id=12, data=[{"ok": True}])
    theirs = f"4{packet.encode()}"
    assert frames.ack(12, '{"ok":true}').text == theirs


def test_many_large_events_are_spread_over_frames_in_order_and_none_is_left_out() -> None:
    events = [f'{{"n":{number},"x":"{"x" * 50_000}"}}' for number in range(10)]
    made = frames.events(events)
    assert 1 < len(made) < 10
    together = "".join(frame.text for frame in made)
    assert [together.find(f'{{"n":{number},') for number in range(10)] == sorted(
        together.find(f'{{"n":{number},') for number in range(10)
    )
    assert all(len(frame.text) < 200_000 for frame in made)
