"""Sentences that leave the rights of third parties to them: "where we have identified third party copyright ..."."""

from __future__ import annotations

import re

from corpus_kit.licenses.folding import lightly_folded
from corpus_kit.licenses.sentence import Sentence
from corpus_kit.licenses.words import Hit

_RIGHTS = re.compile(
    lightly_folded(
        "copyright|авторск|авторськ|аўтарск|автордук|авторлық|автор хокук|муаллиф|mualliflik|müəllif|telif|awtorlyk"
        "|зохиогч|საავტორო|հեղինակային|著作|版权|版權|저작권|حقوق|حق |ماف|کاپی|نەشر ھوقۇق|कॉपीराइट|प्रतिलिप"
        "|কপিরাইট|স্বত্ব|பதிப்புரிமை|ලංකා කර්තෘ|ප්‍රකාශන හිමිකම|ลิขสิทธิ์|ລິຂະສິດ|រក្សាសិទ្ធិ|မူပိုင်|hak cipta|bản quyền"
        "|droits? d.auteur|derechos? de autor|direitos? (?:de )?autora|diritt\\w+ d.autor|urheber|auteursrecht|upphovsr"
        "|autorsk|praw\\w* autorsk|szerzői|πνευματικ|זכויות יוצרים"
    )
)
_AROUND = 30  # characters between the word for a third party and that for its rights


def rights_of_others(s: Sentence) -> list[Hit]:
    """Return the words by which a sentence asks for the permission of third parties for what is theirs, or none.

    Where it speaks of reprinting or passing on, the third parties may be those who want to.
    """
    asked = s.of("perm")
    if not asked or not s.has("need", "cond") or s.has("wo", "strong", "only"):
        return []
    for other in s.of("third"):
        start, end = other.start - s.start, other.end - s.start
        if _RIGHTS.search(s.text[max(0, start - _AROUND) : end + _AROUND]):
            return [other, min(asked, key=lambda hit: abs(hit.start - other.start))]
    return []
