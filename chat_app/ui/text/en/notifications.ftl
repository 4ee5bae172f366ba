notifications-title = { $who } in { $where }
