composer-label = Pesan
composer-placeholder = Tulis pesan
composer-archived = Grup ini diarsipkan: bisa dibaca, tidak bisa diubah.
composer-admins = Hanya pemilik dan admin yang menulis di grup ini.
composer-send = Kirim
