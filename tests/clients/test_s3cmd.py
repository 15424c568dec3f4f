"""A client that shares nothing with AWS's: its own signatures, its own HTTP, and its own way to find the Region."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.clients.conftest import Running

S3CMD = Path(sysconfig.get_path("scripts"), "s3cmd")


def test_s3cmd_takes_a_folder_to_a_new_bucket_and_back(running: Running, tmp_path: Path) -> None:
    keys = ConfigParser()
    keys.read(running.home / ".aws" / "credentials")
    place = running.endpoint.removeprefix("http://")
    settings = {
        "access_key": keys["trainer"]["aws_access_key_id"],
        "secret_key": keys["trainer"]["aws_secret_access_key"],
        "host_base": place,
        "host_bucket": place,
        "use_https": "False",
        "use_http_expect": "True",
        "multipart_chunk_size_mb": "5",
    }
    config = tmp_path / "s3cfg"
    config.write_text("\n".join(["[default]", *(f"{name} = {value}" for name, value in settings.items())]))

    def s3cmd(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, str(S3CMD), "--config", str(config), *words],
            env=running.environment() | {"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    mine = {"in parts": os.urandom(6 << 20), "a folder/\u00e4 + b.txt": b"text", "empty": b""}
    for name, content in mine.items():
        file = tmp_path / "mine" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "back").mkdir()
    assert "created" in s3cmd("mb", "s3://of-another-client")
    s3cmd("sync", f"{tmp_path / 'mine'}/", "s3://of-another-client/there/")
    s3cmd("sync", "s3://of-another-client/there/", f"{tmp_path / 'back'}/")
    assert {name: (tmp_path / "back" / name).read_bytes() for name in mine} == mine
    assert "removed" in s3cmd("rb", "--recursive", "--force", "s3://of-another-client")
