emoji-title = Pick an emoji
emoji-add = Add reaction
emoji-you = You
emoji-someone = Someone
emoji-reacted = { $names } reacted with { $emoji }
emoji-shown = Reactions
emoji-show = Who reacted
emoji-others = { $count ->
    [one] 1 other
   *[other] { $count } others
}
emoji-people = { $count ->
    [one] 1 person reacted with { $emoji }
   *[other] { $count } people reacted with { $emoji }
}
