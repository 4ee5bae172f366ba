uploads-attach = Lampirkan berkas
uploads-list = Berkas yang akan dikirim
uploads-drop = Lepaskan untuk membagikan di { $name }
uploads-drop-thread = Lepaskan untuk membagikan di utas ini
uploads-begun = { $count ->
    [1] Mengunggah { $name }
   *[other] Mengunggah { $count } berkas
}
uploads-done = { $count ->
    [1] { $name } sudah diunggah
   *[other] { $count } berkas sudah diunggah
}
uploads-failed = { $name } tidak terunggah. { $why }
uploads-progress = Mengunggah { $name }
uploads-part = { $percent } dari { $size }
uploads-pace = { $speed } · sisa { $time }
uploads-waiting = Menunggu giliran
uploads-finishing = Hampir selesai…
uploads-lost = Menunggu jaringan
uploads-again = Dicoba lagi sebentar lagi
uploads-cancel = Batalkan { $name }
uploads-remove = Hapus { $name }
uploads-retry = Coba lagi { $name }
uploads-later = Dikirim setelah terunggah
uploads-take-back = Jangan kirim dulu
uploads-not-sent = Tidak terkirim: { $name } tidak terunggah. Coba lagi atau hapus dulu.
uploads-unreadable = Berkas ini sudah dipindahkan, diubah, atau dihapus. Hapus dari sini lalu pilih lagi.
uploads-folder = Folder tidak bisa dibagikan. Pilih berkas di dalamnya, atau kemas jadi satu.
uploads-too-large = { $count ->
    [1] { $name } terlalu besar. Di sini satu berkas paling besar { $limit }.
   *[other] { $count } berkas terlalu besar. Di sini satu berkas paling besar { $limit }.
}
uploads-most = Satu pesan memuat paling banyak { $most } berkas. Kirim sisanya dengan pesan berikutnya.
uploads-screenshot = Tangkapan layar { $day } pukul { $time }
