"""Publishing to a folder, a server that speaks S3 and one that speaks as the hub does, over good lines and bad ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("botocore", reason="publishing to S3 needs botocore")
pytest.importorskip("moto", reason="these tests need moto's server")

import corpus_kit
from corpus_kit.errors import StorageError, UsageError
from corpus_kit.load import load
from corpus_kit.publishing import publish
from corpus_kit.publishing import s3 as s3_module
from corpus_kit.release import verify_release, write_release
from corpus_kit.release.sums import files_of

from .conftest import Done
from .release_corpus import TEXTS, BatchOf, Document, add_batch, make_corpus, reopened
from .stores import BadLine, Hub, S3Server, bad_line

SECRET = "wJalrXUtnFEMIsecretsecret"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give three releases: 1.1.0 adds a little to 1.0.0; `other` is another content under 1.0.0."""
    folder = tmp_path_factory.mktemp("publishing")
    tags = ("kaz_Cyrl", "uig_Arab", "cmn_Hant", "nan_Latn", "kat_Geor")
    every = [Document(f"{TEXTS[tag]} {n}", tag) for tag in tags for n in range(20)]
    corpus = make_corpus(folder / "corpus", [BatchOf("One", every)], "Жібек жолы")
    write_release(corpus, "1.0.0")
    add_batch(corpus, BatchOf("Two", [Document("Тағы бір мәтін.")]))
    write_release(reopened(corpus), "1.1.0")
    other = make_corpus(folder / "other", [BatchOf("Other", every[:5])], "Жібек жолы")
    write_release(other, "1.0.0").path.rename(corpus.releases_path / "other")
    return corpus.releases_path


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def everything_of(place: Path) -> dict[str, bytes]:
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


class TestFolder:
    """A folder on a disk or a stick."""

    def test_versions_side_by_side_and_a_pointer(self, releases: Path, tmp_path: Path) -> None:
        place = tmp_path / "place"
        done = publish(releases / "1.0.0", place)
        assert done.sent_bytes > 0 and done.latest == "1.0.0"
        again = publish(releases / "1.0.0", place)
        assert (again.sent_bytes, again.sent_files, again.there_files) == (0, 0, again.files)
        publish(releases / "1.1.0", place)
        for version in ("1.0.0", "1.1.0"):
            assert everything_of(place / version) == everything_of(releases / version)
            assert verify_release(place / version, rows=True) == []
        assert corpus_kit.verify(place) == [] and len(list(load(place, "kk"))) == 21
        assert len(list(load(place, "kk", version="1.0.0"))) == 20
        with pytest.raises(UsageError, match=r"it has: 1\.0\.0, 1\.1\.0"):
            load(place, "kk", version="3.0.0")

    def test_a_pointer_that_names_another_content(self, releases: Path, tmp_path: Path) -> None:
        place = tmp_path / "place"
        publish(releases / "1.0.0", place)
        pointer = json.loads((place / "latest.json").read_text(encoding="utf-8"))
        pointer["versions"]["1.0.0"] = "0" * 64
        (place / "latest.json").write_text(json.dumps(pointer), encoding="utf-8")
        assert [(f.code, f.where) for f in corpus_kit.verify(place)] == [("release-pointer-differs", "latest.json")]
        (place / "latest.json").write_text("{", encoding="utf-8")
        for use in (corpus_kit.verify, load, lambda to: publish(releases / "1.1.0", to)):
            with pytest.raises(UsageError, match="is damaged") as told:
                use(place)
            assert "move it away" in told.value.remedy or "move latest.json away" in told.value.remedy
        (place / "latest.json").unlink()
        assert publish(releases / "1.0.0", place).sent_files == 0 and corpus_kit.verify(place) == []

    def test_datasets_opens_the_place_itself(self, releases: Path, tmp_path: Path) -> None:
        import datasets

        publish(releases / "1.1.0", tmp_path / "place")
        assert set(datasets.get_dataset_config_names(str(tmp_path / "place"))) >= {"all", "kaz_Cyrl", "zho"}
        assert datasets.load_dataset(str(tmp_path / "place"), "kaz_Cyrl", split="train").num_rows == 21
        card = (tmp_path / "place" / "README.md").read_text(encoding="utf-8")
        assert "](1.1.0/pictures/languages.svg)" in card

    def test_an_earlier_version_later_does_not_turn_back_the_pointer(self, releases: Path, tmp_path: Path) -> None:
        publish(releases / "1.1.0", tmp_path / "place")
        done = publish(releases / "1.0.0", tmp_path / "place")
        assert done.latest == "1.1.0"
        pointer = json.loads((tmp_path / "place" / "latest.json").read_text(encoding="utf-8"))
        assert pointer["version"] == "1.1.0" and list(pointer["versions"]) == ["1.0.0", "1.1.0"]

    def test_another_content_under_a_version_is_refused(self, releases: Path, tmp_path: Path) -> None:
        publish(releases / "1.0.0", tmp_path / "place")
        before = everything_of(tmp_path / "place")
        with pytest.raises(UsageError, match="with other content"):
            publish(releases / "other", tmp_path / "place")
        assert everything_of(tmp_path / "place") == before

    def test_a_broken_try_is_taken_up_and_shows_nothing(
        self, releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place, count = tmp_path / "place", 0
        from corpus_kit.publishing import folder

        whole = folder.FolderStore.send

        def broken(self: Any, key: str, item: Any, sent: Any) -> None:
            nonlocal count
            count += 1
            if count > 10:
                raise OSError(28, "No space left on device")
            whole(self, key, item, sent)

        publish(releases / "1.0.0", place)
        monkeypatch.setattr(folder.FolderStore, "send", broken)
        with pytest.raises((StorageError, OSError)):
            publish(releases / "1.1.0", place)
        assert len(list(load(place, "kk"))) == 20 and corpus_kit.verify(place) == [], "readers see the version before"
        monkeypatch.setattr(folder.FolderStore, "send", whole)
        waiting = [n for n in files_of(releases / "1.1.0") if "/" not in n and not (place / "1.1.0" / n).exists()]
        item = releases / "1.1.0" / waiting[-1]
        (place / "1.1.0" / f".partial-{item.name}").write_bytes(b"x" + item.read_bytes()[1:50])
        done = publish(releases / "1.1.0", place)
        assert done.there_files >= 9 and everything_of(place / "1.1.0") == everything_of(releases / "1.1.0")

    def test_where_nothing_is_published(self, releases: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x", encoding="utf-8")
        (tmp_path / "odd").mkdir()
        (tmp_path / "odd" / "latest.json").write_text('{"versions": {"../x": ""}}', encoding="utf-8")
        places: list[str | Path] = [
            tmp_path / "file", tmp_path / "odd", releases / "published", releases / "1.0.0" / "x", releases / "1.1.0",
            "ftp://example.org/x", "s3://", "hf://datasets/alone",
        ]  # fmt: skip
        for place in places:
            with pytest.raises(UsageError):
                publish(releases / "1.0.0", place)
        broken = shutil.copytree(releases / "1.0.0", tmp_path / "broken")
        (broken / "README.md").write_text("x", encoding="utf-8")
        with pytest.raises(UsageError, match="not whole"):
            publish(broken, tmp_path / "place")
        assert not (tmp_path / "place").exists()

    def test_two_at_once(self, releases: Path, tmp_path: Path) -> None:
        _two_at_once(releases, str(tmp_path / "place"))
        assert corpus_kit.verify(tmp_path / "place") == []
        assert {p.name for p in (tmp_path / "place").iterdir() if p.is_dir()} == {"1.0.0", "1.1.0"}


def _two_at_once(releases: Path, place: str) -> None:
    problems: list[BaseException] = []

    def run(version: str) -> None:
        try:
            publish(releases / version, place)
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=run, args=(v,)) for v in ("1.0.0", "1.1.0", "1.1.0")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, problems


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture
def line(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[BadLine]:
    with bad_line(server.port) as line:
        for name, value in {
            "AWS_ENDPOINT_URL": line.address, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        yield line


@pytest.fixture
def bucket(line: BadLine, tmp_path: Path) -> str:
    name = f"b{abs(hash(tmp_path)) % 10**12}"
    s3_module._client().create_bucket(Bucket=name)
    line.requests.clear()
    line.sent_bytes = 0
    pytest.importorskip("s3fs").S3FileSystem.clear_instance_cache()
    return f"s3://{name}"


class TestS3:
    """A server that speaks S3, in a process of its own."""

    def test_published_loaded_and_verified(self, releases: Path, bucket: str, line: BadLine) -> None:
        place = f"{bucket}/corpora/silk"
        done = publish(releases / "1.0.0", place)
        assert done.sent_files >= done.files - 1 and not done.notes
        assert corpus_kit.verify(place) == []
        for language, streaming in (("kk", True), ("zho", False), ("ქართული", True)):
            there, here = load(place, language, streaming=streaming), load(releases / "1.0.0", language)
            assert list(there) == list(here)
        sent = line.sent_bytes
        again = publish(releases / "1.0.0", place)
        assert again.sent_bytes == 0 and line.sent_bytes - sent < 20_000

    def test_datasets_opens_every_configuration(self, releases: Path, bucket: str, line: BadLine) -> None:
        import datasets

        publish(releases / "1.0.0", f"{bucket}/silk")
        options = {"endpoint_url": line.address}
        said = json.loads((releases / "1.0.0" / "release.json").read_text(encoding="utf-8"))["configs"]
        for name, config in said.items():
            files = [f"{bucket}/silk/1.0.0/{file}" for file in config["files"]]
            rows = datasets.load_dataset("parquet", data_files=files, split="train", storage_options=options)
            assert rows.num_rows == config["documents"], name

    def test_the_next_version_copies_what_is_there(self, releases: Path, bucket: str, line: BadLine) -> None:
        publish(releases / "1.0.0", f"{bucket}/silk")
        line.sent_bytes = 0
        done = publish(releases / "1.1.0", f"{bucket}/silk")
        assert done.copied_files > 0.5 * done.files and done.sent_files < 0.5 * done.files
        assert corpus_kit.verify(f"{bucket}/silk", rows=True) == []

    def test_a_line_that_breaks_on_the_way(self, releases: Path, bucket: str, line: BadLine) -> None:
        count = 0

        def after_ten(method: str, path: str, body: bytes) -> Any:
            nonlocal count
            count += method == "PUT"
            return 403 if count > 10 else None

        line.fault = after_ten
        with pytest.raises(UsageError, match="refuses"):
            publish(releases / "1.0.0", f"{bucket}/silk")
        line.fault = lambda method, path, body: None
        with pytest.raises(UsageError, match="no release at"):
            load(f"{bucket}/silk")
        done = publish(releases / "1.0.0", f"{bucket}/silk")
        assert done.there_files >= 8 and corpus_kit.verify(f"{bucket}/silk") == []

    @pytest.mark.parametrize("fault", [429, 503, 500, "drop"])
    def test_a_store_that_is_busy_is_asked_again(
        self, releases: Path, bucket: str, line: BadLine, fault: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from botocore.retries import standard

        monkeypatch.setattr(standard.ExponentialBackoff, "delay_amount", lambda self, context: 0.01)
        seen: set[str] = set()

        def once(method: str, path: str, body: bytes) -> Any:
            if method == "PUT" and path not in seen and len(seen) < 5:
                seen.add(path)
                return fault
            return None

        line.fault = once
        publish(releases / "1.0.0", f"{bucket}/silk")
        assert len(seen) == 5 and corpus_kit.verify(f"{bucket}/silk") == []

    def test_a_store_that_fails_for_good(
        self, releases: Path, bucket: str, line: BadLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from botocore.retries import standard

        monkeypatch.setattr(standard.ExponentialBackoff, "delay_amount", lambda self, context: 0.0)
        for fault in (503, "drop"):
            line.fault = lambda method, path, body, fault=fault: fault  # type: ignore[misc]
            with pytest.raises(StorageError) as caught:
                publish(releases / "1.0.0", f"{bucket}/silk")
            assert "run the same command again" in caught.value.remedy and SECRET not in str(caught.value)

    def test_what_arrives_otherwise_is_found(self, releases: Path, bucket: str, line: BadLine) -> None:
        from corpus_kit.publishing.plan import plan_for

        store = s3_module.S3Store(f"{bucket}/silk")
        item = plan_for(releases / "1.0.0").item("README.md")
        store._client.put_object(**store._at("x"), Body=b"y" * item.size, Metadata={"sha256": item.sha256})
        with pytest.raises(StorageError, match="did not arrive"):
            store._ensure_arrived("x", item, "0" * 32)
        store._client.put_object(**store._at("x"), Body=item.path.read_bytes(), Metadata={"sha256": item.sha256})
        store._ensure_arrived("x", item, "0" * 32)  # a tag that is none of ours, but the right content

    def test_two_at_once_and_other_content(self, releases: Path, bucket: str) -> None:
        _two_at_once(releases, f"{bucket}/silk")
        assert corpus_kit.verify(f"{bucket}/silk") == []
        pointer = json.loads(s3_module.S3Store(f"{bucket}/silk").read("latest.json")[0])  # type: ignore[index]
        assert list(pointer["versions"]) == ["1.0.0", "1.1.0"]
        with pytest.raises(UsageError, match="with other content"):
            publish(releases / "other", f"{bucket}/silk")
        assert len(list(load(f"{bucket}/silk", "kk", streaming=True))) == 21

    def test_a_large_file_goes_on_with_its_next_part(self, bucket: str, line: BadLine, tmp_path: Path) -> None:
        from corpus_kit.publishing.plan import Item
        from corpus_kit.release.sums import digest

        path = tmp_path / "large"
        path.write_bytes(os.urandom(23 * 1024 * 1024))
        item = Item("large", path, path.stat().st_size, digest(path))
        store = s3_module.S3Store(f"{bucket}/silk")
        count = 0

        def fourth_part(method: str, path: str, body: bytes) -> Any:
            nonlocal count
            count += "partNumber=" in path
            return 403 if count == 4 else None

        sent: list[int] = []
        line.fault = fourth_part
        with pytest.raises(UsageError):
            store.send("large", item, sent.append)
        line.fault = lambda method, path, body: None
        store.send("large", item, sent.append)
        assert sum(sent) == item.size, "each part was sent once"
        assert store.has("large", item) and store._digest("large") == item.sha256

    def test_what_the_command_says(
        self, tool: Callable[..., Done], releases: Path, bucket: str, line: BadLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done = tool("publish", releases / "1.0.0", f"{bucket}/silk")
        assert done.code == 0 and "each of them made sure of" in done.out and SECRET not in done.out + done.err
        done = tool("publish", releases / "1.0.0", "s3://no-such-bucket-here/x")
        assert done.code == 2 and "no such bucket" in done.err and "What to do" in done.err
        line.fault = lambda method, path, body: 403
        done = tool("publish", releases / "1.0.0", f"{bucket}/other")
        assert done.code == 2 and "the store refuses" in done.err and SECRET not in done.err
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.setenv("HOME", str(releases))
        done = tool("publish", releases / "1.0.0", f"{bucket}/other")
        assert done.code == 2 and "AWS_ACCESS_KEY_ID" in done.err

    def test_killed_and_taken_up(self, releases: Path, bucket: str, line: BadLine) -> None:
        gate = threading.Event()

        def slow(method: str, path: str, body: bytes) -> Any:
            if method == "PUT":
                gate.set()
                time.sleep(0.05)
            return None

        line.fault = slow
        command = [sys.executable, "-m", "corpus_kit", "publish", str(releases / "1.0.0"), f"{bucket}/silk"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert gate.wait(60)
        time.sleep(0.5)
        process.kill()
        process.wait()
        line.fault = lambda method, path, body: None
        done = publish(releases / "1.0.0", f"{bucket}/silk")
        assert corpus_kit.verify(f"{bucket}/silk") == [] and done.files == done.there_files + done.sent_files


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    import huggingface_hub.constants as constants
    from huggingface_hub import hf_api, hf_file_system

    hub = Hub()
    monkeypatch.setenv("HF_ENDPOINT", hub.address)
    monkeypatch.setenv("HF_TOKEN", hub.token)
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    for name, value in (
        ("ENDPOINT", hub.address),
        ("HF_HUB_DISABLE_XET", True),
        ("HF_HUB_CACHE", str(tmp_path / "hf")),
    ):
        monkeypatch.setattr(constants, name, value)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.address + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(hf_api.api, "endpoint", hub.address)
    monkeypatch.setattr("corpus_kit.publishing.hub._WAITS_S", (0.0, 0.0, 0.0))
    import datasets

    monkeypatch.setattr(datasets.config, "HF_ENDPOINT", hub.address)
    hf_file_system.HfFileSystem.clear_instance_cache()
    yield hub
    hf_file_system.HfFileSystem.clear_instance_cache()
    hub.stop()


class TestHub:
    """A server that speaks the endpoints of the hub which the library uses."""

    PLACE = "hf://datasets/archive/silk"

    def test_published_in_one_commit_and_loaded(self, releases: Path, hub: Hub) -> None:
        done = publish(releases / "1.0.0", self.PLACE)
        repository = hub.repositories["archive/silk"]
        assert len(repository.states) == 2 and repository.tags == {"v1.0.0": 1}
        assert any("private" in note for note in done.notes)
        assert set(repository.states[-1]) - {".gitattributes"} == {*files_of(releases / "1.0.0"), "SHA256SUMS"}
        for place in (self.PLACE, "archive/silk"):
            assert list(load(place, "kk", streaming=True)) == list(load(releases / "1.0.0", "kk"))
        assert corpus_kit.verify(self.PLACE) == []

    def test_datasets_opens_every_configuration(self, releases: Path, hub: Hub) -> None:
        import datasets

        publish(releases / "1.0.0", self.PLACE)
        said = json.loads((releases / "1.0.0" / "release.json").read_text(encoding="utf-8"))["configs"]
        assert set(datasets.get_dataset_config_names("archive/silk")) == set(said)
        for name, config in said.items():
            assert datasets.load_dataset("archive/silk", name, split="train").num_rows == config["documents"], name

    def test_the_next_version_sends_what_is_new(self, releases: Path, hub: Hub) -> None:
        publish(releases / "1.0.0", self.PLACE)
        before = hub.uploads
        done = publish(releases / "1.1.0", self.PLACE)
        assert 0 < hub.uploads - before <= 4 and done.there_files > 0.5 * done.files
        assert len(list(load(self.PLACE, "kk", streaming=True))) == 21
        assert len(list(load(self.PLACE, "kk", streaming=True, version="1.0.0"))) == 20
        assert publish(releases / "1.1.0", self.PLACE).sent_files == 0
        with pytest.raises(UsageError, match=r"newer version already: v1\.1\.0"):
            publish(releases / "1.0.0", self.PLACE)

    def test_what_is_gone_stays_until_it_is_asked_for(self, releases: Path, hub: Hub) -> None:
        publish(releases / "1.0.0", self.PLACE)
        repository = hub.repositories["archive/silk"]
        repository.states[-1]["data/old.parquet"] = (b"x", False)
        done = publish(releases / "1.1.0", self.PLACE)
        assert any("--prune" in note for note in done.notes) and "data/old.parquet" in repository.states[-1]
        publish(releases / "1.1.0", self.PLACE, prune=True)
        assert "data/old.parquet" not in repository.states[-1] and ".gitattributes" in repository.states[-1]

    def test_other_content_under_a_version(self, releases: Path, hub: Hub) -> None:
        publish(releases / "1.0.0", self.PLACE)
        with pytest.raises(UsageError, match="with other content"):
            publish(releases / "other", self.PLACE)
        assert len(hub.repositories["archive/silk"].states) == 2

    def test_a_broken_try_goes_on(self, releases: Path, hub: Hub) -> None:
        hub.faults = [("/commit/", 500)] * 10
        with pytest.raises(StorageError) as caught:
            publish(releases / "1.0.0", self.PLACE)
        assert "run the same command again" in caught.value.remedy
        hub.faults, sent = [], hub.uploads
        assert len(hub.repositories["archive/silk"].states) == 1, "nothing is seen of it"
        publish(releases / "1.0.0", self.PLACE)
        assert sent > 0 and hub.uploads == sent, "what had been sent is not sent again"

    def test_a_hub_that_is_not_there(self, releases: Path, hub: Hub) -> None:
        hub.stop()
        with pytest.raises(StorageError, match="the hub cannot be reached"):
            publish(releases / "1.0.0", self.PLACE)
        with pytest.raises(StorageError, match="cannot be read"):
            load(self.PLACE)

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_busy_hub_is_asked_again(self, releases: Path, hub: Hub, status: int) -> None:
        hub.faults = [("/preupload/", status), ("/commit/", status), ("/tag/", status), ("/refs", status)]
        publish(releases / "1.0.0", self.PLACE)
        assert hub.faults == [] and hub.repositories["archive/silk"].tags == {"v1.0.0": 1}

    def test_refused_and_never_with_the_token_in_it(
        self, releases: Path, hub: Hub, tool: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hub.faults = [("/api/repos/create", 403)]
        with pytest.raises(UsageError) as caught:
            publish(releases / "1.0.0", self.PLACE)
        assert "HF_TOKEN" in caught.value.remedy and hub.token not in str(caught.value)
        monkeypatch.setenv("HF_TOKEN", "hf_wrongwrongwrong")
        done = tool("publish", releases / "1.0.0", self.PLACE)
        assert done.code == 2 and "the hub refuses (403)" in done.err and "hf_wrong" not in done.out + done.err

    def test_somebody_else_published_meanwhile(self, releases: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
        publish(releases / "1.0.0", self.PLACE)
        from huggingface_hub import HfApi

        whole = HfApi.preupload_lfs_files

        def meanwhile(self: Any, *arguments: Any, **options: Any) -> Any:
            repository = hub.repositories["archive/silk"]
            repository.states.append({**repository.states[-1], "x": (b"x", False)})
            return whole(self, *arguments, **options)

        monkeypatch.setattr(HfApi, "preupload_lfs_files", meanwhile)
        with pytest.raises(StorageError, match="meanwhile"):
            publish(releases / "1.1.0", self.PLACE)
