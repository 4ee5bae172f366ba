quote-go = Buka pesan { $author }
quote-answering = Membalas { $author }
quote-drop = Batal membalas pesan ini
