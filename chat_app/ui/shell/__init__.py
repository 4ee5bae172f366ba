"""The shells of the pages: HTML that is the same for everybody, painted first, and kept in the browser.

What a person may read is never in it; that comes from the client store, which alone knows who they are.
"""
