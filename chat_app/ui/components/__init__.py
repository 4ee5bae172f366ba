"""What pages are made of. Everything visible is written here, in Python, over the vars of `chat_app.ui.store`."""
