"""The books of scripture: their codes in USFM, and what OSIS and the Corpus Encoding Standard call them."""

from __future__ import annotations

import re

from corpus_kit.readers.formats import words

# USFM's code, OSIS's name, then other codes in use. Source: the identifiers listed in the documentation of USFM 3 and
# of OSIS 2.1.1; the others are those of collections in CES.
_BOOKS = """
GEN Gen; EXO Exod; LEV Lev; NUM Num; DEU Deut; JOS Josh; JDG Judg; RUT Ruth; 1SA 1Sam; 2SA 2Sam; 1KI 1Kgs; 2KI 2Kgs;
1CH 1Chr; 2CH 2Chr; EZR Ezra; NEH Neh; EST Esth; JOB Job; PSA Ps; PRO Prov; ECC Eccl; SNG Song SON SOS; ISA Isa;
JER Jer; LAM Lam; EZK Ezek EZE; DAN Dan; HOS Hos; JOL Joel JOE; AMO Amos; OBA Obad; JON Jonah; MIC Mic; NAM Nah;
HAB Hab; ZEP Zeph; HAG Hag; ZEC Zech; MAL Mal; MAT Matt; MRK Mark MAR; LUK Luke; JHN John JOH; ACT Acts; ROM Rom;
1CO 1Cor; 2CO 2Cor; GAL Gal; EPH Eph; PHP Phil PHI; COL Col; 1TH 1Thess; 2TH 2Thess; 1TI 1Tim; 2TI 2Tim; TIT Titus;
PHM Phlm; HEB Heb; JAS Jas JAM; 1PE 1Pet; 2PE 2Pet; 1JN 1John 1JO; 2JN 2John 2JO; 3JN 3John 3JO; JUD Jude; REV Rev;
TOB Tob; JDT Jdt; ESG EsthGr; WIS Wis; SIR Sir; BAR Bar; LJE EpJer; S3Y PrAzar; SUS Sus; BEL Bel; 1MA 1Macc; 2MA 2Macc;
3MA 3Macc; 4MA 4Macc; 1ES 1Esd; 2ES 2Esd; MAN PrMan; PS2 AddPs
"""
_CODES: dict[str, str] = {}
for _entry in _BOOKS.split(";"):
    _code, *_others = _entry.split()
    for _name in (_code, *_others):
        _CODES[_name.casefold()] = _code
BOOKS = frozenset(_CODES.values())
# What is in a file of scripture but no book of it: front and back matter, glossaries, concordances.
PERIPHERAL = frozenset(words("FRT BAK OTH INT CNC GLO TDX NDX XXA XXB XXC XXD XXE XXF XXG"))


def code_of(written: str) -> str:
    """Return USFM's code of a book, however it is called: `Gen`, `b.GEN`, `Bible.KJV.Gen`; as written where unknown."""
    name = re.sub(r"^(?:b\.|.*[.:!])", "", written.strip())
    return _CODES.get(name.casefold(), name.upper() if len(name) <= 4 else name)
