"""Documents for the tests, as bytes: whole, and with what acts where a browser shows it."""

from io import BytesIO
from zipfile import ZipFile

HTML = b"<!doctype html>\n<title>Hello</title><script>document.title = 'taken'</script>\n"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" onload="taken()">'
    b"<script>document.title = 'taken'</script></svg>\n"
)
XHTML = b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><script>taken()</script></html>\n'


def archive(**entries: bytes) -> bytes:
    """A ZIP; names have `__` for a slash and `_` for a dot."""
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        for name, content in (entries or {"notes_txt": b"Notes\n"}).items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def docx(text: str = "Hello") -> bytes:
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>'
    )
    body = (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006'
        f'/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    )
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("word/document.xml", body)
    return out.getvalue()


def pdf() -> bytes:
    """An empty page."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    )
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + end
