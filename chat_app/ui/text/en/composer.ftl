composer-label = Message
composer-placeholder = Write a message
composer-archived = This conversation is archived
composer-send = Send
