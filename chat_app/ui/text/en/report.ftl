report-open = Report
report-title = Report this message
report-text = Those who run this place will see what { $author } wrote, a few messages around it, and what you say. { $author } is not told.
report-reason = What is wrong with it?
report-send = Report
report-sent = Thank you. Somebody will look at it.
