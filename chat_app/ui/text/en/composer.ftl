composer-label = Message
composer-placeholder = Write a message
composer-archived = This group is archived: it can be read, not changed.
composer-admins = Only owners and admins write in this group.
composer-send = Send
