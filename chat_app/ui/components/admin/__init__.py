"""The parts of the admin pages."""
