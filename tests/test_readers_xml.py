"""Readers of XML by family: prose with its paragraphs, what the header says, and what is no prose left out."""

from __future__ import annotations

import io

import pytest

from corpus_kit.findings import catalogue
from corpus_kit.readers import Item, LeftOut, ReadOptions, Record, Refusal, Remark, read
from corpus_kit.readers.families.scripture_books import code_of
from corpus_kit.readers.records import Alignment


def items_of(data: str | bytes, path: str = "a.xml", **options: str) -> list[Item]:
    raw = data.encode() if isinstance(data, str) else data
    found = list(read(io.BytesIO(raw), path, lambda _: ReadOptions(**options)))
    for item in found:
        if isinstance(item, (Refusal, Remark)):
            assert catalogue()[item.code].parameters() - {"place"} <= set(item.params), item
        elif isinstance(item, LeftOut):
            assert item.amount > 0, item
    return found


def records(items: list[Item]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


def only(items: list[Item]) -> Record:
    (record,) = records(items)
    assert not any(isinstance(item, Refusal) for item in items), items
    return record


def codes(items: list[Item]) -> list[str]:
    return [item.code for item in items if isinstance(item, (Refusal, Remark))]


def left(items: list[Item]) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for item in items:
        if isinstance(item, LeftOut):
            amounts[item.kind] = amounts.get(item.kind, 0) + item.amount
    return amounts


# --- TEI


def tei(body: str, header: str = "", attributes: str = "") -> str:
    return (
        f'<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>'
        f"<title>Шеърҳо</title></titleStmt>{header}</fileDesc></teiHeader><text{attributes}><body>{body}</body></text></TEI>"
    )


def test_tei_verse_keeps_its_lines_and_stanzas() -> None:
    record = only(
        items_of(tei("<head>Боб</head><lg><l>Сатри якум</l><l>Сатри дуюм</l></lg><lg><l>Сатри сеюм</l></lg>"))
    )
    assert record.text == "Боб\n\nСатри якум\nСатри дуюм\n\nСатри сеюм"
    assert (record.format, record.title) == ("tei", "Шеърҳо")


def test_tei_takes_the_corrected_reading_and_counts_the_other() -> None:
    body = (
        "<p>ин <choice><sic>хатто</sic><corr>хато</corr></choice> ва <choice><orig>кухна</orig><reg>кӯҳна</reg></choice>"
        " <app><lem>асл</lem><rdg>дигар</rdg></app> <gap/></p>"
    )
    items = items_of(tei(body))
    assert only(items).text == "ин хато ва кӯҳна асл […]"
    assert left(items)["deleted"] == len("хаттокухна") and left(items)["metadata"] >= len("дигар")


def test_tei_words_broken_over_lines_are_joined() -> None:
    body = '<p>кита-\n<lb break="no"/>би до<pb n="2" break="no"/>ниш ва\n<lb/>хона</p><p>山水\n    之间<lb/>有人</p>'
    assert only(items_of(tei(body))).text == "китаби дониш ва хона\n\n山水之间有人"


def test_tei_tagged_words_become_sentences() -> None:
    body = '<p><s><w lemma="bu">Bu</w><w>kitob</w><pc>,</pc><w>uning</w>\n<pc>.</pc></s><s><w>Ha</w><pc>!</pc></s></p>'
    assert only(items_of(tei(body))).text == "Bu kitob, uning. Ha!"


def test_tei_notes_stand_after_the_text_and_not_in_its_sentences() -> None:
    body = '<p>Дарё<note place="end">Эзоҳ: рӯди калон.</note> ором аст.</p><p>Шаб шуд.</p>'
    assert only(items_of(tei(body))).text == "Дарё ором аст.\n\nШаб шуд.\n\nЭзоҳ: рӯди калон."


def test_tei_header_gives_license_source_and_language() -> None:
    header = (
        "<publicationStmt><idno>https://example.org/7</idno><date>1923</date><availability>"
        '<licence target="https://creativecommons.org/licenses/by/4.0/">CC</licence></availability></publicationStmt>'
        "<sourceDesc><p>Чопи Душанбе</p></sourceDesc>"
    )
    record = only(items_of(tei("<p>Матн.</p>", header, ' xml:lang="tg"')))
    assert record.license == "https://creativecommons.org/licenses/by/4.0/"
    assert (record.source, record.source_url, record.language) == ("Чопи Душанбе", "https://example.org/7", "tg")
    assert record.metadata == {"date": "1923"}
    assert (
        only(items_of(tei("<p>М.</p>", "<publicationStmt><availability>free</availability></publicationStmt>"))).license
        is None
    )


def test_tei_corpus_gives_a_record_a_text_and_hands_its_license_down() -> None:
    one, two = (tei(f"<p>{text}</p>").partition("?>")[2] for text in ("Якум.", "Дуюм."))
    empty = tei("").partition("?>")[2]
    above = '<teiHeader><availability><licence target="https://a/licenses/x"/></availability></teiHeader>'
    items = items_of(f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{above}{one}{two}{empty}</teiCorpus>')
    assert [(r.text, r.place, r.license) for r in records(items)] == [
        ("Якум.", "", "https://a/licenses/x"),
        ("Дуюм.", "text 2", "https://a/licenses/x"),
    ]
    assert codes(items) == ["record-without-text"]


def test_tei_glossaries_and_bibliographies_are_left_out() -> None:
    items = items_of(tei('<p>متن</p><div type="glossary"><p>واژه</p></div><listBibl><bibl>منبع</bibl></listBibl>'))
    assert only(items).text == "متن" and left(items)["metadata"] >= 8


# --- scripture


USFM = r"""\id MRK
\h Марқа
\toc1 Марқа жазған кітап
\mt1 Марқа
\c 1
\s Жаршы
\r (Лұқа 3.1)
\p
\v 1 Кітаптың \nd басы\nd*\f + \fr 1.1 \ft ескерту\f* осы.
\v 2 \w Сөз|lemma="сөз" strong="H1"\w* келді.
\q1 «Міне, мен
\q2 келемін».
\p
\v 3 \zaln-s |x-lemma="a"\*Дауыс\zaln-e\* шықты. \fig сурет|src="a.jpg"\fig*
\c 2
\p
\v 1 Екінші\x - \xo 2.1 \xt Мат 9\x* тарау.
"""


def test_usfm_chapters_without_notes_references_and_attributes() -> None:
    items = items_of(USFM, "41MRK.usfm")
    first, second = records(items)
    assert first.text == ("Марқа\n\nЖаршы\n\nКітаптың басы осы. Сөз келді.\n\n«Міне, мен\nкелемін».\n\nДауыс шықты.")
    assert (first.title, first.place, first.alignment) == ("Марқа 1", "MRK 1", Alignment("scripture", "MRK 1", True))
    assert second.text == "Екінші тарау."
    assert left(items)["picture"] == 1


def test_usx_usfx_osis_and_ces_give_the_same_chapter() -> None:
    usx = (
        '<usx version="3.0"><book code="GEN" style="id"/><para style="h">Ibtido</para><chapter number="1" style="c"/>'
        '<para style="p"><verse number="1" style="v" sid="GEN 1:1"/>Boshida <note style="f">izoh</note>osmon.'
        '<verse eid="GEN 1:1"/> <verse number="2" style="v"/>Yer <char style="w" strong="H1">bor</char> edi.</para></usx>'
    )
    usfx = (
        '<usfx><book id="GEN"><h>Ibtido</h><c id="1"/><p><v id="1"/>Boshida <f caller="+">izoh</f>osmon.<ve/> '
        '<v id="2"/>Yer <w s="H1">bor</w> edi.<ve/></p></book></usfx>'
    )
    osis = (
        '<osis><osisText xml:lang="uz"><div type="book" osisID="Gen"><title type="main" short="Ibtido"/>'
        '<chapter sID="g1" osisID="Gen.1"/><p><verse sID="a" osisID="Gen.1.1"/>Boshida <note>izoh</note>osmon.'
        '<verse eID="a"/> <verse osisID="Gen.1.2">Yer <w lemma="x">bor</w> edi.</verse></p><chapter eID="g1"/></div>'
        "</osisText></osis>"
    )
    ces = (
        '<cesDoc><cesHeader><profileDesc><langUsage><language id="uz" iso639="uzn"/></langUsage></profileDesc></cesHeader>'
        '<text><body lang="xx"><div id="b.GEN" type="book"><head>Ibtido</head><div id="b.GEN.1" type="chapter"><p>'
        '<seg id="b.GEN.1.1" type="verse">Boshida osmon.</seg><seg id="b.GEN.1.2" type="verse">\n Yer bor edi.\n</seg>'
        "</p></div></div></body></text></cesDoc>"
    )
    for name, data in (("usx", usx), ("usfx", usfx), ("osis", osis), ("ces", ces)):
        record = only(items_of(data))
        assert (record.format, record.text) == (name, "Boshida osmon. Yer bor edi."), name
        assert record.alignment == Alignment("scripture", "GEN 1", True)
        assert record.title == "Ibtido 1" and record.metadata == {"book": "GEN", "chapter": "1", "verses": 2}
    assert [only(items_of(data)).language for data in (osis, ces)] == ["uz", "uzn"]


def test_verses_without_paragraphs_are_lines() -> None:
    data = '<usfx><book id="GEN"><c id="1"/><v id="1"/>起初神创造天地。<ve/>\n<v id="2"/>地是空虚。<ve/></book></usfx>'
    assert only(items_of(data)).text == "起初神创造天地。\n地是空虚。"


def test_an_introduction_is_a_text_of_its_own() -> None:
    introduction = "Бұл кітап ерте заманда жазылған."
    first, second = records(
        items_of(f"\\id GEN\n\\h Жаратылыс\n\\ip {introduction}\n\\c 1\n\\p\n\\v 1 Әуелде.\n", "a.sfm")
    )
    assert (first.text, first.place, first.alignment) == (introduction, "GEN", None)
    assert (second.text, second.place) == ("Әуелде.", "GEN 1")


@pytest.mark.parametrize(
    ("written", "code"), [("b.JOH", "JHN"), ("Gen", "GEN"), ("Bible.KJV.1Sam", "1SA"), ("phi", "PHP"), ("GLO", "GLO")]
)
def test_books_are_called_alike(written: str, code: str) -> None:
    assert code_of(written) == code


def test_ces_of_tagged_words() -> None:
    data = (
        '<cesAna><chunkList><chunk type="p"><chunk type="s"><tok><orth>Алма</orth><lex><base>алма</base></lex></tok>'
        "<tok><orth>пісті</orth></tok><ns/><tok><orth>.</orth></tok></chunk></chunk></chunkList></cesAna>"
    )
    assert only(items_of(data)).text == "Алма пісті."


# --- manuals


DOCBOOK = """<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "docbookx.dtd" [
<!ENTITY prog "Hello">]><article lang="ru"><title>Статья</title><articleinfo><author><firstname>Иван</firstname>
<surname>Петров</surname></author></articleinfo><sect1><title>Введение</title><indexterm><primary>слово</primary></indexterm>
<para>Программа &prog; печатает<footnote><para>Сноска здесь.</para></footnote> <quote>привет</quote>.</para>
<programlisting>print(1)</programlisting><itemizedlist><listitem><para>Раз</para></listitem><listitem><para>Два</para>
</listitem></itemizedlist><informaltable><tgroup cols="2"><tbody><row><entry><para>А</para></entry><entry>Б</entry></row>
</tbody></tgroup></informaltable><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="b.xml"/></sect1></article>"""


def test_docbook_is_one_text_without_programs_and_indexes() -> None:
    items = items_of(DOCBOOK)
    record = only(items)
    assert record.text == (
        "Статья\n\nВведение\n\nПрограмма Hello печатает “привет”.\n\nРаз\nДва\n\nА\tБ\n\nСноска здесь."
    )
    assert (record.title, record.language, record.metadata) == ("Статья", "ru", {"author": "Иван Петров"})
    assert codes(items) == ["xml-include-not-followed"]
    assert left(items)["code"] == len("print(1)")


def test_mallard_page_and_its_sides() -> None:
    page = (
        '<page xmlns="http://projectmallard.org/1.0/" id="net" xml:lang="{}"><info><desc>Қысқаша</desc></info>'
        '<title>{}</title><p>Ашыңыз: <guiseq><gui>A</gui><gui>B</gui></guiseq> <media src="a.svg"><span>түйме</span></media></p>'
        "<steps><item><p>Бір</p></item><item><p>Екі</p></item></steps><links/></page>"
    )
    kazakh = items_of(page.format("kk", "Желі"), "help/kk/manual/net.page")
    other = only(items_of(page.format("ru", "Сеть"), "help/ru/manual/net.page"))
    assert only(kazakh).text == "Желі\n\nАшыңыз: A → B түйме\n\nБір\nЕкі"
    assert only(kazakh).alignment == other.alignment == Alignment("mallard manual", "net", True)
    assert left(kazakh)["picture"] == 1 and left(kazakh)["metadata"] == len("Қысқаша")


def test_udhr_with_the_numbers_that_items_bear() -> None:
    data = (
        "<udhr iso639-3='lao' xml:lang='lo' key='lao' n='Lao' iso15924='Laoo' xmlns='http://efele.net/udhr'><title>ປະກາດ</title>"
        "<article number='1'><title>ມາດຕາ 1</title><orderedlist><listitem tag='(1)'><para>ຫນຶ່ງ</para><para>ຕໍ່</para></listitem>"
        "<listitem><para>ສອງ</para></listitem></orderedlist></article></udhr>"
    )
    record = only(items_of(data))
    assert record.text == "ປະກາດ\n\nມາດຕາ 1\n\n(1) ຫນຶ່ງ\n\nຕໍ່\n\nສອງ"
    assert record.language == "lao-Laoo" and record.alignment == Alignment("udhr", "declaration", True)


# --- feeds and books


def test_rss_entries_are_read_as_pages() -> None:
    data = """<rss version="2.0"><channel><title>Хабарлар</title><language>kk</language><image><title>x</title></image>
    <item><title>Су &amp;amp; нан</title><link>https://example.org/1</link><pubDate>Mon, 02 Jan 2006 13:03:00 +0300</pubDate>
    <description>&lt;p&gt;Бірінші &amp;laquo;сөз&amp;raquo;&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Екінші&lt;br&gt;жол&lt;img src=a&gt;</description></item>
    <item><title>Тек тақырып</title></item><item><link>https://example.org/3</link></item></channel></rss>"""
    items = items_of(data, "a.rss")
    first, second = records(items)
    assert first.text == "Бірінші «сөз»\n\nЕкінші\nжол"
    assert (first.title, first.language, first.source_url) == ("Су & нан", "kk", "https://example.org/1")
    assert first.metadata == {"date": "Mon, 02 Jan 2006 13:03:00 +0300", "feed": "Хабарлар"}
    assert second.text == "Тек тақырып" and codes(items) == ["record-without-text"]
    assert left(items)["script"] == 3 and left(items)["picture"] == 1


def test_atom_takes_the_whole_text_before_its_summary() -> None:
    data = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fa"><title>وبلاگ</title>
    <rights>CC BY 4.0</rights><entry xml:lang="ar"><title type="text">1 &lt; 2</title><summary>خلاصه</summary>
    <link rel="self" href="https://a/self"/><link href="https://a/1"/><updated>2024-01-02</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>بند نخست</p><p>بند دوم</p></div></content></entry></feed>"""
    record = only(items_of(data))
    assert (record.title, record.text) == ("1 < 2", "بند نخست\n\nبند دوم")
    assert (record.language, record.source_url, record.license) == ("ar", "https://a/1", "CC BY 4.0")


def test_rss_in_rdf_and_a_feed_that_is_cut_off() -> None:
    data = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel><dc:language>bg</dc:language></channel><item rdf:about="https://a/1"><title>Новина</title>
    <description>Първа.</description></item><item><title>Втора</title><descr"""
    items = items_of(data)
    (record,) = records(items)
    assert (record.text, record.language, record.source_url) == ("Първа.", "bg", "https://a/1")
    assert [(i.code, i.place) for i in items if isinstance(i, Refusal)] == [("xml-not-well-formed", "after entry 1")]


def test_fictionbook_without_pictures_and_with_its_notes_at_the_end() -> None:
    data = """<FictionBook xmlns:l="x"><description><title-info><author><first-name>Абай</first-name></author>
    <book-title>Қара сөз</book-title><lang>kk</lang></title-info></description><body><section><title><p>Бірінші</p></title>
    <p>Өмір <emphasis>өтті</emphasis> ме<a type="note" l:href="#n">[1]</a>?</p><poem><stanza><v>Жаз</v><v>шілде</v></stanza>
    </poem></section></body><body name="notes"><section><p>Ескерту</p></section></body><binary>AAAA</binary></FictionBook>"""
    record = only(items_of(data, "a.fb2"))
    assert record.text == "Бірінші\n\nӨмір өтті ме?\n\nЖаз\nшілде\n\nЕскерту"
    assert (record.title, record.language, record.metadata) == ("Қара сөз", "kk", {"author": "Абай"})


# --- XML of any kind


DICTIONARY = """<dict xml:lang="kk"><entry id="1"><word>нан</word><definition>Ұннан <i>пісірілген</i> тағам.</definition></entry>
<entry id="2"><word>су</word><definition>Өмір көзі болатын мөлдір зат.</definition></entry></dict>"""


def test_the_element_that_the_manifest_names_is_a_record() -> None:
    first, _ = records(items_of(DICTIONARY, element="entry"))
    assert (first.text, first.place, first.language) == ("нан\nҰннан пісірілген тағам.", "entry 1", "kk")
    assert first.metadata == {"id": "1"}
    assert [r.text for r in records(items_of(DICTIONARY, element="dict/entry/word"))] == ["нан", "су"]


def test_an_element_that_is_not_there_is_an_error_with_those_that_are() -> None:
    items = items_of(DICTIONARY, element="entry/meaning")
    (refusal,) = (item for item in items if isinstance(item, Refusal))
    assert refusal.code == "xml-no-such-element"
    assert refusal.params == {"element": "entry/meaning", "elements": "dict, entry, word, definition, i"}
    assert codes(items_of(DICTIONARY, element="//"))[0] == "xml-element-guessed"


def test_without_a_word_the_element_is_guessed_and_said() -> None:
    items = items_of(DICTIONARY)
    assert [r.text for r in records(items)] == ["Ұннан пісірілген тағам.", "Өмір көзі болатын мөлдір зат."]
    (remark,) = (item for item in items if isinstance(item, Remark))
    assert remark.params == {"element": "entry/definition", "elements": "entry/word"}


def test_paragraphs_belong_to_the_document_they_stand_in() -> None:
    data = '<c><doc id="1" lang="tg"><p>Салом.</p><p>Дуюм.</p></doc><doc id="2"><p>Сеюм.</p></doc></c>'
    assert [(r.text, r.language) for r in records(items_of(data))] == [("Салом.\n\nДуюм.", "tg"), ("Сеюм.", None)]
    story = only(items_of("<story><head>Ertak</head><p>Bir bor ekan.</p><p>Bir <b>yo‘q</b> ekan.</p></story>"))
    assert story.text == "Ertak\n\nBir bor ekan.\n\nBir yo‘q ekan."


def test_pages_written_as_text_within_xml_are_read() -> None:
    data = "<posts><post><![CDATA[<p>ครั้งหนึ่ง</p><p>นานมาแล้ว</p>]]></post><post>&lt;b&gt;ជំរាបសួរ&lt;/b&gt;</post></posts>"
    assert [r.text for r in records(items_of(data))] == ["ครั้งหนึ่ง\n\nนานมาแล้ว", "ជំរាបសួរ"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"/></xs:schema>', "a.xsd"),
        ('<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start/></grammar>', "a.rng"),
        ("<!-- x -->\n<!ELEMENT a (b)>", "a.dtd"),
        ('<?xml version="1.0"?><plist><dict><key>a</key><string>b</string></dict></plist>', "a.xml"),
        ('<?xml version="1.0"?><project><modelVersion>4.0.0</modelVersion></project>', "pom.xml"),
    ],
)
def test_programs_and_schemas_are_no_prose(data: str, name: str) -> None:
    assert codes(items_of(data, name)) == ["xml-no-prose"]


def test_what_is_no_text_by_its_name_is_read_where_the_manifest_asks() -> None:
    assert only(items_of("<project><idea>Ой бар</idea></project>", element="idea")).text == "Ой бар"


# --- faults, in every family


def test_units_cut_a_document() -> None:
    data = tei("<p>یک</p><p>دو</p>")
    assert [(r.text, r.place) for r in records(items_of(data, unit="paragraph"))] == [
        ("یک", "paragraph 1"),
        ("دو", "paragraph 2"),
    ]
    assert codes(items_of(data, unit="page")) == ["unit-unknown"]


@pytest.mark.parametrize("data", [tei("<p>Нон</p>"), DOCBOOK, DICTIONARY])
def test_a_document_cut_anywhere_is_told_and_never_raises(data: str) -> None:
    whole = data.encode()
    for end in range(60, len(whole) - 1, 23):
        items = items_of(whole[:end])
        assert any(isinstance(item, Refusal) for item in items)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (
            '<!DOCTYPE TEI [<!ENTITY a "&b;"><!ENTITY b "&a;">]>' + tei("<p>&a;</p>").partition("?>")[2],
            "xml-entities-refused",
        ),
        (tei("<p>" + "<hi>" * 300 + "х" + "</hi>" * 300 + "</p>"), "xml-too-deep"),
        (tei("<p>Нон</p>" + " ").replace("</p>", "</q>"), "xml-not-well-formed"),
    ],
)
def test_hostile_and_broken_documents_are_refused(data: str, code: str) -> None:
    items = items_of(data)
    assert not records(items) and code in codes(items)
