times-today = Today
times-yesterday = Yesterday
times-since-today = today at { $time }
times-since-yesterday = yesterday at { $time }
times-since-date = on { $date }
