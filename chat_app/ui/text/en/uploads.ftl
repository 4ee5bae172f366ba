uploads-attach = Attach files
uploads-list = Files to send
uploads-drop = Drop to share in { $name }
uploads-drop-thread = Drop to share in this thread
uploads-begun = { $count ->
    [one] Uploading { $name }
   *[other] Uploading { $count } files
}
uploads-done = { $count ->
    [one] { $name } is uploaded
   *[other] { $count } files are uploaded
}
uploads-failed = { $name } was not uploaded. { $why }
uploads-progress = Uploading { $name }
uploads-part = { $percent } of { $size }
uploads-pace = { $speed } · { $time } left
uploads-waiting = Waiting for its turn
uploads-finishing = Finishing…
uploads-lost = Waiting for the network
uploads-again = Trying again in a moment
uploads-cancel = Cancel { $name }
uploads-remove = Remove { $name }
uploads-retry = Retry { $name }
uploads-later = Sends when uploaded
uploads-take-back = Don’t send yet
uploads-not-sent = Not sent: { $name } was not uploaded. Retry or remove it first.
uploads-unreadable = It has been moved, changed or deleted since. Remove it and choose it again.
uploads-folder = Folders cannot be shared. Choose the files in them, or pack them into one.
uploads-too-large = { $count ->
    [one] { $name } is too large. A file may have up to { $limit } here.
   *[other] { $count } files are too large. Each may have up to { $limit } here.
}
uploads-most = A message carries up to { $most } files. Send the rest with the next.
uploads-screenshot = Screenshot { $day } at { $time }
