"""Random secrets that are handed out once and kept as hashes only."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, safe in headers, cookies and URLs."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret. It has too many bits to be guessed, so a fast hash will do."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
