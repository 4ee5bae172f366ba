people-seen-now = Baru saja terlihat
people-seen-minutes = Terlihat { $minutes } menit lalu
people-seen-since = Terakhir terlihat { $since }
people-undisturbed = Jangan ganggu
people-bot = Bot
