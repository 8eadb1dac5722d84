"""Batches of texts written for these tests (CC0-1.0), and a way to run the command line."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
SAMPLE = SHARED / "sample.tar.zst"

TEXTS = {
    "kaz_Cyrl": "Қыста өзен қатады, ал көктемде мұз ериді. Балалар жағада ойнайды, үлкендер қайықтарын жөндейді. "
    "Кешке қарай бүкіл ауыл от басына жиналып, ескі әңгімелерді тыңдайды.",
    "rus_Cyrl": "Утром на площади открывается рынок. Торговцы раскладывают яблоки, орехи и свежий хлеб, "
    "а дети бегут в школу мимо старой мечети. К полудню становится жарко, и все ищут тень.",
    "kat_Geor": "დილით ბაზარი იხსნება და ხალხი პურს ყიდულობს. მდინარის ნაპირზე ბავშვები თამაშობენ, "
    "ხოლო ბებია ძველ ზღაპარს ყვება.",
    "pes_Arab": "هر صبح نانوای محله تنور را روشن می‌کند و بوی نان تازه در کوچه می‌پیچد. کودکان پیش از رفتن به مدرسه "
    "نان گرم می‌خرند و با هم می‌خندند.",
    "cmn_Hans": "清晨，河边的集市开始热闹起来。卖水果的老人把苹果和梨摆得整整齐齐，孩子们背着书包从桥上走过。"
    "到了中午，大家都在树下休息。",
    "tha_Thai": "ทุกเช้าพ่อค้าแม่ค้าจะมาตั้งร้านที่ริมแม่น้ำ มีทั้งผลไม้สดและขนมปังอบใหม่ เด็กๆ เดินไปโรงเรียนผ่านสะพานไม้เก่า",
    "hin_Deva": "सुबह होते ही नदी के किनारे बाज़ार लग जाता है। लोग ताज़ी रोटी और फल खरीदते हैं, और बच्चे पुल पार करके स्कूल जाते हैं।",
    "tur_Latn": "Sabah erkenden çarşıda dükkânlar açılır. Fırıncı sıcak ekmekleri tezgâha dizer, çocuklar gülüşerek "
    "okula gider. Öğle vakti herkes çınarın gölgesinde oturur.",
}


def batch_toml(license: str = "CC0-1.0", *, name: str = "Test batch", basis: str = "own-work", extra: str = "") -> str:
    """Return a declaration."""
    return (
        f'name = "{name}"\ncontributor = "Example Archive"\ncontact = "archive@example.org"\ndate = 2026-01-02\n'
        f'[rights]\nlicense = "{license}"\nholder = "Example Archive"\nbasis = "{basis}"\n{extra}'
    )


def make_batch(folder: Path, files: dict[str, str | bytes], declaration: str | None = "") -> Path:
    """Write a contributor's folder; an empty declaration means the usual one, None means none."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    if declaration is not None:
        (folder / "batch.toml").write_text(declaration or batch_toml(), encoding="utf-8")
    return folder


def json_lines(texts: list[str]) -> str:
    """Return texts as JSON Lines."""
    return "".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in texts)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def run_tool(*arguments: object, env: dict[str, str] | None = None, cwd: Path | None = None) -> Done:
    """Run corpus-kit as a process of its own."""
    command = [sys.executable, "-m", "corpus_kit", *map(str, arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=env, cwd=cwd, timeout=300)
    return Done(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


@pytest.fixture
def tool() -> Callable[..., Done]:
    """Give the command line, and hold every run to this: no traceback."""

    def run(*arguments: object, **settings: object) -> Done:
        done = run_tool(*arguments, **settings)  # type: ignore[arg-type]
        assert "Traceback" not in done.out + done.err, done.err
        return done

    return run


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """Give a batch of eight languages, with one broken record and one duplicate."""
    lines = json_lines(list(TEXTS.values())) + '{"text": "cut\n' + json_lines([TEXTS["kaz_Cyrl"]])
    files: dict[str, str | bytes] = {
        "texts.jsonl": lines,
        "нан.txt": TEXTS["kat_Geor"] + "\r\n\r\n" + TEXTS["hin_Deva"],
    }
    return make_batch(tmp_path / "batch", files)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the shared folder where it is absent, and say so."""
    if SHARED.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="the developers' shared folder is not here"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the real contributions once for all tests; a test of them is marked `shared`."""
    if not SAMPLE.exists():
        pytest.skip("the developers' shared folder is absent")
    import pyarrow as pa

    folder = tmp_path_factory.mktemp("sample")
    with pa.input_stream(str(SAMPLE), compression="zstd") as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        archive.extractall(folder, filter="data")
    return folder / "sample"
