"""The form of a role: every option that STS has, in the words of its own documentation.

It reads what was typed into a `RoleRequest`, or raises `BadInput`; it sends nothing. The six digits of an MFA device
leave their field and its model the moment they arrive, and are handed over once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from awsguide.core.model import RoleRequest
from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.flows.policies.readings import OPEN
from awsguide.flows.shared.session_input import read_code, spoken
from awsguide.flows.short_term.role_input import longest, read_request
from awsguide.flows.short_term.role_options import OPTIONS, RoleOption
from awsguide.panels.components import controls, still
from awsguide.panels.components.practice_authenticator import PracticeAuthenticator
from awsguide.panels.short_term.state import ShortTermState

TYPE_ONE = "(type its ARN below)"
# What a role in the list says beforehand, by its trust policy; the others may do so on conditions, or not at all.
TRUSTING = {"yes": " - trusts you as you are", "no": "", OPEN: ""}


class RoleForm:
    """The fields, and what they come to."""

    def __init__(self, state: ShortTermState, changed: Callable[[], None]) -> None:
        """`changed` is called when something was typed that changes what is said beside the form."""
        self.state = state
        self._changed = changed
        self._code: Secret | None = None
        self._listed: object = None
        self._own_device = False
        self.role_list = controls.choice("Role", "role-list", [(TYPE_ONE, "")])
        self.role_list.observe(lambda change: self._picked(change["new"]), names="value")
        self.role_field = controls.field(
            "Role's ARN", "role-arn", placeholder="arn:aws:iam::111122223333:role/Name"
        )
        self._fields = {option.argument: _field(option) for option in OPTIONS}
        self.code_field = controls.secret_field(
            "MFA code", "mfa-code", self._take_code, placeholder="six digits"
        )
        self._code_there = controls.html("code-there")
        self._authenticator = PracticeAuthenticator()
        self.caps = controls.html("caps")
        self.more_button = controls.button("More options", "more-options", self._toggle)
        self._more = controls.column(
            *(self._fields[option.argument] for option in OPTIONS if option.rarer), name="more"
        )
        controls.show(self._more, when=False)
        self._open = False
        self._texts = {"role_arn": self.role_field, **self._fields}
        for argument in ("role_arn", "duration", "mfa_serial"):
            self.field(argument).observe(lambda _change: self._changed(), names="value")
        below = {
            "duration": (self.caps,),
            "mfa_serial": (self.code_field, self._code_there, self._authenticator.widget),
        }
        self.view = controls.column(
            self.role_list,
            self.role_field,
            *(
                piece
                for argument in (option.argument for option in OPTIONS if not option.rarer)
                for piece in (self._fields[argument], *below.get(argument, ()))
            ),
            self.more_button,
            self._more,
            name="role-form",
        )

    def field(self, argument: str) -> Any:
        """The field of the role or of an option, by its argument's name ('tags')."""
        return self._texts[argument]

    # --- typing -----------------------------------------------------------------------------------------------------

    def _picked(self, arn: str) -> None:
        if arn:
            self.role_field.value = arn

    def _take_code(self, typed: str) -> None:
        self._code = read_code(typed)
        self._changed()

    def _toggle(self) -> None:
        self.open_more(open_=not self._open)

    def open_more(self, *, open_: bool) -> None:
        """Show the rarer options, or put them away."""
        self._open = open_
        self.more_button.description = "Fewer options" if open_ else "More options"
        controls.show(self._more, when=open_)

    def fill(self, *, own_device: bool = False, **options: str) -> None:
        """Put texts into the fields by the names of `read_request`'s arguments; the others are emptied.

        `own_device` puts in the user's own MFA device, as soon as it is known.
        """
        self.role_field.value = options.get("role_arn", "")
        for option in OPTIONS:
            self._fields[option.argument].value = options.get(option.argument, option.usual)
        self.open_more(open_=any(options.get(option.argument) for option in OPTIONS if option.rarer))
        self._code = None
        self._own_device = own_device
        self._changed()

    # --- reading ----------------------------------------------------------------------------------------------------

    @property
    def role_arn(self) -> str:
        """The role in the field: its ARN, also where a name was typed that can be seen in the list."""
        return self.state.arn_of(self.role_field.value.strip())

    @property
    def has_code(self) -> bool:
        """Whether a code waits to be used."""
        return self._code is not None

    def request(self, *, with_code: bool = True) -> RoleRequest:
        """What is asked for; raises `BadInput` for a duration or tags that are none, or a device without a code."""
        texts = {name: widget.value for name, widget in self._texts.items()}
        texts["role_arn"] = self.role_arn
        if with_code and texts["mfa_serial"].strip() and self._code is None:
            raise explain("mfa-half", detail="a device, and no code")
        return read_request(**texts, token_code=self._code if with_code else None)

    def forget_code(self) -> None:
        """A code is good once: after a try it is gone."""
        self._code = None

    # --- drawing ----------------------------------------------------------------------------------------------------

    def refresh(self, *, busy: bool) -> None:
        """Bring lists, limits and fields in line with how things stand."""
        beginning = self.state.beginning
        if beginning is not self._listed:
            self._listed = beginning
            roles = beginning.roles.roles if beginning is not None else ()
            chosen = self.role_field.value
            self.role_list.options = [
                (TYPE_ONE, ""),
                *(
                    (f"{role.arn.rpartition('/')[2]}{TRUSTING[self.state.trusts(role)]}", role.arn)
                    for role in roles
                ),
            ]
            self.role_field.value = chosen
            devices = beginning.devices.usable if beginning is not None else ()
            self.field("mfa_serial").options = [device.serial for device in devices]
        if self._own_device and self.state.own_device():
            self._own_device = False
            self.field("mfa_serial").value = self.state.own_device()
        arn = self.role_arn
        if arn != self.role_list.value:
            known = {value for _label, value in self.role_list.options}
            self.role_list.value = arn if arn in known else ""
        for widget in (self.role_list, self.code_field, *self._texts.values()):
            widget.disabled = busy
        self.caps.value = still.paragraph(self.limit()) if beginning is not None else ""
        self._code_there.value = still.paragraph("A code is there." if self.has_code else "")
        self._authenticator.refresh(wanted=bool(self.field("mfa_serial").value.strip()))

    def limit(self) -> str:
        """How long a session may be, known before AWS says it."""
        facts = self.state.facts_of(self.role_arn)
        most, why = longest(facts, chained=self.state.chained())
        return f"15 minutes to {spoken(most)}. {why}"


def _field(option: RoleOption) -> Any:
    name = option.argument.replace("_", "-")
    if option.kind == "device":
        return controls.suggested(option.label, name, placeholder=option.hint)
    if option.kind in ("tags", "policy", "arns"):
        rows = {"rows": 4} if option.kind == "policy" else {}
        return controls.lines(option.label, name, placeholder=option.hint, **rows)
    made = controls.field(option.label, name, placeholder=option.hint)
    made.value = option.usual
    return made
