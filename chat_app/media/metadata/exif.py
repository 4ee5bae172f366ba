"""Of all that Exif says, the one thing that pictures need: which way is up."""

import struct

UPRIGHT = 1
_ORIENTATION, _SHORT = 0x0112, 3
_ORIENTATIONS = range(1, 9)
_MOST_FIELDS = 1000


def orientation_of(tiff: bytes) -> int:
    """What the first directory says; UPRIGHT where it says nothing, or nothing that can be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not order:
        return UPRIGHT
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for number in range(min(count, _MOST_FIELDS)):
            tag, kind, values, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * number)
            if (tag, kind, values) == (_ORIENTATION, _SHORT, 1):
                return value if value in _ORIENTATIONS else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT


def nothing_but(orientation: int) -> bytes:
    """Exif (a TIFF of one directory) that says only this."""
    field = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + field + bytes(4)
