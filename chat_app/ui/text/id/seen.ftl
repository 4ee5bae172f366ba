seen-title = Dilihat oleh
seen-close = Tutup daftar yang sudah melihat
seen-count = Dilihat { $count } orang
seen-all = Dilihat semua orang
seen-show = { $words }: lihat siapa saja
seen-list = Yang sudah melihat pesan ini
seen-delivered = Terkirim
seen-nobody = Belum ada yang melihat pesan ini.
