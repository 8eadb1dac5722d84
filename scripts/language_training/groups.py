"""The groups of close languages that have a second stage, and what each learns from.

Where parallel texts suffice nothing else is taken: of two languages of which one has news and the other interface
texts, a model learns to tell news from interface texts.
"""

from __future__ import annotations

from .second_stage import Group

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

# How much likelier a language is than its close neighbours before a word is read. The lines of the pack say nothing of
# that: they hold as much Magahi as Hindi. Figures are guesses of the order of magnitude, kept small on purpose.
PRIORS = {
    "hin_Deva": 2.0,
    "arb_Arab": 2.5,
    "ars_Arab": 0.5,
    "pes_Arab": 1.3,
    "spa_Latn": 1.3,
    "cmn_Hant": 1.3,
    "srp_Latn": 0.75,
}
