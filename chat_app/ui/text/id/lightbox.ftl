lightbox-title = Gambar
lightbox-place = { $at } dari { $count }
lightbox-by = { $author } · { $time }
lightbox-told = { $name }, { $author }, { $at } dari { $count }
lightbox-zoom = Perbesar
lightbox-previous = Sebelumnya
lightbox-next = Berikutnya
