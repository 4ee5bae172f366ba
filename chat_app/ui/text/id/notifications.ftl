notifications-title = { $who } di { $where }
notifications-file = Mengirim berkas
