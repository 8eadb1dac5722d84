"""The readers of DocBook and FictionBook beside pandoc: the same words in the same order."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import pytest

from corpus_kit.readers import ReadOptions, Record, read

DOCBOOK = """<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "docbookx.dtd" [
<!ENTITY prog "Hello">]><article lang="ru"><title>Статья</title><sect1><title>Введение</title>
<para>Программа &prog; <emphasis>печатает</emphasis> слова:</para><orderedlist><listitem><para>раз</para></listitem>
<listitem><para>два</para><para>и три</para></listitem></orderedlist><note><para>Примечание.</para></note>
<informaltable><tgroup cols="2"><tbody><row><entry>город</entry><entry>река</entry></row>
</tbody></tgroup></informaltable>
<variablelist><varlistentry><term>ключ</term><listitem><para>отпирает</para></listitem></varlistentry></variablelist>
<blockquote><para>Цитата</para></blockquote></sect1></article>"""
FICTIONBOOK = """<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description>
<title-info><book-title>Қара сөз</book-title></title-info></description><body><section><title><p>Бірінші</p>
</title><p>Өмір <emphasis>өтті</emphasis> ме?</p><poem><stanza><v>Жаз</v><v>шілде</v></stanza></poem></section></body>
</FictionBook>"""


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize(("data", "name", "title"), [(DOCBOOK, "docbook", "Статья"), (FICTIONBOOK, "fb2", "")])
def test_the_words_are_those_that_pandoc_finds(data: str, name: str, title: str) -> None:
    command = ["pandoc", "--from", name, "--to", "plain", "--wrap=none"]
    plain = subprocess.run(command, input=data.encode(), capture_output=True, check=True).stdout.decode()
    items = read(io.BytesIO(data.encode()), "a.xml", lambda _: ReadOptions())
    (record,) = (item for item in items if isinstance(item, Record))
    theirs = words(re.sub(r"(?m)^\s*\d+\.", "", plain).replace("NOTE", ""))  # numbers that pandoc counts itself
    assert words(record.text) == words(title) + theirs
