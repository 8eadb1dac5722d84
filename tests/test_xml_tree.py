"""XML as a stream: whole elements, usual faults mended and told, hostile documents refused."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree

import pytest

from corpus_kit.readers import LeftOut, Limits, ReadOptions, Refusal, Remark
from corpus_kit.readers.blocks import Source, blocks_of
from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.xml_tree import DEEPEST, Found, XmlItem, elements, root

SHARED = Path(__file__).parents[2] / "shared"


def opened(data: str | bytes, encoding: str | None = None, limits: Limits | None = None) -> Opened:
    raw = data.encode() if isinstance(data, str) else data
    source = Source(blocks_of(io.BytesIO(raw)))
    found = detect_encoding(source.head, encoding, source.truncated)
    return Opened(source, "xml", ReadOptions(), limits or Limits(), encoding=found)


def parsed(data: str | bytes, *wanted: str, **options: str) -> tuple[list[XmlItem], StreamBroken | None]:
    """Return what comes, and what broke it off."""
    items: list[XmlItem] = []
    try:
        for item in elements(opened(data, options.get("encoding")), wanted or ("p",)):
            items.append(item)
    except StreamBroken as broken:
        return items, broken
    return items, None


def texts(items: list[XmlItem]) -> list[str]:
    return ["".join(item.element.itertext()) for item in items if isinstance(item, Found)]


def remarks(items: list[XmlItem]) -> dict[str, object]:
    return {item.code: item.params.get("count", item.params.get("names")) for item in items if isinstance(item, Remark)}


# --- what is given


def test_outermost_elements_come_whole_with_what_they_stand_in() -> None:
    data = (
        '<к:r xml:lang="tg" xmlns:к="u"><d id="7"><p q:a="1">Нон <b>тайёр</b> аст.</p></d>\n<p lang="ru">Хлеб</p></к:r>'
    )
    items, broken = parsed(data)
    first, second = (item for item in items if isinstance(item, Found))
    assert broken is None
    assert ElementTree.tostring(first.element, "unicode") == '<p a="1">Нон <b>тайёр</b> аст.</p>'
    assert first.ancestors == (("r", {"xml:lang": "tg"}), ("d", {"id": "7"}))
    assert (first.number, first.line, first.language) == (1, 1, "tg")
    assert (second.number, second.line, second.language) == (2, 2, "ru")


def test_within_one_wanted_element_another_is_not_given_again() -> None:
    assert texts(parsed("<r><p>а<p>б</p></p></r>")[0]) == ["аб"]


def test_what_is_left_out_is_counted_by_its_kind() -> None:
    data = "<r>boshqa<p>matn<note>izoh</note> davomi</p></r>"
    items = list(elements(opened(data), ("p",), {"note": "comment"}))
    assert texts(items) == ["matn davomi"]
    left = {item.kind: item.amount for item in items if isinstance(item, LeftOut)}
    assert left["comment"] == 4 and left["metadata"] == 6
    assert left["markup"] == len(data) - len("matn davomi") - 10


def test_wanted_may_ask_for_attributes_and_ancestors() -> None:
    data = '<r><a><p n="1">bir</p></a><p n="2">iki</p><a><p n="3">üç</p></a></r>'
    found = elements(opened(data), lambda name, its, above: name == "p" and above[-1][0] == "a" and its["n"] != "1")
    assert texts(list(found)) == ["üç"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r", "gb18030"])
def test_the_encoding_found_wins_over_the_one_the_file_names(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="shift_jis"?><r>{"<p>Книга лежит на столе у окна.</p>" * 40}</r>'
    items, broken = parsed(data.encode(encoding), encoding=encoding)
    assert broken is None and texts(items)[39] == "Книга лежит на столе у окна."


def test_the_root_is_told_without_reading_the_file() -> None:
    file = opened(
        '<?xml version="1.0"?><!-- <x> --><!DOCTYPE d:book [<!ENTITY a "b">]><d:book xmlns:d="u/docbook" d:v="5">'
    )
    assert root(file) == ("book", "u/docbook", {"v": "5"})
    assert root(opened("нет разметки")) == ("", "", {})


# --- usual faults, mended and told


def test_ampersands_that_stand_alone_are_text() -> None:
    items, broken = parsed('<r><p h="?a=1&b=2">AT&T & Ко &amp; сыновья &#1202;</p></r>')
    assert broken is None and texts(items) == ["AT&T & Ко & сыновья Ҳ"]
    assert remarks(items) == {"xml-ampersand-alone": 3}


def test_ampersands_in_sections_without_markup_are_left_alone() -> None:
    items, _ = parsed("<r><p><![CDATA[a & b &nbsp; &amp;]]> &amp; <!-- & --></p><p><![CDATA[&]]></p></r>")
    assert texts(items) == ["a & b &nbsp; &amp; & ", "&"]
    assert not remarks(items).keys() & {"xml-entity-unknown"}


def test_a_section_without_markup_may_be_longer_than_a_block() -> None:
    text = "Қазақстан & Өзбекстан " * 120_000
    items, broken = parsed(f"<r><p>{'<b/>' * 70_000}<![CDATA[{text}]]></p><p>a &amp; b</p></r>")
    assert broken is None and texts(items) == [text, "a & b"] and not remarks(items)


def test_names_of_html_are_characters_and_unknown_names_stay_as_written() -> None:
    items, broken = parsed("<r><p>caf&eacute;&nbsp;&hellip; &ürün; &ürün;</p></r>")
    assert broken is None and texts(items) == ["café\u00a0… &ürün; &ürün;"]
    (unknown,) = (item for item in items if isinstance(item, Remark))
    assert (unknown.code, unknown.params) == ("xml-entity-unknown", {"names": "&ürün;", "count": 2})


def test_control_characters_go_and_are_counted() -> None:
    items, broken = parsed("<r><p>ნ\x01ა&#8;ნ&#x1F;ი\ufffe</p></r>")
    assert broken is None and texts(items) == ["ნანი"] and remarks(items) == {"xml-control-characters": 4}


def test_a_pair_written_as_two_references_is_one_character() -> None:
    assert texts(parsed("<r><p>&#55357;&#56832; &#xD835;&#xDD04;</p></r>")[0]) == ["😀 𝔄"]
    items, broken = parsed("<r><p>&#xD835; кесілген</p></r>")
    assert broken is None and texts(items) == ["&#xD835; кесілген"] and "xml-entity-unknown" in remarks(items)


def test_white_space_and_marks_before_the_declaration_cost_nothing() -> None:
    items, broken = parsed('\ufeff\n\n <?xml version="1.1" encoding="utf-8"?>\n<r><p>ກ</p></r>')
    (found,) = (item for item in items if isinstance(item, Found))
    assert broken is None and found.line == 4


def test_an_element_whose_bytes_do_not_decode_is_refused_and_the_others_are_kept() -> None:
    data = "<r><p>Салом, дӯстони азиз</p>\n<p>Бад ёд</p>\n<p>Хайр</p></r>".encode().replace(
        "Бад".encode(), b"\xd0\xff\xd0"
    )
    items, broken = parsed(data)
    assert broken is None and texts(items) == ["Салом, дӯстони азиз", "Хайр"]
    assert [(i.code, i.place) for i in items if isinstance(i, Refusal)] == [("invalid-utf8", "line 2")]


def test_a_declared_encoding_that_does_not_fit_breaks_the_file_off() -> None:
    _, broken = parsed("<r><p>ก</p></r>".encode() + b"\xff", encoding="utf-8")
    assert broken is not None and broken.code == "encoding-declared-wrong"


@pytest.mark.parametrize(
    ("data", "kept", "line"),
    [
        ("<r><p>бир</p>\n<p>эки", ["бир"], 2),
        ("<r><p>бир</p>\n<p>эки</q></r>", ["бир"], 2),
        ("<r><p>бир</p>\n<p>1 < 2</p></r>", ["бир"], 2),
        ("<r><p>бир</p></r>\nнесколько слов", ["бир"], 2),
        ("<r><p>бир</p>\n<p a='1' a='2'/></r>", ["бир"], 2),
    ],
)
def test_what_came_before_a_fault_is_kept(data: str, kept: list[str], line: int) -> None:
    items, broken = parsed(data)
    assert texts(items) == kept
    assert broken is not None and broken.code == "xml-not-well-formed" and broken.params["line"] == line
    assert "mismatched" not in str(broken.params["problem"])  # the words are for people who do not know XML


# --- document types


def test_plain_definitions_are_filled_in() -> None:
    data = '<!DOCTYPE r [<!ENTITY bank "Банк &laquo;Ёз&raquo;"><!ENTITY b "<b>&bank;</b>">]><r><p>&bank;: &b;</p></r>'
    items, broken = parsed(data)
    assert broken is None and texts(items) == ["Банк «Ёз»: Банк «Ёз»"] and not remarks(items)


def test_definitions_after_a_reference_to_another_file_are_taken() -> None:
    data = '<!DOCTYPE r [<!ENTITY % c SYSTEM "c.ent"> %c; <!ENTITY a "оё">]><r><p>&a; &z;</p></r>'
    items, broken = parsed(data)
    assert broken is None and texts(items) == ["оё &z;"] and "xml-entity-unknown" in remarks(items)


def bomb(levels: int) -> str:
    inner = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE r [<!ENTITY b0 "китоб ">{inner}]><r><p>Нон.</p><p>&b{levels - 1};</p></r>'


@pytest.mark.parametrize(
    "data",
    [
        bomb(9),
        '<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]><r><p>&a;</p></r>',
        f'<!DOCTYPE r [<!ENTITY a "{"я" * 15_000}">]><r><p>Нон.</p><p>{"&a;" * 50_000}</p></r>',
    ],
)
def test_definitions_that_grow_are_refused_before_they_do(data: str) -> None:
    tracemalloc.start()
    items, broken = parsed(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert broken is not None and broken.code == "xml-entities-refused"
    assert texts(items) in ([], ["Нон."]) and peak < 40_000_000


def test_nothing_outside_the_file_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("махфӣ", encoding="utf-8")
    uri = secret.as_uri()
    data = (
        f'<!DOCTYPE r SYSTEM "{uri}" [<!ENTITY x SYSTEM "{uri}"><!ENTITY % y SYSTEM "{uri}"> %y;]><r><p>а &x; б</p></r>'
    )
    file = opened(data)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", refuse)
    items = list(elements(file, ("p",)))
    assert texts(items) == ["а  б"]
    assert remarks(items) == {"xml-entity-external": uri}


# --- bounds


def test_nesting_beyond_reason_breaks_the_file_off() -> None:
    for data in ("<a>" * 10_000, "<r><p>" + "<b>" * (DEEPEST + 1), "<r>" + "<x>" * 5_000):
        _, broken = parsed(data)
        assert broken is not None and broken.code == "xml-too-deep"


def test_a_tag_without_an_end_is_not_gathered_for_ever() -> None:
    limits = Limits(record_bytes=1_000_000)
    with pytest.raises(StreamBroken) as broken:
        list(elements(opened(b'<r><p a="' + b"x" * 8_000_000, limits=limits), ("p",)))
    assert broken.value.code == "xml-element-too-large"


def test_memory_does_not_grow_with_the_number_of_elements() -> None:
    data = ("<r>" + "<p>Алма ағашының гүлі ақ болады.</p><q>басқа</q>" * 100_000 + "</r>").encode()
    file = opened(data)
    tracemalloc.start()
    count = sum(isinstance(item, Found) for item in elements(file, ("p",)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100_000 and peak < 8 * len(data)


# --- against other parsers


@pytest.mark.shared
def test_the_text_is_that_of_another_parser(sample: Path) -> None:
    files = [*sorted(sample.rglob("*.usfx.xml")), *sorted((sample / "udhr-xml").rglob("udhr_*.xml"))]
    assert len(files) > 20, "the sample has other files than it had"
    for path in files:
        data = path.read_bytes()
        whole = "".join(ElementTree.fromstring(data).itertext())
        (found,) = (i for i in elements(opened(data), lambda _, __, above: not above) if isinstance(i, Found))
        assert "".join(found.element.itertext()) == whole, path.name


def test_lxml_reads_the_same() -> None:
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    data = '<r xmlns:x="u"><p>ҷ &amp; ғ<x:b c="&lt;1">ӣ</x:b> &#1202;<![CDATA[<ӯ>]]></p>\n<p/></r>'.encode()
    ours = list(texts(parsed(data)[0]))
    assert ours == ["".join(p.itertext()) for p in etree.fromstring(data).iter("p")]
