import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.faults import KINDS, Fault, Faults, parse


@pytest.mark.parametrize(
    ("specification", "fault"),
    [
        ("pending", Fault("pending")),
        ("pending:3", Fault("pending", remaining=3)),
        ("latency=60", Fault("latency", value=60.0)),
        ("clock_skew=-1200", Fault("clock_skew", value=-1200.0)),
        ("too_many_requests@ListAccountRoles:5", Fault("too_many_requests", None, "ListAccountRoles", 5)),
        ("latency=60@ListAccounts:2", Fault("latency", 60.0, "ListAccounts", 2)),
        (" denied ", Fault("denied")),
    ],
)
def test_a_specification_is_read(specification: str, fault: Fault) -> None:
    assert parse(specification) == fault


@pytest.mark.parametrize(
    ("specification", "said"),
    [
        ("", "is not a fault"),
        ("pending!", "is not a fault"),
        ("pnding", "There is no fault 'pnding'"),
        ("pending=3", "takes no value"),
        ("pending:0", "number of times"),
        ("pending:-1", "number of times"),
        ("pending:many", "number of times"),
        ("latency", "needs a number of milliseconds"),
        ("latency=soon", "needs a number of milliseconds"),
        ("latency=nan", "needs a number of milliseconds"),
        ("latency=-1", "needs a number of milliseconds"),
        ("clock_skew=inf", "needs a number of seconds"),
    ],
)
def test_a_specification_that_is_none_gets_a_sentence(specification: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Faults().arm(specification)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(specification: str) -> None:
    try:
        fault = parse(specification)
    except ValueError as error:
        assert str(error).endswith(".")  # noqa: PT017 - both ways out are right
    else:
        assert fault.name in KINDS


def test_an_unlimited_fault_applies_until_it_is_disarmed() -> None:
    faults = Faults()
    faults.arm("pending")
    assert all(faults.take("pending") for _ in range(50))
    faults.disarm("pending")
    assert faults.take("pending") is None


@given(st.integers(1, 20))
def test_a_limited_fault_applies_that_many_times(times: int) -> None:
    faults = Faults()
    faults.arm(f"slow_down:{times}")
    assert sum(faults.take("slow_down") is not None for _ in range(times + 5)) == times


def test_peeking_does_not_use_a_fault_up() -> None:
    faults = Faults()
    faults.arm("denied:1")
    assert faults.armed("denied")
    assert faults.armed("denied")
    assert faults.take("denied") is not None
    assert not faults.armed("denied")


def test_a_fault_of_one_operation_leaves_the_others_alone() -> None:
    faults = Faults()
    faults.arm("server_error@ListAccounts")
    assert faults.take("server_error", "ListAccountRoles") is None
    assert faults.take("server_error") is None
    assert faults.take("server_error", "ListAccounts") is not None


def test_a_fault_of_one_operation_is_used_before_the_general_one() -> None:
    faults = Faults()
    faults.arm("latency=1")
    faults.arm("latency=2@ListAccounts:1")
    values = [fault.value for _ in range(2) if (fault := faults.take("latency", "ListAccounts"))]
    assert values == [2.0, 1.0]


def test_disarming_a_name_disarms_it_for_every_operation() -> None:
    faults = Faults()
    faults.arm("latency=1")
    faults.arm("latency=2@ListAccounts")
    faults.arm("pending")
    faults.disarm("latency")
    assert not faults.armed("latency", "ListAccounts")
    assert faults.armed("pending")
    faults.clear()
    assert not faults.armed("pending")
