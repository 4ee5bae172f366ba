"""What the people who run an installation do in it: each function asks for its duty and tells the log."""
