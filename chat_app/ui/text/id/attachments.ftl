attachments-photos = { $count ->
    [1] Foto
   *[other] { $count } foto
}
attachments-videos = { $count ->
    [1] Video
   *[other] { $count } video
}
attachments-recordings = { $count ->
    [1] Audio
   *[other] { $count } rekaman
}
attachments-files = { $count } berkas
attachments-missing = Gambar ini tidak bisa dimuat.
attachments-more = dan { $count } lagi
attachments-download = Unduh
attachments-download-of = Unduh { $name }
attachments-preview = Pratinjau
attachments-preview-of = Pratinjau { $name }
attachments-lines = Tampilkan { $count } baris lagi
attachments-fewer = Tampilkan lebih sedikit
attachments-rest = Selebihnya ada di dalam berkas.
