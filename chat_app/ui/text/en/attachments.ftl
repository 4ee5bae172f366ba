attachments-photos = { $count ->
    [one] Photo
   *[other] { $count } photos
}
attachments-videos = { $count ->
    [one] Video
   *[other] { $count } videos
}
attachments-recordings = { $count ->
    [one] Audio
   *[other] { $count } recordings
}
attachments-files = { $count } files
attachments-missing = This picture could not be loaded.
attachments-more = and { $count } more
attachments-download = Download
attachments-download-of = Download { $name }
attachments-preview = Preview
attachments-preview-of = Preview { $name }
attachments-lines = { $count ->
    [one] Show 1 more line
   *[other] Show { $count } more lines
}
attachments-fewer = Show less
attachments-rest = The rest is in the file.
