pins-title = Pinned
pins-close = Close pinned messages
pins-show = { $count ->
    [one] 1 pinned message
   *[other] { $count } pinned messages
}
pins-mark = Pinned
pins-list = Pinned messages
pins-empty = Nothing is pinned here yet. Pin what everybody should find again: it is under More at every message.
pins-go = Go to the message
pins-take-down = Unpin
pins-more = Show more
