"""What the product does: plain functions, first the session, then who acts, then what.

They check, change and answer with plain data; they never commit, and never write to a socket.
"""
