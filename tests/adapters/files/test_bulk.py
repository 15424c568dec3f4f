"""Thousands of edits at once, in any file: undo gives the bytes back, and what is not theirs stays to the byte."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from awsguide.adapters.files import config_files, home, one_file, paths
from awsguide.config import ini
from awsguide.config.sections import by_meaning, read_sections
from awsguide.core.errors import CouldNotTry, GuideError
from awsguide.core.model import Account, Role, SsoSession
from awsguide.flows.workforce.every_role import planned

if TYPE_CHECKING:
    from pathlib import Path

SESSION = SsoSession("corp", "https://d-1234567890.awsapps.com/start", "us-east-1")

# What people's files have: comments, other tools' sections, indentation, line ends of Windows, no end at all.
PIECES = st.sampled_from(
    [
        "# mine\n",
        "\n",
        "; later\r\n",
        "[default]\nregion = us-east-1\n",
        "[profile theirs] ; keep\nunknown = 1\n# inside\noutput=json\n\n",
        "[profile a-Admin]\nregion = eu-north-1\n",
        '[profile "two words"]\nrole_arn = x\nsource_profile = b-Read\n',
        "[profile b-Read]\nsso_session = corp\nsso_account_id = 000000000002\nsso_role_name = Read\n",
        "[profile old]\nsso_session = corp\nsso_account_id = 000000000001\nsso_role_name = Gone\n# of old\n",
        "[profile older]\r\nsso_session = corp\r\nsso_account_id = 000000000009\r\nsso_role_name = Gone\r\n\r\n",
        "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://d-1234567890.awsapps.com/start/\n",
        "[services x]\ns3 =\n  endpoint_url = https://example.com\n",
        "  [profile deep]\n  region = a\n",
        "[plugins]\nx = y\n",
        "[profile latin]\n# caf\udce9\nregion = b\n",
    ]
)
TEXTS = st.builds(
    lambda mark, pieces, end: mark + "".join(pieces) + end,
    st.sampled_from(["", "\ufeff"]),
    st.lists(PIECES, unique=True),
    st.sampled_from(["", "# the end", "[profile last]\nregion = c"]),
)
ACCOUNTS = st.lists(
    st.builds(
        lambda number, name, roles: Account(
            f"{number:012}", name, roles=tuple(Role(f"{number:012}", role) for role in sorted(roles))
        ),
        st.integers(1, 9),
        st.sampled_from(["a", "b", "A B", "生産", ""]),
        st.sets(st.sampled_from(["Admin", "Read", "Power.User"])),
    ),
    unique_by=lambda account: account.account_id,
    max_size=5,
)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("AWS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))


def lines_of(text: str, name: str) -> str:
    """A profile's own lines, from its header to its last setting."""
    document = ini.parse(text)
    section = next(each for each in document.sections if each.name == name)
    return "".join(document.lines[section.line : section.end + 1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, rounds=st.lists(st.tuples(ACCOUNTS, st.booleans()), min_size=1, max_size=3))
def test_any_writes_and_prunes_leave_the_rest_to_the_byte_and_are_undone_to_the_byte(
    text: str, rounds: list[tuple[list[Account], bool]]
) -> None:
    assume(not any(problem.kind == "mistake" for problem in ini.parse(text).problems))
    path = paths.path_of("config")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    kept: list[tuple[bytes, bytes, one_file.Receipt]] = []
    for accounts, prune in rounds:
        before = path.read_bytes()
        then = config_files.read_text("config")
        try:
            plan = planned(SESSION, tuple(accounts), then, region="eu-west-1", prune=prune)
        except GuideError as refused:
            assert refused.code in {"profile-names-collide", "name-unsafe"}  # noqa: PT017 - the other way is as good
            continue
        if not plan.change.edits:
            continue
        try:
            receipt = home.save(plan.change)
        except CouldNotTry as error:
            assert error.code == "config-layout"  # noqa: PT017 - the other way is as good
            assert path.read_bytes() == before
            continue
        kept.append((before, path.read_bytes(), receipt))
        now = config_files.read_text("config")
        ours = {*plan.written, *plan.removed}
        assert not set(plan.removed) & {name for kind, name in by_meaning(now) if kind == "profile"}
        for section in read_sections(then):
            if section.name not in ours and section.kind == "profile":
                header = next(each.name for each in ini.parse(then).sections if each.line == section.line - 1)
                assert lines_of(now, header).strip() == lines_of(then, header).strip()
    # The first of two may not be undone before the second: that would take its work along. Where the second has put
    # back what the first had left, it has none.
    for _before, after, receipt in kept[:-1]:
        if path.read_bytes() != after:
            with pytest.raises(CouldNotTry):
                config_files.undo(receipt)
    for before, _after, receipt in reversed(kept):
        config_files.undo(receipt)
        assert path.read_bytes() == before


def test_a_file_that_cannot_be_written_is_told_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    path = paths.path_of("config")
    path.parent.mkdir(mode=0o700)
    path.write_bytes(b"[default]\n")
    plan = planned(
        SESSION, (Account(f"{1:012}", "a", roles=(Role(f"{1:012}", "Admin"),)),), "[default]\n", region="x"
    )

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("awsguide.adapters.files.replacing.os.fsync", full)
    with pytest.raises(CouldNotTry) as caught:
        home.save(plan.change)
    assert "space" in str(caught.value)
    assert path.read_bytes() == b"[default]\n"
