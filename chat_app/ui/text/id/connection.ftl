connection-connecting = { $waits ->
    [0] Menyambungkan …
   *[other] Menyambungkan. Yang Anda tulis akan dikirim.
}
connection-offline = { $waits ->
    [0] Offline. Anda tetap bisa membaca dan menulis; tulisan Anda dikirim begitu koneksi kembali.
   *[other] Offline. { $waits } perubahan disimpan di sini dan dikirim begitu koneksi kembali.
}
connection-wrong-address = Parley seharusnya dibuka di { $expected }. Untuk memakainya di sini, isi CHAT_PUBLIC_URL dengan { $here } lalu jalankan ulang.
