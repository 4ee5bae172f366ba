# Glosarium. Satu kata untuk satu hal, di semua berkas; sapaan "Anda", nada santai dan singkat.
#
# account: akun; sign in/out: masuk/keluar; password: kata sandi; username: nama pengguna; display name: nama tampilan
# conversation: percakapan; direct message: pesan langsung; group: grup; member: anggota; owner: pemilik; admin: admin
# message: pesan; reply: balasan/balas; thread: utas; quote: kutipan; draft: draf; mention: sebutan; reaction: reaksi
# pin: sematkan; pinned: disematkan; mute: bisukan; notification: notifikasi; unread: belum dibaca; read: dibaca
# send/sent/delivered: kirim/terkirim/tersampaikan; edit: ubah; delete: hapus; retry: coba lagi; discard: buang; undo: urungkan
# search: cari; settings: pengaturan; link: tautan; invite: undang/undangan; archive: arsip; topic: topik; people: orang
# online/away/offline: online/sedang pergi/offline; connection: koneksi; browser: browser; device: perangkat
common-broken = Halaman ini bermasalah
common-broken-why = Ada bagian yang tidak bisa ditampilkan. Yang sudah Anda kirim tetap aman.
common-broken-again = Muat ulang
common-try-again = Coba lagi
common-try-now = Coba sekarang
common-cancel = Batal
common-close = Tutup
common-save = Simpan
common-done = Selesai
common-actions = Tindakan
common-actions-for = Tindakan untuk { $name }
common-notices = Pemberitahuan
common-dismiss = Tutup pemberitahuan
common-copy-text = Salin teks
common-undo = Urungkan
common-online = Online
common-away = Sedang pergi
common-offline = Offline
common-deleted-account = Akun terhapus
common-name-or-username = Nama atau nama pengguna
common-nobody-found = Tidak ada orang dengan nama itu.
common-skip = Lompat ke percakapan
