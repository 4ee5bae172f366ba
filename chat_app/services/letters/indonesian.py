"""Mails in Indonesian."""

from chat_app.services.letters.wording import Purpose, Wording

INDONESIAN: dict[Purpose, Wording] = {
    "reset": Wording(
        subject="Kata sandi baru untuk Parley",
        before="Halo {username},\n\nada yang meminta kata sandi baru untuk akun Anda di {place}. "
        "Jika itu Anda, buat di sini. Tautan ini berlaku 30 menit dan hanya bisa dipakai sekali.",
        action="Buat kata sandi baru",
        after="Jika bukan Anda, abaikan saja: kata sandi Anda tidak berubah.",
    ),
    "verify": Wording(
        subject="Benarkah ini alamat Anda?",
        before="Halo {username},\n\nalamat ini dipakai untuk akun Anda di {place}. "
        "Konfirmasikan bahwa alamat ini milik Anda, supaya Anda bisa masuk lagi jika lupa kata sandi. "
        "Tautan ini berlaku 24 jam.",
        action="Konfirmasi alamat ini",
        after="Jika Anda tidak punya akun di sana, abaikan email ini.",
    ),
    "address-change": Wording(
        subject="Alamat akun Anda akan berubah",
        before="Halo {username},\n\nakun Anda di {place} akan memakai alamat {address}. "
        "Alamat itu berlaku setelah dikonfirmasi; sampai saat itu alamat ini yang dipakai.",
        action="",
        after="Jika bukan Anda yang memintanya, segera ganti kata sandi Anda: ada orang lain di akun Anda.",
    ),
}
