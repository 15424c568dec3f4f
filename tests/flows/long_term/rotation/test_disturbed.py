"""Somebody else changes keys or files while a rotation is under way: there is a sentence, and a way back to a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.adapters.aws import Aws
from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Call
from awsguide.flows.long_term.rotation import FORGETTING, REACTIVATING, UNDOING, way_back
from awsguide.flows.long_term.signer import Memory, Signer
from tests.flows.long_term.rotation.test_killed import to
from tests.flows.rotating import Kernel, KilledError, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from awsguide.core.steps import Step

NOW = 1_000_000.0


def delete(place: Place, user: str, key: str) -> None:
    place.trainer.delete_access_key(UserName=user, AccessKeyId=key)


def switch_off(place: Place, user: str, key: str) -> None:
    place.trainer.update_access_key(UserName=user, AccessKeyId=key, Status="Inactive")


def other_than(place: Place, user: str, key: str) -> str:
    (other,) = (each for each in place.keys(user) if each != key)
    return other


def refused(press: Callable[[str], object], profile: str) -> str:
    """The code of what is said instead."""
    with pytest.raises(GuideError) as said:
        press(profile)
    return said.value.code


# --- the new key is gone ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["prove", "watch", "deactivate"])
@pytest.mark.parametrize("disturb", [delete, switch_off])
def test_when_somebody_takes_the_new_key_away_going_back_leads_to_the_old_one(
    place: Place, user: str, stage: str, disturb: Callable[[Place, str, str], None]
) -> None:
    before = place.texts()
    first = Kernel()
    (old,) = place.keys(user)
    to(first, user, stage)
    disturb(place, user, other_than(place, user, old))
    second = Kernel(now=first.now)
    at = second.look(user)
    assert (at.next.stage.name, way_back(at), at.next.insisting) == ("stuck", UNDOING, None)
    assert "elsewhere" in at.next.reason
    assert refused(second.next, user) == "rotation-stuck"
    second.back(user)
    assert place.keys(user) == {old: "Active"}
    assert place.texts() == before
    assert place.works(user)


@pytest.mark.parametrize("stage", ["prove", "watch", "deactivate"])
def test_the_old_key_stays_on_while_the_new_one_does_not_work_in_the_profile(
    place: Place, user: str, stage: str
) -> None:
    (old,) = place.keys(user)
    # Clients that are made anew sign with the secret that stands there.
    kernel = Kernel(aws=Aws("sandbox"))
    to(kernel, user, stage)
    secret = str(place.held(user)["aws_secret_access_key"])
    for path in (place.credentials, place.credentials.with_name("config")):
        path.write_text(path.read_text().replace(secret, "x" * 40))
    code = "new-key-unknown" if stage == "prove" else "rotation-stuck"
    for _ in range(2):
        assert refused(kernel.next, user) == code
        assert kernel.insist(user).next.stage.name == ("prove" if stage == "prove" else "stuck")
    assert place.keys(user)[old] == "Active"
    kernel.back(user)
    assert place.keys(user) == {old: "Active"}
    assert place.works(user)


def test_when_both_keys_are_taken_away_it_is_said_that_only_an_administrator_can_help(
    place: Place, user: str
) -> None:
    kernel = Kernel()
    (old,) = place.keys(user)
    to(kernel, user, "wait")
    switch_off(place, user, other_than(place, user, old))
    for press in (kernel.look, kernel.next, kernel.back):
        assert refused(press, user) == "neither-key-works"


def test_no_profile_is_given_a_new_key_before_aws_knows_it(place: Place, user: str) -> None:
    slow = Spreading(refused_until=10.0)
    began = slow.now
    held: list[tuple[float, str]] = []
    slow.between = lambda: held.append((slow.now, str(place.held(user)["aws_access_key_id"])))
    (old,) = place.keys(user)
    assert slow.next(user).next.stage.name == "prove"
    assert {key for at, key in held if at - began < 10} == {old}
    assert place.held(user)["aws_access_key_id"] != old


def test_a_key_that_aws_never_comes_to_know_is_deleted_and_another_one_is_made(
    place: Place, user: str
) -> None:
    (old,) = place.keys(user)
    before = place.texts()
    slow = Spreading(refused_until=1000.0)
    assert refused(slow.next, user) == "new-key-unknown"
    assert place.texts() == before
    after = Kernel(now=slow.now)
    assert after.look(user).next.stage.name == "tidy"
    assert after.next(user).next.stage.name == "create"
    assert place.keys(user) == {old: "Active"}


def test_a_new_key_that_some_server_does_not_know_yet_is_looked_at_with_the_old_one_and_waited_for(
    place: Place, user: str
) -> None:
    slow = Spreading(refused_until=10.0, known_once=True)
    assert slow.next(user).next.stage.name == "prove"
    began = slow.now
    at = slow.look(user)
    assert (at.next.stage.name, way_back(at), slow.now) == ("prove", UNDOING, began)
    assert slow.next(user).next.stage.name == "watch"
    assert slow.now - began >= 9


class Spreading(Kernel):
    """AWS refuses a key for some seconds after it was made; `known_once`, after the first question that it answered."""

    def __init__(self, *, refused_until: float, known_once: bool = False) -> None:
        super().__init__()
        self.refused_until, self.known_once = refused_until, known_once
        self.made: dict[str, float] = {}
        self.asked_with: set[str] = set()

    def _perform(self, step: Step, world: object) -> object:
        if isinstance(step, Call) and step.credentials is not None:
            key = step.credentials.access_key_id
            made = self.made.get(key)
            answers_once = self.known_once and key not in self.asked_with
            self.asked_with.add(key)
            if made is not None and self.now - made < self.refused_until and not answers_once:
                raise AwsError("InvalidClientTokenId", status=403, operation=step.operation)
        reply = super()._perform(step, world)  # type: ignore[arg-type]
        if isinstance(step, Call) and step.operation == "CreateAccessKey":
            self.made[reply["AccessKey"]["AccessKeyId"]] = self.now
        return reply


# --- the old key is gone ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["prove", "watch", "deactivate", "wait", "delete"])
def test_when_somebody_deletes_the_old_key_the_rotation_is_over(place: Place, user: str, stage: str) -> None:
    kernel = Kernel()
    (old,) = place.keys(user)
    to(kernel, user, stage)
    delete(place, user, old)
    assert refused(kernel.back, user) == "nothing-to-go-back"
    assert kernel.next(user).next.stage.name == "finished"
    assert place.works(user)
    assert place.remembered(user) == []


@pytest.mark.parametrize("stage", ["prove", "watch", "deactivate"])
def test_an_old_key_that_somebody_deactivates_comes_back_with_one_press(
    place: Place, user: str, stage: str
) -> None:
    kernel = Kernel()
    (old,) = place.keys(user)
    to(kernel, user, stage)
    switch_off(place, user, old)
    assert way_back(kernel.look(user)) == REACTIVATING
    kernel.back(user)
    assert set(place.keys(user).values()) == {"Active"}
    kernel.back(user)
    assert place.keys(user) == {old: "Active"}
    assert place.works(user)


def test_an_old_key_that_is_deleted_while_half_of_the_files_hold_it_is_replaced_in_the_other_half(
    place: Place, user: str
) -> None:
    kernel = Kernel(kill_after=("SwapKey", 1))
    (old,) = place.keys(user)
    with pytest.raises(KilledError):
        kernel.next(user)
    config = place.credentials.with_name("config")
    new = other_than(place, user, old)
    config.write_text(config.read_text().replace(new, old))
    delete(place, user, old)
    after = Kernel(now=kernel.now)
    assert after.look(user).next.stage.name == "save"
    after.to_the_end(user)
    assert place.held(f"{user}-tool")["aws_access_key_id"] == new


# --- other profiles, other users --------------------------------------------------------------------------------------


def test_temporary_credentials_in_a_profile_are_told_before_anything_is_asked(
    place: Place, user: str
) -> None:
    key = place.client("sts", user).get_session_token()["Credentials"]
    with place.credentials.open("a") as file:
        file.write(
            f"[{user}-session]\naws_access_key_id = {key['AccessKeyId']}\n"
            f"aws_secret_access_key = {key['SecretAccessKey']}\naws_session_token = {key['SessionToken']}\n"
        )
    kernel = Kernel()
    assert refused(kernel.look, f"{user}-session") == "key-ends-by-itself"
    assert set(kernel.done) == {"Load"}


def test_going_back_in_another_users_profile_leaves_an_unfinished_rotation_alone(
    place: Place, user: str
) -> None:
    place.employ(f"{user}-colleague")
    kernel = Kernel(kill_after=("SwapKey", 1))
    with pytest.raises(KilledError):
        kernel.next(user)
    keys, texts = place.keys(user), place.texts()
    assert refused(Kernel().back, f"{user}-colleague") == "nothing-to-go-back"
    assert (place.keys(user), place.texts()) == (keys, texts)


def test_a_dead_key_of_another_user_is_not_taken_for_the_new_one(place: Place, user: str) -> None:
    place.employ(f"{user}-colleague")
    kernel = Kernel(kill_after=("CreateAccessKey", 1))
    with pytest.raises(KilledError):
        kernel.next(user)
    (key,) = place.keys(f"{user}-colleague")
    delete(place, f"{user}-colleague", key)
    assert refused(Kernel().look, f"{user}-colleague") == "credentials-unknown"


def test_a_variable_that_holds_the_old_key_is_told(
    place: Place, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = place.keys(user)
    kernel = Kernel()
    assert kernel.look(user).variables == ()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", old)
    assert kernel.next(user).variables == ("AWS_ACCESS_KEY_ID",)


# --- both places were taken before ------------------------------------------------------------------------------------


def second_key(place: Place, user: str, profile: str, secret: str = "") -> str:
    """Make the user a second key and write it into a profile, with another secret where one is given."""
    key = place.trainer.create_access_key(UserName=user)["AccessKey"]
    with place.credentials.open("a") as file:
        file.write(
            f"[{profile}]\naws_access_key_id = {key['AccessKeyId']}\n"
            f"aws_secret_access_key = {secret or key['SecretAccessKey']}\n"
        )
    return str(key["AccessKeyId"])


def retiring(key: str) -> Kernel:
    def answer(ask: Ask) -> str:
        return next((choice for choice in ask.choices if choice.endswith(key[-4:])), "cancel")

    return Kernel(answer=answer)


def test_the_key_that_works_is_not_offered_to_go_while_the_other_one_is_off(place: Place, user: str) -> None:
    (first,) = place.keys(user)
    second = second_key(place, user, f"{user}-second")
    switch_off(place, user, second)
    kernel = retiring(first)
    assert refused(kernel.next, user) == "interrupted"
    assert [len(ask.choices) for ask in kernel.asked] == [2]


def test_a_key_whose_secret_is_wrong_is_not_written_over_the_one_that_works(place: Place, user: str) -> None:
    (first,) = place.keys(user)
    second_key(place, user, f"{user}-second", secret="x" * 40)
    before = place.texts()
    kernel = retiring(first)
    assert refused(kernel.next, user) == "staying-key-refused"
    assert place.texts() == before
    assert place.remembered(user) == []
    assert place.works(user)


@pytest.mark.parametrize("changed", [False, True])
def test_forgetting_gives_a_profile_its_own_key_back_and_leaves_the_other_where_it_was(
    place: Place, user: str, changed: bool
) -> None:
    (first,) = place.keys(user)
    second = second_key(place, user, f"{user}-second")
    before, keys = place.texts(), place.keys(user)
    kernel = retiring(first)
    to(kernel, user, "watch")
    assert place.held(user)["aws_access_key_id"] == second
    if changed:
        with place.credentials.open("a") as file:
            file.write("[later]\nregion = eu-west-1\n")
    at = kernel.look(user)
    assert way_back(at) == FORGETTING
    kernel.back(user)
    assert place.keys(user) == keys
    assert changed or place.texts() == before
    held = {profile: place.held(profile)["aws_access_key_id"] for profile in (user, f"{user}-second")}
    assert held == {user: first, f"{user}-second": second}
    assert place.remembered(user) == []


def test_a_key_that_was_off_before_is_not_switched_on_by_going_back(place: Place, user: str) -> None:
    second = second_key(place, user, f"{user}-second")
    switch_off(place, user, second)
    keys = place.keys(user)
    kernel = retiring(second)
    to(kernel, user, "delete")
    assert way_back(kernel.look(user)) == FORGETTING
    kernel.back(user)
    assert place.keys(user) == keys
    assert place.remembered(user) == []


# --- MFA --------------------------------------------------------------------------------------------------------------


def test_a_session_that_is_over_by_awss_clock_is_dropped_and_a_device_is_looked_for_anew() -> None:
    key = Credentials("AKIAKEY", Secret("secret"))
    session = Credentials("ASIASESSION", Secret("secret"), Secret("token"), expires_at=NOW + 3600)
    memory = Memory({key.access_key_id: session})
    flow = Signer(key, "rosa", memory, lambda: NOW).call("ListAccessKeys", why="")
    call = next(flow)
    assert (call.operation, call.credentials) == ("ListAccessKeys", session)
    call = flow.throw(AwsError("ExpiredToken", status=403))
    assert (call.operation, call.credentials) == ("ListMFADevices", key)
    assert memory.sessions == {}
