"""Real contributions in real formats: every file accounted for, every record kept or refused with words."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pyarrow as pa
import pytest

from corpus_kit.checking import check
from corpus_kit.findings import SEVERITIES
from corpus_kit.intake import scan
from tests.conftest import SAMPLE

pytestmark = pytest.mark.shared


def batch_names() -> list[str]:
    if not SAMPLE.exists():
        return ["absent"]
    with (
        pa.input_stream(str(SAMPLE), compression="zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        parts = [Path(member.name).parts for member in archive]
    return sorted({p[1] for p in parts if len(p) > 2})


@pytest.mark.parametrize("name", batch_names())
def test_a_real_batch_is_accounted_for(sample: Path, name: str) -> None:
    report = check(sample / name)
    assert [f.path for f in report.files] == [f.path for f in scan(sample / name).files]
    for file in report.files:
        assert file.records == file.documents + file.refused, file
        assert sum(file.languages.values()) == file.documents, file
        assert file.refused == sum(file.refused_by_code.values()), file
        assert file.status == "ignored" or file.records, file
    for finding in report.findings:
        assert finding.severity in SEVERITIES and finding.message and finding.remedy
    assert "reader-failed" not in {f.code for f in report.findings}
    assert report.verdict in ("allow", "review", "deny")
