"""Makes small PDFs for tests: any script, exact places, and every fault that a real file may have."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass, field

WIDTH_EM = 0.6  # of every letter
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


@dataclass(frozen=True)
class Put:
    """A text at a place; right-to-left text is drawn from left to right, as programs draw it."""

    x: float
    y: float
    text: str
    size: float = 12.0
    mode: int = 0  # 3: not drawn
    matrix: str = "1 0 0 1"
    actual: str | None = None


@dataclass
class Maker:
    """One document. `pages` hold texts; `shift` is added to what the map says of each letter."""

    pages: list[list[Put]]
    font: str = "NotoSans"
    named: bool | set[int] = True  # whether the letters have names; or the pages (from 0) on which they have
    shift: int = 0
    scans: frozenset[int] = frozenset()  # pages with a picture all over
    language: str = ""
    title: str = ""
    missing_page: bool = False
    attachment: bool = False
    user_password: str | None = None  # an owner's password is set where this is not None
    numbers: dict[str, int] = field(default_factory=dict)

    def file(self) -> bytes:
        """Return the file."""
        for page in self.pages:
            for put in page:
                for letter in put.text:
                    self.numbers.setdefault(letter, len(self.numbers) + 1)
        objects = self._objects()
        return self._file(objects)

    def _objects(self) -> dict[int, bytes]:
        kids = [10 + 2 * number for number in range(len(self.pages))] + ([9_000] if self.missing_page else [])
        catalog = b"<</Type/Catalog/Pages 2 0 R"
        catalog += f"/Lang({self.language})".encode() if self.language and self.user_password is None else b""
        if self.attachment:
            catalog += b"/Names<</EmbeddedFiles<</Names[(a.txt)8 0 R]>>>>"
        found = {
            1: catalog + b">>",
            2: f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{k} 0 R' for k in kids)}]>>".encode(),
            3: self._font(4),
            4: stream(self._map().encode()),
            5: self._font(0),
            6: stream(
                b"\xff" * 300, "/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8/ColorSpace/DeviceRGB"
            ),
            7_000: stream(box_font(len(self.numbers) + 1)),
            8: b"<</Type/Filespec/F(a.txt)/EF<</F 9 0 R>>>>",
            9: stream(b"attached", "/Type/EmbeddedFile"),
        }
        for number, page in enumerate(self.pages):
            named = self.named if isinstance(self.named, bool) else number in self.named
            scan = b"q 595 0 0 842 0 0 cm /I Do Q\n" if number in self.scans else b""
            resources = f"<</Font<</F {3 if named else 5} 0 R>>/XObject<</I 6 0 R>>>>"
            found[10 + 2 * number] = (
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources{resources}/Contents {11 + 2 * number} 0 R>>"
            ).encode()
            found[11 + 2 * number] = stream(scan + b"\n".join(self._drawn(put) for put in page))
        if self.title:
            found[7] = b"<</Title<" + ("\ufeff" + self.title).encode("utf-16-be").hex().encode() + b">>>"
        return found

    def _drawn(self, put: Put) -> bytes:
        codes = "".join(f"{self.numbers[letter]:04x}" for letter in put.text)
        shown = f"BT /F {put.size} Tf {put.mode} Tr {put.matrix} {put.x} {put.y} Tm <{codes}> Tj ET"
        if put.actual is not None:
            meant = ("\ufeff" + put.actual).encode("utf-16-be").hex()
            shown = f"/Span<</ActualText<{meant}>>>BDC {shown} EMC"
        return shown.encode()

    def _font(self, names: int) -> bytes:
        kind = f"/BaseFont/{self.font.replace(' ', '#20')}"
        descriptor = (
            f"<</Type/FontDescriptor/FontName/{self.font.replace(' ', '#20')}/Flags 4/FontBBox[0 -200 1000 900]"
            "/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80/FontFile2 7000 0 R>>"
        )
        inner = (
            f"<</Type/Font/Subtype/CIDFontType2{kind}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/DW {round(1000 * WIDTH_EM)}/CIDToGIDMap/Identity/FontDescriptor{descriptor}>>"
        )
        to_unicode = f"/ToUnicode {names} 0 R" if names else ""
        return f"<</Type/Font/Subtype/Type0{kind}/Encoding/Identity-H{to_unicode}/DescendantFonts[{inner}]>>".encode()

    def _map(self) -> str:
        rows = [
            f"<{number:04x}> <{chr(ord(letter) + self.shift * (letter > ' ')).encode('utf-16-be').hex()}>"
            for letter, number in self.numbers.items()
        ]
        blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
        body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{body}endcmap end end"
        )

    def _file(self, objects: dict[int, bytes]) -> bytes:
        trailer, key = b"", b""
        if self.user_password is not None:
            trailer, key = self._encryption()
        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        places = {}
        for number, body in sorted(objects.items()):
            places[number] = len(out)
            if key and b"stream\n" in body:
                head, data = body.split(b"stream\n", 1)
                body = head + b"stream\n" + rc4(_object_key(key, number), data[: -len(b"\nendstream")]) + b"\nendstream"
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        start = len(out)
        out += b"xref\n0 1\n0000000000 65535 f \n"
        for number, place in sorted(places.items()):
            out += b"%d 1\n%010d 00000 n \n" % (number, place)
        info = b"/Info 7 0 R" if 7 in objects else b""
        out += b"trailer\n<</Size 9999/Root 1 0 R" + info + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % start
        return bytes(out)

    def _encryption(self) -> tuple[bytes, bytes]:
        """Lock the file with RC4 of 40 bits (PDF 1.4, section 3.5); copying is not allowed."""
        user = ((self.user_password or "").encode() + _PADDING)[:32]
        owner = rc4(hashlib.md5((b"owner" + _PADDING)[:32]).digest()[:5], user)
        permissions = (-64).to_bytes(4, "little", signed=True)
        identity = b"0123456789abcdef"
        key = hashlib.md5(user + owner + permissions + identity).digest()[:5]
        entry = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{owner.hex()}>/U<{rc4(key, _PADDING).hex()}>/P -64>>"
        return (entry + f"/ID[<{identity.hex()}><{identity.hex()}>]").encode(), key


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[: len(key) + 5]


def rc4(key: bytes, data: bytes) -> bytes:
    """Return `data` locked, or unlocked, with `key`."""
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    given = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        given.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(given)


def box_font(glyphs: int) -> bytes:
    """Return a TrueType font whose letters are all the same box, so that no font of the machine is looked for."""
    points = struct.pack(">hhhhh H H 4B 4h 4h", 1, 50, 0, 550, 700, 3, 0, 1, 1, 1, 1, 50, 0, 500, 0, 0, 700, 0, -700)
    outline = points + b"\0" * (-len(points) % 4)
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12)
        + struct.pack(">HHHHHHH HH HHH", 4, 24, 0, 2, 2, 0, 0, 65535, 0, 65535, 1, 0),
        b"glyf": outline * glyphs,
        b"head": struct.pack(
            ">IIII HH QQ hhhh HH hhh", 65536, 0, 0, 0x5F0F3CF5, 3, 1000, 0, 0, 50, 0, 550, 700, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(
            ">I hhh H hhhhhh hhhhh H", 65536, 900, -200, 0, 600, 0, 50, 550, 1, 0, 0, 0, 0, 0, 0, 0, glyphs
        ),
        b"hmtx": struct.pack(">Hh", round(1000 * WIDTH_EM), 50) * glyphs,
        b"loca": b"".join(struct.pack(">I", number * len(outline)) for number in range(glyphs + 1)),
        b"maxp": struct.pack(">I 14H", 65536, glyphs, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    out = struct.pack(">IHHHH", 65536, len(tables), 64, 2, len(tables) * 16 - 64)
    place = 12 + 16 * len(tables)
    body = b""
    for name, table in sorted(tables.items()):
        out += name + struct.pack(">III", 0, place + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return out + body


def stream(data: bytes, more: str = "") -> bytes:
    """Return a compressed stream."""
    packed = zlib.compress(data)
    return f"<</Length {len(packed)}/Filter/FlateDecode{more}>>stream\n".encode() + packed + b"\nendstream"


def lines(text: str, x: float = 60, y: float = 760, size: float = 12.0, leading: float = 1.3) -> list[Put]:
    """Return the lines of `text`, one below the other; an empty line leaves a gap."""
    return [Put(x, y - number * leading * size, line, size) for number, line in enumerate(text.split("\n")) if line]


def right(text: str, edge: float = 535, y: float = 760, size: float = 12.0) -> list[Put]:
    """Return right-to-left lines that begin at `edge`, as they are drawn: from left to right."""
    return [
        Put(edge - len(line) * WIDTH_EM * size, y - number * 1.3 * size, line[::-1], size)
        for number, line in enumerate(text.split("\n"))
        if line
    ]
