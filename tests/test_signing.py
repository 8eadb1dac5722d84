"""Keys and signatures: what is signed, whose signatures count, and everything that can be wrong with them."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("cryptography", reason="signing needs the library cryptography")

from corpus_kit.corpus import Corpus
from corpus_kit.errors import ManifestError, UsageError
from corpus_kit.findings import Finding
from corpus_kit.release import verify_release, write_release
from corpus_kit.release.attest import sign_release
from corpus_kit.release.sums import SUMS_NAME, write_sums
from corpus_kit.signing.envelope import Envelope, EnvelopeError, PublicKey, pre_authentication
from corpus_kit.signing.keys import PrivateKey, make_key, open_key
from corpus_kit.signing.trust import read_trust

from .conftest import Done
from .release_corpus import TEXTS, BatchOf, Document, add_batch, make_corpus, reopened

WORDS = "тау мен дала"


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("Мұрағат", "Library", "کتابخانه", "Stranger"):
        make_key(folder / f"{name}.key", WORDS, name)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    corpus = make_corpus(
        tmp_path_factory.mktemp("sign") / "corpus", [BatchOf("One", [Document(t, tag) for tag, t in TEXTS.items()])]
    )
    write_release(corpus, "1.0.0")
    add_batch(corpus, BatchOf("Two", [Document("Тағы бір мәтін.")]))
    write_release(reopened(corpus), "1.1.0")
    corpus.ledger.append(action="accept", target="x", reason="seen", when="2026-01-01T00:00:00Z", who="Test")
    return corpus


@pytest.fixture
def corpus(made: Corpus, tmp_path: Path) -> Corpus:
    return Corpus.open(shutil.copytree(made.path, tmp_path / "corpus"))


def key(keyring: Path, name: str) -> PrivateKey:
    return open_key(keyring / f"{name}.key", WORDS)


def signed(corpus: Corpus, keyring: Path, *names: str, version: str = "1.0.0") -> Path:
    release = corpus.releases_path / version
    for name in names:
        sign_release(release, key(keyring, name), corpus.ledger.head())
    return release


def trusted(keyring: Path, folder: Path, *names: str, threshold: int = 1, revoked: str = "") -> Path:
    text = f"[signing]\nthreshold = {threshold}\n"
    for name in names:
        text += (keyring / f"{name}.pub").read_text(encoding="utf-8")
        text += "revoked = 2026-05-01\n" if name == revoked else ""
    path = folder / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return path


def found(release: Path, trust: Path | None = None) -> list[Finding]:
    return verify_release(release, trust=read_trust([trust]) if trust else None)


def codes(release: Path, trust: Path | None = None) -> set[str]:
    return {f.code for f in found(release, trust)}


class TestEnvelope:
    """The form is DSSE's, and there is one way to write it."""

    def test_the_encoding_is_that_of_the_specification(self) -> None:
        # The example that the specification of DSSE gives.
        signed = pre_authentication("http://example.com/HelloWorld", b"hello world")
        assert signed == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"

    def test_another_program_can_check_it(self, keyring: Path) -> None:
        from cryptography.hazmat.primitives.serialization import load_der_public_key

        envelope = json.loads(key(keyring, "Library").sign("text/plain", "дәрі".encode()).as_bytes())
        (entry,) = envelope["signatures"]
        payload = base64.b64decode(envelope["payload"])
        raw = base64.b64decode(entry["public_key"].removeprefix("ed25519:"))
        der = bytes.fromhex("302a300506032b6570032100") + raw
        message = b"DSSEv1 10 text/plain %d %s" % (len(payload), payload)
        load_der_public_key(der).verify(base64.b64decode(entry["sig"]), message)

    def test_every_flipped_bit_is_found(self, keyring: Path) -> None:
        whole = key(keyring, "Library").sign("text/plain", b"{}").as_bytes()
        assert Envelope.parse(whole).payload == b"{}"
        for place in range(len(whole)):
            for bit in range(8):
                spoiled = bytearray(whole)
                spoiled[place] ^= 1 << bit
                with pytest.raises(EnvelopeError):
                    Envelope.parse(bytes(spoiled))

    @pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"signatures":[]}', b'{"signatures":[{},{}]}'])
    def test_what_is_none(self, data: bytes) -> None:
        with pytest.raises(EnvelopeError):
            Envelope.parse(data)


class TestKeys:
    """Private keys are encrypted, never overwritten, and never inside what is shared."""

    def test_the_same_payload_gives_the_same_bytes(self, keyring: Path) -> None:
        assert key(keyring, "Library").sign("t", b"x") == key(keyring, "Library").sign("t", b"x")

    def test_a_private_key_is_encrypted_and_its_owners_alone(self, keyring: Path) -> None:
        path = keyring / "Library.key"
        assert b"\n-----BEGIN ENCRYPTED PRIVATE KEY-----" in path.read_bytes()
        assert os.name == "nt" or path.stat().st_mode & 0o077 == 0
        with pytest.raises(UsageError, match="passphrase does not open"):
            open_key(path, "another one")

    def test_what_cannot_be_opened(self, keyring: Path, tmp_path: Path) -> None:
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519

        plain = ed25519.Ed25519PrivateKey.generate().private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
        )
        other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.BestAvailableEncryption(WORDS.encode())
        )
        head = (keyring / "Library.key").read_bytes().partition(b"-----BEGIN")[0]
        for data, said in [
            (plain, "not encrypted"),
            (other, "not made by corpus_kit"),
            (b"x", "no private key"),
            (head + b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nx", "does not open"),
            (head.replace(b"n=65536", b"n=1048577") + other, "not made by corpus_kit"),
        ]:  # fmt: skip
            (tmp_path / "k").write_bytes(data)
            with pytest.raises(UsageError, match=said):
                open_key(tmp_path / "k", WORDS)
        with pytest.raises(UsageError, match="cannot be read"):
            open_key(tmp_path / "nothing", WORDS)

    def test_never_in_a_corpus_nor_over_another(self, corpus: Corpus, keyring: Path, tmp_path: Path) -> None:
        for folder in (corpus.path, corpus.releases_path / "1.0.0" / "data"):
            with pytest.raises(UsageError, match="lies inside"):
                make_key(folder / "a.key", WORDS, "A")
        shutil.copy(keyring / "Library.key", corpus.path / "batches" / "a.key")
        with pytest.raises(UsageError, match="lies inside"):
            open_key(corpus.path / "batches" / "a.key", WORDS)
        make_key(tmp_path / "a.key", WORDS, "A")
        before = (tmp_path / "a.key").read_bytes()
        with pytest.raises(UsageError, match="there already"):
            make_key(tmp_path / "a.key", WORDS, "A")
        assert (tmp_path / "a.key").read_bytes() == before
        with pytest.raises(UsageError, match="shorter"):
            make_key(tmp_path / "b.key", "short", "B")


class TestTrust:
    """Whose signatures count is written once, and written right."""

    def test_from_a_folder_a_file_and_a_corpus(self, keyring: Path, corpus: Corpus, tmp_path: Path) -> None:
        assert {k.name for k in read_trust([keyring]).keys} == {"Мұрағат", "Library", "کتابخانه", "Stranger"}
        assert read_trust([keyring / "Library.pub"]).threshold == 1
        listed = trusted(keyring, tmp_path, "Мұрағат", "Library", threshold=2)
        config = corpus.path / "corpus.toml"
        config.write_text(config.read_text(encoding="utf-8") + listed.read_text(encoding="utf-8"), encoding="utf-8")
        assert read_trust([corpus.path]) == read_trust([config]) == read_trust([listed])

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "names no key"),
            ("[signing]\nthreshold = 1\n", "names no key"),
            ("[signing]\nthreshold = 0\n{a}", "whole number"),
            ("[signing]\nthreshold = true\n{a}", "whole number"),
            ("[signing]\nthreshold = 3\n{a}{b}", "2 keys that count"),
            ("[signing]\nthreshold = 1\nweight = 2\n{a}", "signing.weight"),
            ("{a}colour = 1\n", "signing.keys.colour"),
            ("{a}{b}", "no signing.threshold"),
            ("[signing]\nthreshold = 2\n{a}{a}", "named twice"),
            ("[signing]\nthreshold = 2\n{a}revoked = true\n{b}", "1 keys that count"),
            ('[[signing.keys]]\nname = "x"\nkey = "rsa:AAAA"\n', "ed25519:BASE64"),
            ('[[signing.keys]]\nname = "x"\nkey = "ed25519:AAAA"\n', "32 bytes"),
            ('[[signing.keys]]\nname = "x"\nkey = "ed25519:?"\n', "number 1"),
            ('[[signing.keys]]\nname = "x"\n', "number 1"),
            ("[signing]\nkeys = 1\n", "list of tables"),
            ("[signing", "cannot be read"),
        ],
    )
    def test_written_wrongly(self, keyring: Path, tmp_path: Path, text: str, said: str) -> None:
        names = {"a": "Library", "b": "Stranger"}
        for mark, name in names.items():
            lines = (keyring / f"{name}.pub").read_text(encoding="utf-8").splitlines(keepends=True)
            text = text.replace("{" + mark + "}", "".join(lines))
        (tmp_path / "keys.toml").write_text(text, encoding="utf-8")
        with pytest.raises(ManifestError, match=said):
            read_trust([tmp_path / "keys.toml"])

    def test_nothing_to_trust(self, tmp_path: Path) -> None:
        for paths in ([], [tmp_path], [tmp_path / "nothing"]):
            with pytest.raises(UsageError):
                read_trust(paths)


class TestSigned:
    """What verify says of every state of the signatures."""

    def test_two_of_three(self, corpus: Corpus, keyring: Path, tmp_path: Path) -> None:
        trust = trusted(keyring, tmp_path, "Мұрағат", "Library", "کتابخانه", threshold=2)
        release = signed(corpus, keyring, "Мұрағат")
        (lacking,) = found(release, trust)
        assert lacking.code == "signature-missing" and "Library, کتابخانه" in lacking.message
        signed(corpus, keyring, "کتابخانه")
        (left,) = found(release, trust)
        assert left.code == "signature-not-given" and left.severity == "note" and "Library" in left.message
        assert found(release) == []
        assert sorted(p.name for p in (release / "signatures").iterdir()) == sorted(
            f"{key(keyring, n).public.id}.json" for n in ("Мұрағат", "کتابخانه")
        )

    def test_what_is_signed(self, corpus: Corpus, keyring: Path) -> None:
        release = signed(corpus, keyring, "Library")
        (path,) = (release / "signatures").iterdir()
        said = json.loads(Envelope.parse(path.read_bytes()).payload)
        assert [s["name"] for s in said["subject"]] == ["SHA256SUMS", "release.json"]
        stated = json.loads((release / "release.json").read_text(encoding="utf-8"))
        assert said["predicate"]["merkle_root"] == stated["merkle"]["root"]
        assert said["predicate"]["ledger"] == corpus.ledger.head() and corpus.ledger.head()["sequence"] == 1
        assert b"Test" not in path.read_bytes() and b"2026" not in base64.b64decode(
            json.loads(path.read_bytes())["payload"]
        )

    def test_unknown_and_revoked_keys_do_not_count(self, corpus: Corpus, keyring: Path, tmp_path: Path) -> None:
        release = signed(corpus, keyring, "Мұрағат", "Stranger")
        trust = trusted(keyring, tmp_path, "Мұрағат", "Library", revoked="Мұрағат")
        assert codes(release, trust) == {"signature-by-unknown-key", "signature-by-revoked-key", "signature-missing"}

    def test_one_key_counts_once(self, corpus: Corpus, keyring: Path, tmp_path: Path) -> None:
        release = signed(corpus, keyring, "Library")
        (path,) = (release / "signatures").iterdir()
        shutil.copy(path, path.with_name("0.json"))
        shutil.copy(path, path.with_name("z.json"))
        trust = trusted(keyring, tmp_path, "Library", "Мұрағат", threshold=2)
        assert codes(release, trust) == {"signature-repeated", "signature-missing"}

    def test_a_signature_of_another_release(self, corpus: Corpus, keyring: Path, tmp_path: Path) -> None:
        other = signed(corpus, keyring, "Library", version="1.1.0")
        release = corpus.releases_path / "1.0.0"
        shutil.copytree(other / "signatures", release / "signatures")
        trust = trusted(keyring, tmp_path, "Library")
        assert codes(release, trust) == {"signature-of-another-release", "signature-missing"}
        assert codes(release) == {"signature-of-another-release"}

    def test_a_card_edited_with_every_digest_mended(self, corpus: Corpus, keyring: Path, tmp_path: Path) -> None:
        release = signed(corpus, keyring, "Library")
        card = release / "README.md"
        card.write_text(card.read_text(encoding="utf-8") + "\nFree for all.\n", encoding="utf-8")
        write_sums(release)
        assert codes(release, trusted(keyring, tmp_path, "Library")) == {
            "signature-of-another-release", "signature-missing",
        }  # fmt: skip

    def test_a_rewritten_ledger(self, corpus: Corpus, keyring: Path) -> None:
        release = signed(corpus, keyring, "Library")
        ledger = corpus.path / "ledger.jsonl"
        ledger.write_text(ledger.read_text(encoding="utf-8").replace('"seen"', '"SEEN"'), encoding="utf-8")
        assert codes(release) == {"signature-ledger-differs"}
        ledger.write_text("", encoding="utf-8")
        assert codes(release) == {"signature-ledger-differs"}
        moved = release.rename(corpus.path.parent / "moved")
        assert codes(moved) == set(), "away from its corpus there is no ledger to compare"

    def test_files_that_are_no_signatures(self, corpus: Corpus, keyring: Path) -> None:
        release = signed(corpus, keyring, "Library")
        folder = release / "signatures"
        (path,) = folder.iterdir()
        path.rename(folder / ("0" * 64 + ".json"))
        assert codes(release) == {"signature-invalid"}
        (folder / "notes.txt").write_text("x", encoding="utf-8")
        (folder / "more").mkdir()
        (folder / "more" / "a.json").write_text("x", encoding="utf-8")
        assert codes(release) == {"signature-invalid", "release-file-extra"}
        shutil.rmtree(folder)
        folder.write_text("x", encoding="utf-8")
        assert codes(release) == {"release-file-extra"}

    def test_flipped_bytes_in_signatures_are_named(self, corpus: Corpus, keyring: Path) -> None:
        release = signed(corpus, keyring, "Library")
        (path,) = (release / "signatures").iterdir()
        whole, choose = path.read_bytes(), random.Random(3)
        for _ in range(20):
            spoiled = bytearray(whole)
            spoiled[choose.randrange(len(whole))] ^= 1 << choose.randrange(8)
            path.write_bytes(spoiled)
            assert path.relative_to(release).as_posix() in {f.where for f in verify_release(release)}

    def test_nobody_signs_what_is_broken(self, corpus: Corpus, keyring: Path) -> None:
        release = corpus.releases_path / "1.0.0"
        (release / "README.md").write_text("edited", encoding="utf-8")
        with pytest.raises(UsageError, match="not whole"):
            sign_release(release, key(keyring, "Library"), None)
        assert not (release / "signatures").exists()

    def test_sums_without_release_are_told_once(self, corpus: Corpus, keyring: Path) -> None:
        release = signed(corpus, keyring, "Library")
        (release / SUMS_NAME).unlink()
        assert "release-sums-missing" in codes(release)


class TestCommands:
    """keys, sign and verify as a person uses them."""

    @pytest.fixture(autouse=True)
    def words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CORPUS_KIT_PASSPHRASE", WORDS)

    def test_from_key_to_verified_release(self, tool: Callable[..., Done], corpus: Corpus, tmp_path: Path) -> None:
        release = corpus.releases_path / "1.0.0"
        done = tool("keys", "new", tmp_path / "a.key", "--name", "Мұрағат", "--json")
        made = json.loads(done.out)
        assert done.code == 0 and PublicKey.parse(made["key"]).id == made["id"]
        assert WORDS not in done.out + done.err
        done = tool("sign", release, "--key", tmp_path / "a.key")
        assert done.code == 0 and "not named in corpus.toml" in done.out
        assert corpus.ledger.entries()[-1]["action"] == "sign"
        assert tool("sign", release, "--key", tmp_path / "a.key").code == 0
        assert [e["action"] for e in corpus.ledger.entries()] == ["accept", "sign"], "signed once"
        assert tool("verify", release, "--trust", tmp_path / "a.pub").code == 0
        tool("keys", "new", tmp_path / "b.key", "--name", "B")
        done = tool("verify", release, "--trust", tmp_path / "b.pub", "--json")
        assert done.code == 1
        assert {f["code"] for f in json.loads(done.out)["findings"]} == {
            "signature-missing",
            "signature-by-unknown-key",
        }
        shown = tool("keys", "show", tmp_path)
        assert made["id"] in shown.out and "Мұрағат" in shown.out

    def test_what_cannot_be_done(
        self, tool: Callable[..., Done], corpus: Corpus, keyring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        release = corpus.releases_path / "1.0.0"
        for arguments in (
            ("keys", "new", corpus.path / "a.key"),
            ("keys", "show", tmp_path / "nothing"),
            ("sign", release, "--key", keyring / "Library.pub"),
            ("sign", corpus.path, "--key", keyring / "Library.key"),
            ("sign", release, "--key", keyring / "Library.key", "--passphrase-file", tmp_path / "nothing"),
            ("verify", release, "--trust", tmp_path / "nothing"),
        ):
            done = tool(*arguments)
            assert done.code == 2 and "What to do" in done.err, arguments
        monkeypatch.delenv("CORPUS_KIT_PASSPHRASE")
        done = tool("sign", release, "--key", keyring / "Library.key")
        assert done.code == 2 and "--passphrase-file" in done.err
        (tmp_path / "words").write_text(WORDS + "\n", encoding="utf-8")
        done = tool("sign", release, "--key", keyring / "Library.key", "--passphrase-file", tmp_path / "words")
        assert done.code == 0
