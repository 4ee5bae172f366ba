message-edited = edited
message-deleted = This message was deleted.
message-sending = Sending
message-sent = Sent
message-delivered = Delivered
message-read = Read
message-not-sent = Not sent. { $why }
message-retry = Retry
message-discard = Discard
message-edit-field = Edit message
message-edit-keys = Escape to cancel, Enter to save
message-tools = What to do with this message
message-edit = Edit
message-delete = Delete
message-react = React with { $emoji }
message-reaction-you = { $emoji }, you
message-reaction-you-and = { $emoji }, you and { $others } more
message-reaction-others = { $others ->
    [one] { $emoji }, 1 person
   *[other] { $emoji }, { $others } people
}
message-copied = Copied.
message-not-copied = This page may not copy for you: select the text and copy it by hand.
message-was-deleted = Message deleted.
message-not-edited = Your change was not saved: { $why }
message-not-deleted = The message was not deleted: { $why }
message-not-pinned = The pin was not saved: { $why }
message-not-reacted = Your reaction was not saved: { $why }
message-by = { $name }: { $text }
