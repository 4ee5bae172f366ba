account-menu = account
account-appearance = Appearance
account-appearance-system = System
account-appearance-light = Light
account-appearance-dark = Dark
account-language = Language
account-language-browser = Same as the browser
account-language-en = English
account-language-id = Bahasa Indonesia
account-sign-out = Sign out
account-still-signed-in = You are still signed in. { $why }
account-unsent = { $count ->
    [one] A message has not been sent
   *[other] { $count } messages have not been sent
}
account-unsent-why = Signing out throws away what is still waiting on this device.
account-unsent-yes = Sign out anyway
account-admin = Administration
