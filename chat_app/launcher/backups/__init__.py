"""Back-ups of an installation: a folder with the files of all of them once, and a folder for each.

    files/<key>              the bytes of a file, as the data dir has them
    <time>/manifest.json     what it is, with the checksums of what lies beside it; written last
    <time>/database.sqlite   a copy of the database, or `database.dump` in PostgreSQL's custom format
    <time>/secret.key        what tokens are signed with, where the installation made it itself
    <time>/files.sha256      the files that it has; `sha256sum -c` in `files/` reads it

A file never changes under its key, so one copy of it serves every back-up, and the next one takes only what
is new: uploads may be hundreds of gigabytes. All of it is ordinary files that are never changed either, which
is what rsync and its like are best at; a stream such as tar would have to be written whole each time.

The order is files, database, and what came in meanwhile. A row of a file is written after its bytes are safe,
so the bytes of every row in the copy of the database were there when it was made. What takes long has been
done by then, and between the copy and the rest lie seconds: only a file that came after the first look and
went before the second can be missing. With the database first it would be everything that was removed during
the hours of a first back-up; with the files alone first, everything that came in during them.
"""
