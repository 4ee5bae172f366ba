"""The pages: Reflex on the outside, and on the hot path the client store in `client/`."""
