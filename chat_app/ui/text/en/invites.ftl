invites-title = Invite by link
invites-about = Whoever opens the link can join { $name }, also without an account here.
invites-ends = The link works for
invites-ends-1 = 1 day
invites-ends-7 = 7 days
invites-ends-30 = 30 days
invites-ends-never = As long as it is not revoked
invites-uses = It lets in
invites-uses-any = Any number of people
invites-uses-some = { $count ->
    [one] 1 person
   *[other] { $count } people
}
invites-create = Make a link
invites-link = The link
invites-once = It is shown only now.
invites-copy = Copy
invites-copied = Link copied
invites-list = Links that work
invites-by = By { $name }
invites-until = until { $time }
invites-used = { $uses ->
    [one] 1 person joined
   *[other] { $uses } joined
}
invites-used-of = { $uses } of { $most } joined
invites-revoke = Revoke
invites-revoke-of = Revoke the link by { $name }
invites-invited = { $name } invites you
invites-join = Join { $name }
invites-joining-as = You join as { $name }.
invites-here = You are already here
invites-here-why = This link is for people without an account. Send it to them.
invites-go = Go to your conversations
invites-over = This invitation does not work any more
invites-over-why = Ask whoever sent it for a new one.
invites-members = { $count ->
    [one] 1 member
   *[other] { $count } members
}
