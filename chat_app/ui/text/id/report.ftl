report-open = Laporkan
report-title = Laporkan pesan ini
report-text = Pengelola tempat ini akan melihat tulisan { $author }, beberapa pesan di sekitarnya, dan alasan Anda. { $author } tidak diberi tahu.
report-reason = Apa yang salah dengan pesan ini?
report-send = Laporkan
report-sent = Terima kasih. Akan ada yang memeriksanya.
