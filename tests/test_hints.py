"""What files say of their own encoding."""

from __future__ import annotations

import pytest

from corpus_kit.readers.encodings.hints import hint_of


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b'<meta charset="windows-1251">', "windows-1251"),
        (b"<META CHARSET=koi8-r>", "koi8-r"),
        (b"<meta charset='KOI8-U' />", "KOI8-U"),
        (b'<meta content="text/html; charset=gb2312" http-equiv=Content-Type>', "gb2312"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=\'big5\'">', "big5"),
        (b"<meta http-equiv=content-type content=text/html;charset=windows-1254>", "windows-1254"),
        (b"<meta http-equiv=content-type content=text/html; charset=iso-8859-9>", "iso-8859-9"),
        (b'<!-- <meta charset="koi8-r"> --><meta charset="utf-8">', "utf-8"),
        (b"<script>s='<meta charset=koi8-r>'</script><meta charset=utf-8>", "utf-8"),
        (b'<meta name="description" content="a page with charset=koi8-r"><meta charset=utf-8>', "utf-8"),
        (b'<meta name="a" content="5 > 4"><meta charset=tis-620>', "tis-620"),
        (b'<?xml version="1.0" encoding="windows-1256"?><html><head><meta charset="utf-8">', "windows-1256"),
        (b"\xef\xbb\xbf<?xml version=\"1.0\" encoding='UTF-8'?><html>", "UTF-8"),
        (b'<meta charset="utf-16">', "utf-8"),  # it can be read, so it is not what it says
        (b"<p>charset=koi8-r</p>", None),
        (b'<meta charset="">', None),
        (b"<meta charset", None),
    ],
)
def test_a_page_names_its_encoding(page: bytes, expected: str | None) -> None:
    assert hint_of(b"<html><head>" * (not page.startswith((b"<?xml", b"\xef"))) + page, "html") == expected


@pytest.mark.parametrize(
    ("head", "format_name", "expected"),
    [
        (b'<?xml version="1.0" encoding="GB18030"?><TEI/>', "tei", "GB18030"),
        (b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=KOI8-R\\n"\n', "po", "KOI8-R"),
        (b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=CHARSET\\n"\n', "po", None),
        (b"<!DOCTYPE TS><TS><defaultcodec>windows-1251</defaultcodec>", "qt-ts", "windows-1251"),
        (b"\\id GEN\n\\ide UTF-8\n", "usfm", "utf-8"),
        (b"\\id GEN\r\n\\ide 65001 - Unicode (UTF-8)\r\n", "usfm", "utf-8"),
        (b"\\id GEN\n\\ide CP-1251\n", "usfm", "windows-1251"),
        (b"\\id GEN\n\\ide CUSTOM (Padauk.map)\n", "usfm", "CUSTOM"),
        (b"\\documentclass{a}\n\\usepackage[cp1251]{inputenc}\n", "latex", "windows-1251"),
        (b"\\usepackage[utf8x,koi8-r]{inputenc}\n", "latex", "koi8-r"),
        (b"%\\usepackage[cp1251]{inputenc}\n\\usepackage[cp866]{inputenc}\n", "latex", "cp866"),
        (b"\\begin{CJK*}{GBK}{song}", "latex", "gbk"),
        (b"% !TEX encoding = UTF-8 Unicode\n", "latex", "utf-8"),
        (b"= Title\n:encoding: koi8-u\n", "asciidoc", "koi8-u"),
        (b"'\\\" -*- coding: iso-8859-9 -*-\n.TH LS 1\n", "roff", "iso-8859-9"),
        (b"# -*- mode: org; coding: cp1251-dos -*-\n", "org", "cp1251"),
        (b".. -*- coding: euc-jp -*-\n\nTitle\n", "rst", "euc-jp"),
        (b"Matn\n\n# vim: set fileencoding=cp1254 :\n", "text", "cp1254"),
        (b"one\ntwo\nthree: the coding: koi8-r of the letter\n", "text", None),
        (b"", "text", None),
    ],
)
def test_other_formats_name_theirs(head: bytes, format_name: str, expected: str | None) -> None:
    assert hint_of(head, format_name) == expected


def test_a_hint_far_down_in_a_long_file_is_not_looked_for() -> None:
    assert hint_of(b"a\n" * 10_000 + b"vim: fenc=koi8-r\n", "text") is None


def test_a_hostile_head_is_done_in_no_time() -> None:
    for head in (b"<meta " * 3000, b"<!--" * 4000, b"<meta a='" + b'"' * 16000, b"-*-" * 5000, b"\\usepackage[" * 1300):
        for format_name in ("html", "latex", "text", "po", "xml"):
            assert hint_of(head, format_name) is None
