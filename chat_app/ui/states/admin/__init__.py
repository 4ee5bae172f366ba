"""What the admin pages show: each page a state, rebuilt from the address, the cookie and the database."""
