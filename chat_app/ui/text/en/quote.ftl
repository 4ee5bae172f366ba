quote-go = Go to what { $author } wrote
quote-answering = Replying to { $author }
quote-drop = Do not reply to this message
