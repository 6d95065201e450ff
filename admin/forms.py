"""Forms: what was typed, kept as it was typed, and what is wrong with each field, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Generic, TypeVar, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request


class Fields(BaseModel):
    """The fields of a form.  ``told`` is what to say when a field is not as it should be."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True, defer_build=True)


Chosen = Annotated[int | None, BeforeValidator(lambda typed: typed or None)]
"""Someone out of a list, or nobody: the empty choice."""
M = TypeVar("M", bound=Fields)


@dataclass(slots=True)
class Form(Generic[M]):
    """A form on its way to or from the browser; ``read`` is there when nothing was wrong."""

    typed: Mapping[str, str | list[str]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    read: M | None = None

    def value(self, name: str) -> str:
        value = self.typed.get(name, "")
        return value if isinstance(value, str) else ""

    def values(self, name: str) -> list[str]:
        value = self.typed.get(name, [])
        return [value] if isinstance(value, str) else value

    def error(self, name: str) -> str:
        return self.wrong.get(name, "")


async def read_form(request: Request, fields: type[M], told: Mapping[str, str]) -> Form[M]:
    async with request.form(max_files=0, max_fields=200) as sent:
        typed = {name: _typed(sent, name, fields) for name in sent}
    return read_typed(typed, fields, told)


def read_typed(typed: Mapping[str, str | list[str]], fields: type[M], told: Mapping[str, str]) -> Form[M]:
    try:
        return Form(typed, {}, fields.model_validate(typed))
    except ValidationError as problem:
        return Form(typed, {str(e["loc"][0]): told[str(e["loc"][0])] for e in problem.errors()})


def _typed(sent: FormData, name: str, fields: type[Fields]) -> str | list[str]:
    """One text, or all of them where the form has several boxes to tick."""
    values = [value for value in sent.getlist(name) if isinstance(value, str)]
    known = fields.model_fields.get(name)
    many = known is not None and get_origin(known.annotation) in (tuple, frozenset)
    return values if many else "".join(values[-1:])


def without_passwords(form: Form[M]) -> Form[M]:
    """The same form to show again: a password is never sent back."""
    return Form({n: v for n, v in form.typed.items() if "password" not in n}, form.wrong, form.read)
