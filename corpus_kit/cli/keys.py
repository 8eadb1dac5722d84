"""Commands about keys and signatures: keys new, keys show, sign."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from corpus_kit.cli.terminal import leave, login_name, now, on_terminal, print_json, reporting, say, tell
from corpus_kit.errors import UsageError

PASSPHRASE = "CORPUS_KIT_PASSPHRASE"
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, in UTF-8.")]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(help=f"A file with the passphrase; else ${PASSPHRASE}, else it is asked.", metavar="FILE"),
]
keys = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Make and look at the keys that sign releases.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the program."""
    keys.command()(new)
    keys.command()(show)
    app.add_typer(keys, name="keys")
    app.command()(sign)


def new(
    file: Annotated[Path, typer.Argument(help="The file of the private key; .pub goes beside it.")] = Path(
        "corpus-kit.key"
    ),
    name: Annotated[str | None, typer.Option(help="Whose key it is; your login name if not given.")] = None,
    passphrase_file: PassphraseOption = None,
    json_: JsonOption = False,
) -> None:
    """Make a pair of keys; the private one is encrypted under a passphrase."""
    with reporting("No key was made."):
        from corpus_kit.signing.keys import PUBLIC_SUFFIX, ensure_outside, make_key

        ensure_outside(file)
        if file.exists():
            raise UsageError(f"{file} is there already", "name another file; a key is never overwritten")
        key = make_key(file, passphrase(passphrase_file, confirm=True), name or login_name())
        public = file.with_suffix(PUBLIC_SUFFIX)
        if json_:
            print_json({"private": str(file), "public": str(public), "id": key.id, "key": str(key)})
            return
        say(f"Private key: {file} (encrypted; keep it and the passphrase safe, and out of any corpus).")
        say(f"Public key:  {public} (give it to everybody; its lines go into corpus.toml).")
        say(f"Id: {key.id}")


def show(
    paths: Annotated[list[Path], typer.Argument(help="Files of public keys, folders of them, or corpora.",
                                                metavar="KEYS...", show_default=False)],
    json_: JsonOption = False,
) -> None:  # fmt: skip
    """List public keys with their ids, and how many signatures they ask for."""
    with reporting():
        from corpus_kit.signing.trust import read_trust

        trust = read_trust(paths)
        if json_:
            entries = [{"name": k.name, "id": k.key.id, "key": str(k.key), "revoked": k.revoked} for k in trust.keys]
            print_json({"threshold": trust.threshold, "keys": entries})
            return
        for key in trust.keys:
            say(f"{key.key.id}  {key.name}{'  (revoked)' if key.revoked else ''}")
        say(f"Signatures needed: {trust.threshold}")


def sign(
    release: Annotated[Path, typer.Argument(help="The folder of a release.", show_default=False)],
    key: Annotated[Path, typer.Option(help="Your private key, from: corpus-kit keys new.", metavar="FILE",
                                      show_default=False)],
    passphrase_file: PassphraseOption = None,
    corpus: Annotated[Path | None, typer.Option(help="Its corpus, where the release stands elsewhere.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who signs; your login name if not given.")] = None,
    json_: JsonOption = False,
) -> None:  # fmt: skip
    """Sign a release: its digests, the root over its rows, and the ledger as it stands."""
    with reporting("Nothing was signed."):
        from corpus_kit.release.verify import ensure_release
        from corpus_kit.signing.keys import open_key
        from corpus_kit.storage import locked

        ensure_release(release)
        opened = open_key(key, passphrase(passphrase_file))
        home = corpus or _corpus_of(release)
        if home is None:
            found = _signed(release, opened, None)
        else:
            with locked(home, notify=tell):
                found = _signed(release, opened, home, by or login_name())
        print_json(found) if json_ else _say_signed(found)
        leave(0)


def passphrase(file: Path | None, confirm: bool = False) -> str:
    """Return the passphrase: from a file, from the environment, or from the person at the terminal."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").splitlines()[0]
        except (OSError, UnicodeDecodeError, IndexError) as error:
            raise UsageError(f"{file} holds no passphrase", "write it on the first line, in UTF-8") from error
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not on_terminal():
        raise UsageError("nobody is there to give the passphrase", f"set {PASSPHRASE}, or give --passphrase-file FILE")
    try:
        return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))
    except typer.Abort:
        raise KeyboardInterrupt from None


def _signed(release: Path, key: object, home: Path | None, by: str = "") -> dict[str, object]:
    import json

    from corpus_kit.corpus import Corpus
    from corpus_kit.release.attest import sign_release
    from corpus_kit.signing.keys import PrivateKey
    from corpus_kit.signing.trust import keys_of

    assert isinstance(key, PrivateKey)
    named: bool | None = None
    corpus = None
    if home is not None:
        corpus = Corpus.open(home)
        named = key.public in [k.key for k in keys_of(corpus.config.get("signing", {}), f"{home}/corpus.toml")]
    before = release / "signatures" / f"{key.public.id}.json"
    again = before.is_file()
    path = sign_release(release, key, corpus.ledger.head() if corpus else None)
    version = json.loads((release / "release.json").read_bytes())["version"]
    if corpus is not None and not again:
        corpus.ledger.append(action="sign", target=version, key=key.public.id, when=now(), who=by)
    return {"release": str(release), "version": version, "signature": str(path), "key": key.public.id,
            "ledger": corpus is not None, "named_in_corpus": named}  # fmt: skip


def _say_signed(found: dict[str, object]) -> None:
    say(f"Signed version {found['version']}: {found['signature']}")
    if not found["ledger"]:
        say("Its corpus is not here, so the signature says nothing of the ledger (--corpus names it).")
    elif not found["named_in_corpus"]:
        say("The key is not named in corpus.toml: put the lines of its .pub file there, so that others can check it.")


def _corpus_of(release: Path) -> Path | None:
    from corpus_kit.corpus import is_corpus

    resolved = release.resolve()
    if resolved.parent.name == "releases" and is_corpus(resolved.parent.parent):
        return resolved.parent.parent
    return None
