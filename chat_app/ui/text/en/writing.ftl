writing-bar = Formatting
writing-bar-open = Formatting
writing-bold = Bold
writing-italic = Italic
writing-strike = Strikethrough
writing-link = Link
writing-bullets = Bulleted list
writing-numbers = Numbered list
writing-quote = Quote
writing-code = Code
writing-block = Block of code
writing-preview = Preview
writing-preview-empty = What you write is shown here as it will look.
writing-left = { $count ->
    [one] 1 character left
   *[other] { $count } characters left
}
writing-over = { $count ->
    [one] 1 character too many
   *[other] { $count } characters too many
}
writing-too-long = A message has at most 20,000 characters. Shorten it, or send it in parts.
writing-completions = Suggestions
writing-call-all = Everybody in this conversation
writing-call-here = Whoever is online now
writing-emoji = Emoji
