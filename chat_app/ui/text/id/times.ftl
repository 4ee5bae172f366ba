times-today = Hari ini
times-yesterday = Kemarin
times-since-today = hari ini pukul { $time }
times-since-yesterday = kemarin pukul { $time }
times-since-date = pada { $date }
