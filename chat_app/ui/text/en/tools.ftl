tools-reply = Reply
tools-open-thread = Thread
tools-more = More
tools-pin = Pin
tools-unpin = Unpin
tools-copy-link = Copy link
tools-readers = Seen by
tools-link-copied = The link is copied.
