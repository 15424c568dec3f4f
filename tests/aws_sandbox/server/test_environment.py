"""Whatever the parent's environment holds, nothing in the sandbox's leads outside."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.server.environment import ALWAYS_UNSET, LOOPBACK_ONLY, changed, sandbox_environment

HOME = "/tmp/sandbox-home"
ENDPOINT = "http://127.0.0.1:4567"

suffixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", min_size=1, max_size=12)
names = st.one_of(
    st.sampled_from([*ALWAYS_UNSET, "HOME", "PATH", "LANG", "AWS_REGION", "AWS_ENDPOINT_URL", "NO_PROXY"]),
    suffixes.map("AWS_{}".format),
    suffixes.map("aws_{}".format),
    suffixes.map("{}_PROXY".format),
    suffixes.map("{}_proxy".format),
    suffixes.map("PLAIN_{}X".format),
)
environments = st.dictionaries(names, st.text("abc:/.", max_size=20))


def inside(parent: dict[str, str]) -> dict[str, str]:
    return changed(parent, sandbox_environment(parent, endpoint=ENDPOINT, home=HOME, region="us-east-1"))


@given(environments)
def test_every_aws_variable_is_the_sandboxs_own(parent: dict[str, str]) -> None:
    ours = inside({})
    found = inside(parent)
    assert {name: value for name, value in found.items() if name.upper().startswith("AWS_")} == {
        name: value for name, value in ours.items() if name.startswith("AWS_")
    }


@given(environments)
def test_no_proxy_is_left(parent: dict[str, str]) -> None:
    proxies = {name: value for name, value in inside(parent).items() if name.upper().endswith("_PROXY")}
    assert proxies == {"NO_PROXY": LOOPBACK_ONLY, "no_proxy": LOOPBACK_ONLY}


@given(environments)
def test_what_has_nothing_to_do_with_aws_stays(parent: dict[str, str]) -> None:
    found = inside(parent)
    for name, value in parent.items():
        if name.startswith("PLAIN_") or name in {"PATH", "LANG"}:
            assert found[name] == value


@given(environments)
def test_the_parent_is_not_changed(parent: dict[str, str]) -> None:
    before = dict(parent)
    inside(parent)
    assert parent == before


@given(environments)
def test_what_the_parent_has_and_what_it_might_have_is_named_as_unset(parent: dict[str, str]) -> None:
    changes = sandbox_environment(parent, endpoint=ENDPOINT, home=HOME, region="us-east-1")
    unset = {name for name, value in changes.items() if value is None}
    assert set(ALWAYS_UNSET) <= unset
    assert "AWS_PROFILE" in unset


def test_every_file_and_address_lies_inside() -> None:
    found = inside({})
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_LOGIN_CACHE_DIRECTORY"):
        assert found[name].startswith(HOME)
    assert found["HOME"] == found["USERPROFILE"] == HOME
    assert urlsplit(found["AWS_ENDPOINT_URL"]).hostname == "127.0.0.1"
    assert found["AWS_REGION"] == found["AWS_DEFAULT_REGION"] == "us-east-1"
