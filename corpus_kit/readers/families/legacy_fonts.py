"""Fonts from before Unicode: text set in them looks right on paper, but its characters are other letters.

A font's name is strong evidence and no proof: a few of these names were used again for Unicode fonts.
"""

from __future__ import annotations

import re
from functools import cache

from corpus_kit.readers.formats import words

# By the script that they show, beginnings of names in small letters without spaces, hyphens, dots and underscores.
_BEGINNINGS = {
    "Devanagari": words(
        "krutidev devlys chanakya walkmanchanakya shusha shivaji dvtt dvbw dvw shreedev apsdv preeti kantipur himali "
        "sagarmatha fontasyhimali kanchan navjeevan aakriti ganess subak agra4c kundli susha yogeshweb"
    ),
    "Bengali": words("sutonny bijoy sulekha jugantor geetanjali asomiya ramdhenu"),
    "Gurmukhi": words("asees anmollipi gurbanilipi gurbaniakhar drchatrik satluj joypunjabi"),
    "Gujarati": words("lmgarun lmg harikrishna shreeguj terafont krishnagujarati gopika"),
    "Odia": words("akrutiori sreelipiori shreeori oriyasubasita"),
    "Tamil": words(
        "bamini baamini vanavil senthamil suntommy tscu tsc tamtam tabtam tamilbible elango kalaham amudham"
    ),
    "Telugu": words("anupama tikkana shreetel eenadu hemalatha priyaanka"),
    "Kannada": words("nudi kgp baraha shreekan brhkan"),
    "Malayalam": words("mltt fmltt mlwtt revathi panchami shreemal"),
    "Sinhala": words(
        "fmabhaya fmbindumathi fmganganee fmemanee fmmalithi fmsamantha fmderana dlmanel kaputa amsmanthri"
    ),
    "Burmese": words("zawgyi wininnwa winresearcher winburmese wwinburmese mmyanmar1 metrix ayar wininwa"),
    "Khmer": words("limon abctext abczoom khek ksbasic fktext"),
    "Lao": words("alice0 alice1 saysetthalao chantabouli phetsarathlao cholabao"),
    "Tibetan": words("tibetanmachineweb tibetanmachineskt dedris ededris sambhota ltibetan tibetisch jamyang"),
    "Thaana": words("afaseyha ahareenaa thaanaunix"),
    "Georgian": words(
        "acadnusx acadmtavr litnusx litmtavr grigolia geodumba geoparvis academiury spnuskhuri chveulebrivtt"
    ),
    "Armenian": words("armtimes armarial timesarmenian arialarmenian armenianarial barz dallak hayverdana"),
    "Kazakh Cyrillic": words("timeskaz arialkaz kzarial kztimes kztimesnewroman timesnewromankz antiquakz timeskz"),
    "Kyrgyz Cyrillic": words("timeskyr arialkyr kyrghyz janyzak"),
    "Tajik Cyrillic": words("timestojik timestajik arialtojik timesnewromantj palatinotojik cgtimestoj"),
    "Uzbek": words("pandatimesuz pandabalticauz balticauzbek virtectimesuz timesuz uzbektimes arialuz"),
    "Tatar or Bashkir Cyrillic": words("sltimes slarial timesnewromantat timbashk arialbash timesbash"),
    "Sakha Cyrillic": words("timessakha arialsakha sakhatimes"),
    "Mongolian Cyrillic": words("arialmon timesnewromanmon mongoltimes timesmon"),
    "Azerbaijani": words("timesazlat a3timesazlat arialazlat timesromanazcyr aztimes timesazcyr"),
    "Turkmen": words("timestm turkmentimes arialturkmen"),
    "Vietnamese": words("vntime vnarial vntimes vnavant vnbook vnipstimes vnitimes vnihelve vniavo vnicent vniwin"),
    "Urdu": words("noorin noorinastaleeq inpage"),
    "Hebrew (visual)": words("hebrewvisual"),
}
_IDLE = re.compile(r"[\s._\-]+")
_UNICODE = re.compile(r"(?:unicode|uni|ot|omj)$", re.IGNORECASE)


@cache
def legacy_script(font: str) -> str:
    """Return the script that a font from before Unicode shows, empty for every other font.

    >>> legacy_script("Kruti Dev 010"), legacy_script("Times New Roman")
    ('Devanagari', '')
    """
    name = _IDLE.sub("", font).casefold()
    if _UNICODE.search(name):
        return ""
    for script, beginnings in _BEGINNINGS.items():
        if name.startswith(beginnings):
            return script
    return ""
