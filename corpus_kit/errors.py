"""The exceptions of corpus_kit.

A contributor's mistake is a `Finding`, never an exception. An exception means that the work cannot go on; its message
says what, where, and what to do.

    CorpusKitError
    ├── UsageError               the command cannot be carried out as given (exit 2)
    │   ├── ManifestError        a batch.toml or corpus.toml that cannot be used at all
    │   └── VersionExistsError   a release of that name exists with other content
    ├── CorpusError              the corpus on disk cannot be used
    │   ├── CorpusLockedError    another process holds it
    │   ├── CorpusTooNewError    made by a newer version of the format
    │   └── CorpusDamagedError   stored files are missing or do not match their digests
    ├── StorageError             the disk refused: full, read-only, no permission
    └── ResourceMissingError     a file of the installation itself is missing
"""


class CorpusKitError(Exception):
    """Base of all exceptions that corpus_kit raises on purpose.

    `what` says what went wrong and where; `remedy` what to do about it.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} ({self.remedy})" if self.remedy else self.what

    def __reduce__(self) -> tuple[type["CorpusKitError"], tuple[str, str]]:
        # Exceptions cross process borders; the default would lose the remedy.
        return type(self), (self.what, self.remedy)


class UsageError(CorpusKitError):
    """The command or call cannot be carried out as given."""


class ManifestError(UsageError):
    """A declaration (batch.toml, corpus.toml) cannot be used at all."""


class VersionExistsError(UsageError):
    """A release of that version exists with other content."""


class CorpusError(CorpusKitError):
    """The corpus on disk cannot be used."""


class CorpusLockedError(CorpusError):
    """Another process holds the corpus."""


class CorpusTooNewError(CorpusError):
    """The corpus was made by a newer version of its format."""


class CorpusDamagedError(CorpusError):
    """Stored files are missing or do not match their digests."""


class StorageError(CorpusKitError):
    """The disk refused to read or write: full, read-only, no permission."""


class ResourceMissingError(CorpusKitError):
    """A data file of the installation is missing."""
