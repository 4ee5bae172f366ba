"""Starts the product: settings, frontend build, migrations, and the server process or processes."""
