"""The writer of the reader's files: whole or not at all, under a lock, with an undo, and never out of the sandbox."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import sys
import threading
from typing import TYPE_CHECKING

import botocore.session
import filelock
import pytest
from botocore.tokens import SSOTokenProvider
from botocore.utils import JSONFileCache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awsguide.adapters.files import backups, config_files, home, one_file, paths, replacing
from awsguide.config import editing, sections, token_cache
from awsguide.config.changes import Change, Placeholder, RemoveSection, SetSection, StoreKeys
from awsguide.core.errors import CouldNotTry, GuideError
from awsguide.core.model import Registration, SsoSession, Token
from awsguide.core.secret import Secret
from awsguide.core.stored import ForgetToken, StoreRegistration, StoreToken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes, links and fork are POSIX's")

OLD = "# mine\n[default]\nregion = us-east-1\n\n[profile keep] ; still mine\nunknown = 1\n"
CHANGE = Change("config", (SetSection("profile", "new", {"region": "eu-west-1", "output": "json"}),))
SESSION = SsoSession("my-company", "https://d-sandbox0001.awsapps.com/start", "us-east-1")
CANARY = "wJalrXUtnFEMIcanaryK7MDENGbPxRfiCYcanary"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("AWS", "JUPYTERHUB", "SSH_", "WSL", "BINDER", "KUBERNETES", "CODESPACES")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.fixture
def config(own_home: Path) -> Path:
    path = own_home / ".aws" / "config"
    path.parent.mkdir(mode=0o700)
    path.write_text(OLD, encoding="utf-8", newline="")
    path.chmod(0o600)
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def left_over(folder: Path) -> list[str]:
    """What stands beside the files themselves, the lock apart, which stays."""
    own = {"config", "credentials", "config.awsguide-lock", "credentials.awsguide-lock", "sso"}
    return sorted(path.name for path in folder.iterdir() if path.name not in own)


def saved() -> tuple[one_file.Receipt | None, CouldNotTry | None]:
    """The receipt of saving `CHANGE`, or why it could not be saved."""
    try:
        return home.save(CHANGE), None
    except CouldNotTry as error:
        return None, error


# --- access key ids -------------------------------------------------------------------------------------------------


def test_every_place_of_a_key_id_is_told_by_file_line_and_variable(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = "AKIA" + "1" * 16, "AKIA" + "2" * 16
    config.write_text(f"{OLD}[profile kira]\naws_access_key_id = {one}\n", encoding="utf-8")
    elsewhere = config.parent / "mine"
    elsewhere.write_text(f"[kira]\naws_access_key_id = {two}\naws_secret_access_key = {CANARY}\n", "utf-8")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(elsewhere))
    monkeypatch.setenv("DEPLOY_KEY", one)
    found = config_files.key_ids_here()
    assert [(place.key_id, place.text) for place in found] == [
        (two, f"profile kira, {paths.shown(elsewhere)} line 2"),
        (one, f"profile kira, {paths.shown(config)} line 8"),
        (one, "environment variable DEPLOY_KEY"),
    ]
    assert one not in repr(found)
    assert CANARY not in repr(found)


def test_profiles_that_hold_a_key_are_told_in_the_order_of_the_files(config: Path) -> None:
    key = "aws_access_key_id = " + "AKIA" + "1" * 16
    (config.parent / "credentials").write_text(f"[kira]\n{key}\n[empty]\nx = 1\n", "utf-8")
    config.write_text(f"[profile both]\n{key}\n[profile kira]\n{key}\n[sso-session s]\n{key}\n", "utf-8")
    assert config_files.key_profiles() == ("kira", "both")
    assert config_files.profile_names() == ("kira", "empty", "both")


def test_without_files_there_are_no_key_ids() -> None:
    assert config_files.key_ids_here() == ()
    assert config_files.key_profiles() == ()


# --- writing ------------------------------------------------------------------------------------------------------


@posix_only
def test_a_new_file_is_private_and_its_directories_are_too(own_home: Path) -> None:
    receipt = home.save(CHANGE)
    assert receipt is not None
    assert mode(own_home / ".aws") == 0o700
    assert mode(own_home / ".aws" / "config") == 0o600
    assert mode(own_home / ".aws" / "config.awsguide-lock") == 0o600
    assert (own_home / ".aws" / "config").read_text() == "[profile new]\nregion = eu-west-1\noutput = json\n"


@posix_only
@pytest.mark.parametrize("before", [0o644, 0o600, 0o640, 0o777])
def test_a_mode_that_is_wider_than_the_owners_is_narrowed(config: Path, before: int) -> None:
    config.chmod(before)
    config.parent.chmod(0o755)
    receipt = home.save(CHANGE)
    assert receipt is not None
    assert receipt.backup is not None
    assert (mode(config), mode(config.parent), mode(receipt.backup) & 0o077) == (0o600, 0o700, 0)


@posix_only
def test_a_file_that_its_owner_made_read_only_is_not_replaced(config: Path) -> None:
    before = config.read_bytes()
    config.chmod(0o400)
    for attempt in (lambda: home.save(CHANGE), lambda: home.load("writable", "config")):
        with pytest.raises(CouldNotTry) as refused:
            attempt()
        assert refused.value.code == "file-forbidden"
    assert (config.read_bytes(), mode(config)) == (before, 0o400)


@posix_only
def test_a_directory_that_a_variable_names_keeps_its_mode(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = own_home / "shared"
    shared.mkdir(mode=0o755)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(shared / "aws-config"))
    home.save(CHANGE)
    assert (mode(shared), mode(shared / "aws-config")) == (0o755, 0o600)


def test_what_boto3_reads_afterwards_is_what_was_asked(config: Path) -> None:
    home.save(CHANGE)
    found = botocore.session.Session().full_config["profiles"]
    assert found["new"] == {"region": "eu-west-1", "output": "json"}
    assert found["keep"] == {"unknown": "1"}
    assert config.read_text().startswith(OLD)


def test_a_change_that_changes_nothing_writes_nothing(config: Path) -> None:
    home.save(CHANGE)
    before = config.stat().st_mtime_ns, left_over(config.parent)
    receipt = home.save(CHANGE)
    assert receipt is not None
    assert not receipt.changed
    assert (config.stat().st_mtime_ns, left_over(config.parent)) == before


@posix_only
def test_a_link_is_followed_and_kept(config: Path, own_home: Path) -> None:
    real = own_home / "dotfiles" / "aws-config"
    real.parent.mkdir()
    config.rename(real)
    config.symlink_to(real)
    receipt = home.save(CHANGE)
    assert receipt is not None
    assert config.is_symlink()
    assert "[profile new]" in real.read_text()
    config_files.undo(receipt)
    assert config.is_symlink()
    assert real.read_text() == OLD


def test_only_the_newest_backups_are_kept(config: Path) -> None:
    for number in range(backups.BACKUPS_KEPT + 3):
        home.save(Change("config", (SetSection("profile", "new", {"region": f"eu-west-{number}"}),)))
    kept = left_over(config.parent)
    assert len(kept) == backups.BACKUPS_KEPT
    assert (
        f"eu-west-{backups.BACKUPS_KEPT + 1}"
        in (config.parent / f"config.awsguide-backup-{number + 1}").read_text()
    )


def test_a_secret_is_written_and_is_nowhere_else(config: Path) -> None:
    stored = config.with_name("credentials")
    change = Change(
        "credentials",
        (SetSection("credentials", "dev", {"aws_secret_access_key": Placeholder("aws_secret_access_key")}),),
    )
    shown = config_files.preview(change)
    receipt = home.save(StoreKeys(change, {"aws_secret_access_key": Secret(CANARY)}))
    assert stored.read_text() == f"[dev]\naws_secret_access_key = {CANARY}\n"
    changed = Change("credentials", (SetSection("credentials", "dev", {"region": "eu-west-1"}),))
    for seen in (
        shown,
        receipt,
        change,
        config_files.preview(changed),
        sections.read_sections(stored.read_text(), "credentials"),
    ):
        assert CANARY not in repr(seen)
    with pytest.raises(GuideError) as refused:
        home.save(StoreKeys(change, {"aws_secret_access_key": Secret(CANARY + "\n")}))
    assert CANARY not in str(refused.value)


def test_a_preview_shows_the_diff_and_what_would_be_replaced_and_writes_nothing(config: Path) -> None:
    change = Change("config", (SetSection("profile", "keep", {"unknown": "2", "region": "eu-west-1"}),))
    shown = config_files.preview(change)
    assert shown.path == str(paths.shown(config))
    assert shown.path.startswith("~")
    assert "-unknown = 1\n+unknown = 2\n+region = eu-west-1\n" in shown.diff
    assert [(each.key, each.before, each.after) for each in shown.replaced["profile keep"]] == [
        ("unknown", "1", "2"),
        ("region", None, "eu-west-1"),
    ]
    assert config.read_text() == OLD
    assert left_over(config.parent) == []
    assert not config_files.preview(CHANGE).replaced


def test_a_preview_reports_a_profile_that_mixes_two_ways_of_signing_in(config: Path) -> None:
    config.with_name("credentials").write_text("[new]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n")
    change = Change(
        "config", (SetSection("profile", "new", {"sso_session": "gone", "sso_account_id": "111122223333"}),)
    )
    assert {finding.code for finding in config_files.preview(change).findings} == {
        "session-missing",
        "sso-and-stored-keys",
    }


# --- undo ---------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=40).map(lambda noise: b"\xef\xbb\xbf[default]\r\nregion = a\r\n# " + noise))
def test_undo_gives_back_the_exact_bytes(own_home: Path, content: bytes) -> None:
    config = own_home / ".aws" / "config"
    config.parent.mkdir(exist_ok=True)
    config.write_bytes(content)
    receipt, error = saved()
    if receipt is None:
        assert error is not None
        assert error.code in {"config-malformed", "config-layout"}
        assert config.read_bytes() == content
        return
    assert config.read_bytes() != content
    config_files.undo(receipt)
    assert config.read_bytes() == content
    assert left_over(config.parent) == []


def test_undo_removes_a_file_that_was_not_there_before(own_home: Path) -> None:
    receipt = home.save(CHANGE)
    assert receipt is not None
    config_files.undo(receipt)
    assert not (own_home / ".aws" / "config").exists()
    config_files.undo(receipt)  # a second press of the button is no error


@pytest.mark.parametrize("gone", [False, True])
def test_undo_refuses_when_the_file_was_changed_since_or_the_backup_is_gone(config: Path, gone: bool) -> None:
    receipt = home.save(CHANGE)
    assert receipt is not None
    assert receipt.backup is not None
    if gone:
        receipt.backup.unlink()
    else:
        config.write_text(config.read_text() + "# later\n")
    before = config.read_bytes()
    with pytest.raises(CouldNotTry) as refused:
        config_files.undo(receipt)
    assert refused.value.code == ("backup-gone" if gone else "file-changed-since")
    assert config.read_bytes() == before


# --- stopped half-way ---------------------------------------------------------------------------------------------

CALLS = ("open", "write", "fsync", "fchmod", "replace", "rename", "unlink", "mkdir", "chmod")


@contextlib.contextmanager
def at_step(
    number: int, strike: Callable[[str], None], calls: tuple[str, ...] = CALLS
) -> Iterator[list[str]]:
    """Call `strike` in place of the system call with this number; gives the calls seen. Writes go in small pieces."""
    seen: list[str] = []
    real = {name: getattr(os, name) for name in calls}

    def wrapped(name: str) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            seen.append(name)
            if len(seen) == number:
                strike(name)
            if name == "write":
                arguments = (arguments[0], bytes(arguments[1])[:16])  # type: ignore[call-overload]
            return real[name](*arguments, **named)

        return call

    try:
        for name in calls:
            setattr(os, name, wrapped(name))
        yield seen
    finally:
        for name, function in real.items():
            setattr(os, name, function)


def in_child(work: Callable[[], object]) -> int:
    """Do `work` in a forked process and return its exit status; what it opened dies with it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(70)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@posix_only
@pytest.mark.parametrize("existed", [True, False])
def test_a_write_killed_at_any_step_leaves_the_old_file_or_the_new_one_whole(
    own_home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, existed: bool
) -> None:
    new = editing.applied(OLD if existed else "", CHANGE)
    outcomes: list[bool] = []
    for step in range(1, 200):
        folder = tmp_path_factory.mktemp("home")
        monkeypatch.setenv("HOME", str(folder))
        config = folder / ".aws" / "config"
        if existed:
            config.parent.mkdir(mode=0o700)
            config.write_text(OLD, newline="")

        def killed_write(step: int = step) -> None:
            with at_step(step, lambda _: os._exit(9)):
                home.save(CHANGE)

        status = in_child(killed_write)
        text = config.read_text() if config.exists() else None
        assert text in ((OLD if existed else None), new)
        outcomes.append(text == new)
        if status == 0:
            break
        assert status == 9
        # The next writer is neither kept out by the dead one's lock nor misled by what it left, which it clears away.
        home.save(CHANGE)
        assert config.read_text() == new
        assert not [name for name in left_over(config.parent) if "-new-" in name]
    else:
        pytest.fail("the write never came to its end")
    assert outcomes == sorted(outcomes)
    assert outcomes.count(False) > 10


@posix_only
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EROFS, "disk-read-only"),
        (errno.EACCES, "file-forbidden"),
        (errno.EIO, "file-trouble"),
    ],
)
def test_a_failed_system_call_at_any_step_is_explained_and_leaves_nothing_behind(
    config: Path, number: int, code: str
) -> None:
    def strike(_name: str) -> None:
        raise OSError(number, os.strerror(number))

    failures = 0
    for step in range(1, 200):
        config.write_text(OLD, newline="")
        for name in left_over(config.parent):
            (config.parent / name).unlink()
        with at_step(step, strike) as seen:
            _receipt, error = saved()
        if error is None:
            assert "[profile new]" in config.read_text()
        else:
            failures += 1
            assert error.code == code
            assert all((error.what, error.why, error.next_step))
            assert config.read_text() == OLD
            assert left_over(config.parent) == []
        assert not [name for name in left_over(config.parent) if "-new-" in name]
        if len(seen) < step:
            break
    else:
        pytest.fail("the write never came to its end")
    assert failures > 10


@posix_only
def test_two_writers_at_once_lose_nothing(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nobody is to give up here, however slow the disk is.
    monkeypatch.setattr(one_file, "LOCK_SECONDS", 600.0)

    def writer(own: str) -> Callable[[], None]:
        def write() -> None:
            for number in range(6):
                home.save(
                    Change("config", (SetSection("profile", f"{own}-{number}", {"region": "eu-west-1"}),))
                )

        return write

    threads = [threading.Thread(target=in_child, args=(writer(own),)) for own in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    writer("d")()
    for thread in threads:
        thread.join()
    names = {section.name for section in sections.read_sections(config.read_text())}
    assert names == {"default", "keep", *(f"{own}-{number}" for own in "abcd" for number in range(6))}
    assert config.read_text().startswith(OLD)


def test_a_writer_that_ignores_the_lock_is_not_overwritten(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, times = replacing._expect, []

    def interfere(target: Path, expected: object) -> None:
        if target == config and not times:
            times.append(1)
            config.write_text(OLD + "[profile theirs]\nregion = a\n")
        real(target, expected)  # type: ignore[arg-type]

    monkeypatch.setattr(replacing, "_expect", interfere)
    home.save(CHANGE)
    assert {"theirs", "new"} <= {section.name for section in sections.read_sections(config.read_text())}


def test_a_held_lock_is_waited_for_and_then_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_file, "LOCK_SECONDS", 0.2)
    holder = filelock.FileLock(config.with_name("config.awsguide-lock"))
    with holder:
        config.with_name("config.awsguide-lock").write_text("process 4242")
        with pytest.raises(CouldNotTry) as refused:
            home.save(CHANGE)
    assert refused.value.code == "file-locked"
    assert "process 4242" in str(refused.value)
    assert config.read_text() == OLD
    home.save(CHANGE)


# --- what is in the way ---------------------------------------------------------------------------------------------


def test_a_directory_in_the_files_place_is_told(own_home: Path) -> None:
    (own_home / ".aws" / "config").mkdir(parents=True)
    for attempt in (
        lambda: home.save(CHANGE),
        lambda: config_files.read_text("config"),
        lambda: config_files.preview(CHANGE),
    ):
        with pytest.raises(CouldNotTry) as refused:
            attempt()
        assert refused.value.code == "not-a-file"
    assert (own_home / ".aws" / "config").is_dir()


def test_a_file_in_the_directorys_place_is_told(own_home: Path) -> None:
    (own_home / ".aws").write_text("not a directory")
    with pytest.raises(CouldNotTry) as refused:
        home.save(CHANGE)
    assert refused.value.code == "not-a-file"
    assert (own_home / ".aws").read_text() == "not a directory"


@posix_only
def test_a_circle_of_links_and_a_pipe_are_told_and_not_waited_for(config: Path) -> None:
    config.unlink()
    os.mkfifo(config)
    with pytest.raises(CouldNotTry, match="config"):
        home.save(CHANGE)
    config.unlink()
    config.symlink_to(config.with_name("other"))
    config.with_name("other").symlink_to(config)
    with pytest.raises(CouldNotTry):
        home.save(CHANGE)


def test_an_unreadable_file_is_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(CouldNotTry) as refused:
        config_files.read_text("config")
    assert refused.value.code == "file-forbidden"
    assert "~" in refused.value.what


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[default]\nregion = a\n[default]\n", "line 3"),
        ("region = a\n", "line 1"),
        ("[default]\nregion = a\nRegion = b\n", "line 3"),
        ("[default]\n\nwhat is this\n", "line 3"),
        ("\ufeff\n[default]\ns3 =\n  words\n", "line 4"),
    ],
)
def test_a_malformed_file_is_not_edited_and_its_line_is_named(config: Path, text: str, line: str) -> None:
    config.write_text(text, encoding="utf-8")
    before = config.read_bytes()
    with pytest.raises(CouldNotTry, match=line) as refused:
        home.save(CHANGE)
    assert refused.value.code == "config-malformed"
    assert str(paths.shown(config)) in refused.value.what
    assert config.read_bytes() == before
    assert left_over(config.parent) == []


def test_bytes_that_are_not_utf_8_survive_an_edit(config: Path) -> None:
    config.write_bytes(b"[default]\n# caf\xe9\nregion = a\n")
    home.save(
        Change(
            "config", (SetSection("profile", "default", {"region": "b-b-1"}), RemoveSection("profile", "x"))
        )
    )
    assert config.read_bytes() == b"[default]\n# caf\xe9\nregion = b-b-1\n"


# --- the sandbox --------------------------------------------------------------------------------------------------


def test_in_the_sandbox_nothing_outside_its_home_is_read_or_written(
    config: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "config"
    outside.write_text(OLD)
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    home.save(CHANGE)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(outside))
    attempts: list[Callable[[], object]] = [
        lambda: home.save(CHANGE),
        lambda: config_files.read_text("config"),
    ]
    if sys.platform != "win32":
        config.unlink()
        config.symlink_to(outside)
    for variable in (str(outside), ""):
        monkeypatch.setenv("AWS_CONFIG_FILE", variable)
        if not variable and sys.platform == "win32":
            continue
        for attempt in attempts:
            with pytest.raises(CouldNotTry) as refused:
                attempt()
            assert refused.value.code == "outside-sandbox"
    assert outside.read_text() == OLD
    assert sorted(path.name for path in outside.parent.iterdir()) == ["config"]


@posix_only
def test_the_home_of_the_account_is_never_taken_for_a_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    with pytest.raises(CouldNotTry) as refused:
        config_files.read_text("config")
    assert refused.value.code == "outside-sandbox"


# --- sign-in caches -------------------------------------------------------------------------------------------------


def token(**changes: object) -> Token:
    registration = Registration("client", Secret("client-secret"), 2_000_000_000.0, ())
    values = {
        "access_token": Secret("access"),
        "expires_at": 1_900_000_000.0,
        "refresh_token": Secret("refresh"),
    }
    return Token(SESSION, registration=registration, **{**values, **changes})  # type: ignore[arg-type]


def test_a_token_comes_back_as_it_was_stored_and_goes_when_it_is_forgotten(own_home: Path) -> None:
    assert home.load("token", SESSION) is None
    assert home.save(StoreToken(token())) is None
    assert home.load("token", SESSION) == token()
    if os.name == "posix":
        cache = own_home / ".aws" / "sso" / "cache"
        assert {mode(cache), mode(cache.parent), mode(own_home / ".aws")} == {0o700}
        assert {mode(path) for path in cache.iterdir()} == {0o600}
    home.save(ForgetToken(SESSION))
    assert home.load("token", SESSION) is None
    home.save(ForgetToken(SESSION))


def test_botocore_finds_the_token_where_it_is_stored(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = (
        SetSection(
            "sso-session", SESSION.name, {"sso_start_url": SESSION.start_url, "sso_region": SESSION.region}
        ),
        SetSection("profile", "dev", {"sso_session": SESSION.name}),
    )
    home.save(Change("config", edits))
    home.save(StoreToken(token()))
    session = botocore.session.Session(profile="dev")
    cache = JSONFileCache(str(paths.cache_directory()))
    found = SSOTokenProvider(session, cache=cache, profile_name="dev").load_token()
    assert found.get_frozen_token().token == "access"


def test_a_registration_is_found_for_its_own_way_of_signing_in_only(own_home: Path) -> None:
    browser = ("authorization_code", "refresh_token")
    device = ("urn:ietf:params:oauth:grant-type:device_code", "refresh_token")
    for grants, others in ((browser, device), (device, browser)):
        kept = Registration("client", Secret("client-secret"), 2_000_000_000.0, grants)
        home.save(StoreRegistration(SESSION, kept))
        assert home.load("registration", (SESSION, grants)) == kept
        assert home.load("registration", (SESSION, others)) is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"accessToken": 1, "expiresAt": 2}', b"\xff\xfe"]
)
def test_a_cache_file_that_holds_no_token_is_no_token(own_home: Path, content: bytes) -> None:
    home.save(StoreToken(token()))
    next(iter(paths.cache_directory().iterdir())).write_bytes(content)
    assert home.load("token", SESSION) is None
    home.save(StoreToken(token()))
    assert home.load("token", SESSION) == token()


@posix_only
def test_a_token_write_killed_at_any_step_leaves_the_old_token_or_the_new_one(own_home: Path) -> None:
    home.save(StoreToken(token()))
    path = next(iter(paths.cache_directory().iterdir()))
    newer = token(access_token=Secret("newer"))

    for step in range(1, 100):

        def killed_write(step: int = step) -> None:
            with at_step(step, lambda _: os._exit(9)):
                home.save(StoreToken(newer))

        status = in_child(killed_write)
        assert json.loads(path.read_bytes())["accessToken"] in {"access", "newer"}
        if status == 0:
            break
    assert home.load("token", SESSION) == newer


# --- a web identity token in a file --------------------------------------------------------------------------------


def test_a_token_is_read_from_the_file_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("TOKENS", str(tmp_path / "tokens"))
    (tmp_path / "tokens").mkdir()
    (tmp_path / "tokens" / "one").write_text("a.b.c\n")
    for named in ("~/tokens/one", "$TOKENS/one", f" {tmp_path}/tokens/one "):
        assert home.load("web-identity-token", named) == Secret("a.b.c")


@pytest.mark.parametrize(
    ("named", "code"),
    [("", "web-token-missing"), ("~/none", "web-token-file"), ("~/empty", "web-token-file")],
)
def test_a_file_without_a_token_is_told(
    named: str, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "empty").write_text(" \n")
    with pytest.raises(GuideError) as caught:
        home.load("web-identity-token", named)
    assert caught.value.code == code


def test_a_sandbox_reads_no_token_outside_its_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inside = tmp_path / "sandbox"
    inside.mkdir()
    (tmp_path / "mine").write_text("a.b.c")
    monkeypatch.setenv("HOME", str(inside))
    monkeypatch.setenv("USERPROFILE", str(inside))
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    with pytest.raises(CouldNotTry) as caught:
        home.load("web-identity-token", str(tmp_path / "mine"))
    assert caught.value.code == "outside-sandbox"


# --- where nothing can be written -----------------------------------------------------------------------------------


@pytest.fixture
def read_only(config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, on a file system that is mounted read-only: also root's writes are refused."""

    def refuse(target: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(target))

    monkeypatch.setattr(one_file, "write", refuse)
    return config.parent


def test_a_sign_in_that_no_file_can_hold_is_kept_in_memory_and_the_person_is_told_before(
    read_only: Path,
) -> None:
    held = home.hold("token", SESSION)
    assert held.problem.code == "disk-read-only"  # type: ignore[attr-defined]
    problem = home.save(StoreToken(token()))
    held()
    assert isinstance(problem, GuideError)
    assert problem.code == "disk-read-only"
    assert home.load("token", SESSION) == token()
    assert not (read_only / "sso" / "cache").is_dir() or not list((read_only / "sso" / "cache").iterdir())
    home.save(ForgetToken(SESSION))
    assert home.load("token", SESSION) is None


def test_a_token_in_memory_gives_way_to_one_that_can_be_stored(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(one_file, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        assert home.save(StoreToken(token())) is not None
    assert home.save(StoreToken(token())) is None
    stored = config.parent / "sso" / "cache" / token_cache.token_file(SESSION)
    stored.unlink()
    assert home.load("token", SESSION) is None


def test_a_home_in_which_no_lock_can_be_made_holds_up_no_sign_in(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_home / ".awsguide").write_text("a file where the folder should be")
    held = home.hold("console", "us-east-1")
    assert held.problem.code == "not-a-file"  # type: ignore[attr-defined]
    held()
    with pytest.raises(CouldNotTry):
        home.hold("rotation")


@posix_only
@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP])
def test_a_file_system_without_modes_is_written_all_the_same(
    config: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    config.parent.chmod(0o755)
    monkeypatch.setattr(os, "fchmod", refuse)
    monkeypatch.setattr(os, "chmod", refuse)
    assert home.save(StoreToken(token())) is None
    assert home.load("token", SESSION) == token()
    if number == errno.EPERM:  # the library of the lock lets no other number pass
        home.save(CHANGE)
        assert "[profile new]" in config.read_text()


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
@pytest.mark.parametrize("linked", ["file", "folder"])
def test_in_a_repository_of_settings_only_the_file_itself_changes(
    linked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository, own = tmp_path / "dotfiles" / "aws", tmp_path / "home"
    repository.mkdir(parents=True)
    own.mkdir()
    (repository / "credentials").write_text("[old]\naws_secret_access_key = hunter2-hunter2\n")
    if linked == "folder":
        (own / ".aws").symlink_to(repository)
    else:
        (own / ".aws").mkdir()
        (own / ".aws" / "credentials").symlink_to(repository / "credentials")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(own))
    monkeypatch.delenv("AWS_SHARED_CREDENTIALS_FILE", raising=False)
    change = Change("credentials", (SetSection("credentials", "new", {"region": "eu-west-1"}),))
    receipt = home.save(change)
    assert isinstance(receipt, one_file.Receipt)
    assert [path.name for path in repository.iterdir()] == ["credentials"]
    assert "[new]" in (repository / "credentials").read_text()
    assert receipt.backup is not None
    assert receipt.backup.is_relative_to(own / ".awsguide")
    assert stat.S_IMODE(receipt.backup.stat().st_mode) == 0o600
    config_files.undo(receipt)
    assert (repository / "credentials").read_text() == "[old]\naws_secret_access_key = hunter2-hunter2\n"
    assert [path.name for path in repository.iterdir()] == ["credentials"]
