jumps-new = New messages
jumps-news = { $count ->
    [one] 1 new message
   *[other] { $count } new messages
}
jumps-news-since = { $count ->
    [one] 1 new message since { $since }
   *[other] { $count } new messages since { $since }
}
jumps-mark-read = Mark as read
jumps-mark-unread = Mark unread from here
jumps-latest = Jump to latest
jumps-latest-new = { $count } new
jumps-date = Jump to date
jumps-date-from = { $day }: jump to date
jumps-today = Today
jumps-yesterday = Yesterday
jumps-week = A week ago
jumps-month = A month ago
jumps-beginning = The beginning
jumps-day = On a day
jumps-go = Go
