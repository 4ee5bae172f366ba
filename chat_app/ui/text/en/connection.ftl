connection-connecting = { $waits ->
    [0] Connecting …
   *[other] Connecting. What you wrote will be sent.
}
connection-offline = { $waits ->
    [0] Offline. You can read and write; what you write is sent when the connection is back.
    [one] Offline. 1 change is kept here and sent when the connection is back.
   *[other] Offline. { $waits } changes are kept here and sent when the connection is back.
}
connection-wrong-address = Parley expects to be opened at { $expected }. To use it here, set CHAT_PUBLIC_URL to { $here } and start it again.
