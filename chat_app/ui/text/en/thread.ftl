thread-title = Thread
thread-close = Close thread
thread-replies = { $count ->
    [one] 1 reply
   *[other] { $count } replies
}
thread-last-reply = Last reply { $time }
thread-new = New replies
thread-list = Replies
thread-empty = No replies yet. What is written here stays with this message.
thread-earlier = Show earlier replies
thread-field = Reply in thread
thread-send = Send reply
thread-offline = This thread is not kept on this device. It comes with the connection.
