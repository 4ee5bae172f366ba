composer-label = Pesan
composer-placeholder = Tulis pesan
composer-archived = Percakapan ini diarsipkan
composer-send = Kirim
