"""Every way in which a file can name another endpoint is found, with its line."""

from __future__ import annotations

from awsguide.config.endpoint_overrides import overrides_in

CONFIG = """\
[default]
region = eu-west-1
[profile dev]
endpoint_url = http://127.0.0.1:4566
[profile corp]
services = mine
[services mine]
sts =
  endpoint_url = https://sts.example/
s3 =
  addressing_style = path
[services other]
s3 =
  addressing_style = path
"""


def test_profiles_and_services_that_name_another_endpoint_are_found() -> None:
    assert overrides_in(CONFIG, "config") == ("[profile dev], line 3", "[services mine], line 7")
    assert overrides_in("[dev]\nendpoint_url = http://x/\n", "credentials") == ("[dev], line 1",)
    assert overrides_in("[default]\nregion = x\n", "config") == ()
