tools-reply = Balas
tools-open-thread = Utas
tools-more = Lainnya
tools-pin = Sematkan
tools-unpin = Lepas sematan
tools-copy-link = Salin tautan
tools-readers = Dilihat oleh
tools-link-copied = Tautan disalin.
