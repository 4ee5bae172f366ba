seen-title = Seen by
seen-close = Close who has seen it
seen-count = Seen by { $count }
seen-all = Seen by all
seen-show = { $words }: show who
seen-list = Who has seen this message
seen-delivered = Delivered
seen-nobody = Nobody has seen this message yet.
