"""Reflex states: small, disposable, rebuilt from the cookie and the database whenever a page is loaded."""
