notifications-title = { $who } di { $where }
