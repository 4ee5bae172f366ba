"""What pages are made of, written in Python over the vars of `chat_app.ui.store`."""
