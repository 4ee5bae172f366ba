notifications-title = { $who } in { $where }
notifications-file = Sent a file
