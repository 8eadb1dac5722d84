"""Sentences are counted for a fixed sample, by spaCy or by the end marks of the script."""

from __future__ import annotations

import pyarrow as pa
import pytest

from corpus_kit import columns
from corpus_kit.stages.sentences import SentencesStage

# tag, text, sentences, tool
CUT = [
    ("khm_Khmr", "ខ្ញុំទៅផ្សារ។ ខ្ញុំទិញបន្លែ។", 2, "terminators:Khmr"),
    ("mya_Mymr", "ကျွန်တော် ဈေးသွားသည်။ သူ အိမ်ပြန်လာသည်။", 2, "terminators:Mymr"),
    ("bod_Tibt", "ང་ཁྲོམ་ལ་འགྲོ་གི་ཡིན། ཁོང་ཡོང་གི་རེད།", 2, "terminators:Tibt"),
    ("amh_Ethi", "ዛሬ ዝናብ ነው። እኛ ቤት ነን።", 2, "spacy:am"),
    ("urd_Arab", "یہ ایک کتاب ہے۔ وہ قلم کہاں ہے؟ یہاں ہے۔", 3, "spacy:ur"),
    ("pbt_Arab", "دا کتاب دی. قلم چېرته دی؟ دلته دی.", 3, "terminators:Arab"),
    ("hye_Armn", "Սա գիրք է։ Ո՞ւր է գրիչը։", 2, "terminators:Armn"),
    ("hin_Deva", "आज बारिश है। हम घर पर हैं।", 2, "spacy:hi"),
    ("cmn_Hans", "今天下雨。我们在家看书！你呢？", 3, "spacy:zh"),
    ("jpn_Jpan", "今日は雨です。家で本を読みます。", 2, "terminators:Jpan"),
    ("tha_Thai", "วันนี้ฝนตก\nเราอยู่บ้าน", 2, "terminators:Thai"),
    ("kaz_Cyrl", "Бүгін 3.14 км жүрдік. Ертең де барамыз! Сен ше?", 3, "terminators:Cyrl"),
    ("uzn_Cyrl", "Бугун қор ёғди. Болалар кўчада.", 2, "terminators:Cyrl"),
    ("heb_Hebr", "הבוקר ירד שלג. הילדים משחקים בחוץ.", 2, "spacy:he"),
    ("eng_Latn", "Dr. Smith walked 3.5 miles. He was late.\n\nA title\n\nThe end.", 4, "spacy:en"),
    ("und_Zyyy", "12 34 56", 1, "terminators:Zyyy"),
    ("und_Zyyy", "— … —", 0, "terminators:Zyyy"),
]


def batch(texts: list[str], tags: list[str] | None = None, declared: list[str | None] | None = None) -> pa.RecordBatch:
    fields = {
        "id": pa.array([f"{number:08x}{0:024x}" for number in range(len(texts))], pa.string()),
        "text": pa.array(texts, pa.string()),
        "language_declared": pa.array(declared or [None] * len(texts), pa.string()),
    }
    if tags is not None:
        fields["language"] = pa.array([t[:3] for t in tags], pa.string())
        fields["script"] = pa.array([t[4:] for t in tags], pa.string())
    return pa.record_batch(fields)


@pytest.mark.parametrize(("tag", "text", "sentences", "tool"), CUT)
def test_sentences_of_a_language_are_found(tag: str, text: str, sentences: int, tool: str) -> None:
    row = SentencesStage(sample_every=1)(batch([text], [tag])).to_pylist()[0]
    assert (row["sentences"], row["sentence_tool"]) == (sentences, tool)
    assert 0 <= row["sentence_characters"] <= len(text)


def test_without_a_measured_language_the_declared_one_or_the_script_serves() -> None:
    texts = ["សូមអរគុណ។ ជួបគ្នាថ្ងៃស្អែក។", "یہ ایک کتاب ہے۔ وہ قلم ہے۔", "आज बारिश है। हम घर पर हैं।"]
    rows = SentencesStage(sample_every=1)(batch(texts, declared=[None, "ur", "no such language"])).to_pylist()
    assert [row["sentence_tool"] for row in rows] == ["terminators:Khmr", "spacy:ur", "terminators:Deva"]
    assert [row["sentences"] for row in rows] == [2, 2, 2]


def test_the_sample_is_chosen_by_the_id_and_the_rest_is_null() -> None:
    stage = SentencesStage(sample_every=4)
    before = batch(["Бір сөйлем. Екінші сөйлем."] * 10, ["kaz_Cyrl"] * 10)
    after = stage(before)
    assert [row["sentences"] for row in after.to_pylist()] == [2, *[None] * 3, 2, *[None] * 3, 2, None]
    assert after.equals(stage(before))
    assert after.slice(4, 1).equals(stage(before.slice(4, 1)))
    assert after.schema.names[-3:] == columns.layer_schema("sentences").names


@pytest.mark.parametrize("text", ["", "\n\n\n", "." * 5000, "a" * 1_200_000, "\u0301" * 100, "\u202e.\u202e"])
def test_odd_texts_do_no_harm(text: str) -> None:
    for tag in ("eng_Latn", "kaz_Cyrl", "tha_Thai"):
        row = SentencesStage(sample_every=1)(batch([text], [tag])).to_pylist()[0]
        assert row["sentences"] >= 0
