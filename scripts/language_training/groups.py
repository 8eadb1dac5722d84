"""The groups of close languages that have a second stage, and what each learns from.

Where parallel texts suffice nothing else is taken: of two languages of which one has news and the other interface
texts, a model learns to tell news from interface texts.
"""

from __future__ import annotations

from corpus_kit.identification import model
from corpus_kit.languages import language_registry

from .second_stage import Group

_VARIANTS = ("Hans", "Hant", "Jpan", "Kore")
_AS_USUAL = ("uzn_Cyrl", "srp_Latn", "srp_Cyrl")
_PARALLEL = ("flores_dev", "ntrex", "udhr", "tico19")

GROUPS = (
    Group("hbs", ("bos_Latn", "hrv_Latn", "srp_Latn"), (*_PARALLEL, "made_words"), 30_000, 20, trusts=(0.0,)),
    Group("msa", ("ind_Latn", "zsm_Latn"), (), 30_000, 20),
    Group("run", ("kin_Latn", "run_Latn"), ("flores_dev", "tatoeba", "udhr"), 25_000, 16),
    Group("nguni", ("xho_Latn", "zul_Latn", "ssw_Latn", "nbl_Latn", "nde_Latn"), (), 36_000, 12),
    Group("bod", ("bod_Tibt", "dzo_Tibt"), (), 25_000, 12),
    Group("zho", ("cmn_Hans", "cmn_Hant", "yue_Hant"), (), 20_000, 12),
    Group("fas", ("pes_Arab", "prs_Arab"), (), 25_000, 16),
    Group(
        "ara",
        (
            "arb_Arab",
            "acm_Arab",
            "acq_Arab",
            "aeb_Arab",
            "ajp_Arab",
            "apc_Arab",
            "ars_Arab",
            "ary_Arab",
            "arz_Arab",
            "arq_Arab",
            "mey_Arab",
        ),
        (),
        25_000,
        8,
    ),
    Group("nordic", ("dan_Latn", "nob_Latn", "nno_Latn", "swe_Latn"), (), 24_000, 12),
    Group("ibero", ("spa_Latn", "glg_Latn", "por_Latn", "ast_Latn", "cat_Latn"), (), 24_000, 12),
    Group("hindi", ("hin_Deva", "bho_Deva", "mag_Deva", "mai_Deva", "awa_Deva", "hne_Deva"), (), 24_000, 12),
    Group("czechoslovak", ("ces_Latn", "slk_Latn"), (), 20_000, 12),
    Group("sotho", ("nso_Latn", "sot_Latn", "tsn_Latn"), (), 20_000, 12),
    Group("philippine", ("ceb_Latn", "tgl_Latn", "hil_Latn"), (), 20_000, 12),
    Group("akan", ("aka_Latn", "twi_Latn"), (), 12_000, 12),
    Group("java", ("jav_Latn", "sun_Latn", "ban_Latn"), (), 20_000, 12),
    Group("turkic", ("tur_Latn", "crh_Latn", "azj_Latn"), (), 20_000, 12),
)

# How much likelier a language that has a two-letter code is, in its usual script, than one that has none: of a few
# words that may be Italian or Piedmontese the former is the better guess. Chosen on dev, of 1, 2, 3, 5 and 8, by the
# figures at 20 characters against those over all labels.
COMMONER = 3.0

# How much likelier a language is than its close neighbours before a word is read. The lines of the pack say nothing of
# that: they hold as much Magahi as Hindi. Figures are guesses of the order of magnitude, kept small on purpose.
PRIORS = {
    "hin_Deva": 4.0,
    "arb_Arab": 2.5,
    "ars_Arab": 0.5,
    "pes_Arab": 1.3,
    "spa_Latn": 2.5,
    "cmn_Hant": 1.3,
    "bos_Latn": 1.05,
    "srp_Latn": 0.5,
}


def common(tags: list[str]) -> list[int]:
    """Return which labels are languages with a two-letter code in their usual script, or in one that is as usual.

    No language is as common as they are.
    """
    registry = language_registry()
    found = []
    for number, tag in enumerate(tags):
        language, _, script = tag.partition("_")
        known = registry.get(language)
        coded = known is not None and len(known.bcp47.partition("-")[0]) == 2
        usual = known is not None and (script == known.default_script or script in _VARIANTS or tag in _AS_USUAL)
        if language == model.NOISE or (coded and usual):
            found.append(number)
    return found
