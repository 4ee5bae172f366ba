people-seen-now = Last seen just now
people-seen-minutes = { $minutes ->
    [one] Last seen a minute ago
   *[other] Last seen { $minutes } minutes ago
}
people-seen-since = Last seen { $since }
people-undisturbed = Do not disturb
people-bot = Bot
