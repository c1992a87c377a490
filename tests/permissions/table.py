"""Every address of the product and what it needs: one line a route and method.

`Needs(permission)` for a page about nothing in particular; `at` says how its address names a thing of one side,
`body` what is sent. A role that holds the permission at the east must get in with the east's things and must not with
the west's. A route that is not here fails `test_every_route_is_declared`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.permissions.world import Side
from zhiyin.customers.preference_links import token_for

ANYBODY: Final = "anybody"  # before signing in as well
SIGNED_IN: Final = "signed in"  # with or without a role

Of = Callable[[Side], Mapping[str, Any]]


@dataclass(frozen=True)
class Needs:
    """What a route needs. `whole`: it must hold for the whole organisation. `also`: statuses besides success that a
    permitted caller may get (the address works, but not with the test's data). `sided`: what is sent names things of
    a side."""

    permission: str
    at: Of | None = None
    body: Of | None = None
    whole: bool = False
    also: tuple[int, ...] = ()
    sided: bool = True


def _unit(side: Side) -> Mapping[str, Any]:
    return {"unit_id": side.unit.pk}


def _signal(side: Side) -> Mapping[str, Any]:
    return {"signal_id": side.signal.pk}


def _no_round(_side: Side) -> Mapping[str, Any]:
    return {"round_id": 1, "item_id": 1}


def _a_text_model(_side: Side) -> Mapping[str, Any]:
    return {"code": "sentiment_zh"}


def _no_attempt(_side: Side) -> Mapping[str, Any]:
    return {"attempt_id": 1}


def _no_rereading(_side: Side) -> Mapping[str, Any]:
    return {"rereading_id": 1}


def _no_theme(_side: Side) -> Mapping[str, Any]:
    return {"theme_id": 1, "run_id": 10**12, "edit_id": 1, "topic_id": 1}


def _no_text_written(_side: Side) -> Mapping[str, Any]:
    return {"written_id": 1}


def _about(side: Side) -> Mapping[str, Any]:
    return {"signal": str(side.signal.pk)}


def _theme(side: Side) -> Mapping[str, Any]:
    return {"words": ["x"], "signals": [str(side.signal.pk)]}


def _new_assistant(_side: Side) -> Mapping[str, Any]:
    return {
        "address": "https://api.example.com/v1",
        "model": "x",
        "seconds": "60",
        "monthly_requests": "10",
        "monthly_tokens": "10000",
    }


def _customer(side: Side) -> Mapping[str, Any]:
    return {"customer_id": side.customer}


def _detail(what: str) -> Of:
    return lambda side: {"customer_id": side.customer, "what": what}


def _detail_row(what: str) -> Of:
    return lambda side: {"customer_id": side.customer, "what": what, "row_id": getattr(side, what)}


def _row_of(name: str, of: str) -> Of:
    return lambda side: {"customer_id": side.customer, name: getattr(side, of)}


def _taxonomy(_: Side) -> Mapping[str, Any]:
    return {"code": "hotel"}


def _category(_: Side) -> Mapping[str, Any]:
    return {"code": "hotel", "category_code": "room"}


def _company(side: Side) -> Mapping[str, Any]:
    return {"company_id": side.company}


def _company_contact(side: Side) -> Mapping[str, Any]:
    return {"company_id": side.company, "contact_id": side.contact}


def _new_company(side: Side) -> Mapping[str, Any]:
    return {"name": "新公司", "unit": str(side.unit.pk)}


def _identity(**names: str) -> Of:
    """Things of the customer's identity: {argument of the address: which}."""
    return lambda side: {name: side.identity[which] for name, which in names.items()}


def _of_identity(what: str, **names: str) -> Of:
    return lambda side: {"what": what, **_identity(**names)(side)}


def _of_customer(**more: Any) -> Of:
    return lambda side: {"customer_id": side.customer, **more}


def _pair(side: Side) -> Mapping[str, Any]:
    return {"left_id": str(side.customer), "right_id": str(side.identity["other"])}


def _purpose(side: Side) -> Mapping[str, Any]:
    return {"code": "survey"}


def _preferences(side: Side) -> Mapping[str, Any]:
    return {"token": token_for(side.customer)}


def _person(side: Side) -> Mapping[str, Any]:
    return {"user_id": side.person.pk}


def _grant(side: Side) -> Mapping[str, Any]:
    return {"user_id": side.person.pk, "grant_id": side.grant.pk}


def _key(side: Side) -> Mapping[str, Any]:
    return {"key_id": side.key}


def _alias(side: Side) -> Mapping[str, Any]:
    return {"unit_id": side.unit.pk, "alias_id": side.alias.pk}


def _new_unit(side: Side) -> Mapping[str, Any]:
    return {"code": "new", "name": "新店", "kind": "store", "parent": str(side.unit.pk)}


def _new_user(side: Side) -> Mapping[str, Any]:
    return {"username": "xin", "role": "frontline", "unit": str(side.unit.pk)}


def _new_key(side: Side) -> Mapping[str, Any]:
    return {"label": "x", "role": "readonly", "unit": str(side.unit.pk)}


def _new_segment(side: Side) -> Mapping[str, Any]:
    return {"code": "fresh", "name": "新", "criteria": "nps <= 6"}


def _new_persona(side: Side) -> Mapping[str, Any]:
    return {"code": "fresh", "name": "新"}


def _role(side: Side) -> Mapping[str, Any]:
    return {"role": "readonly", "unit": str(side.unit.pk)}


def _as_api(of: Of) -> Of:
    """The same over the API, where units are named by `unit_id` and `parent_id`."""
    names = {"unit": "unit_id", "parent": "parent_id"}
    return lambda side: {names.get(name, name): value for name, value in of(side).items()}


def _unit_file(side: Side) -> Mapping[str, Any]:
    return {
        "file": SimpleUploadedFile("units.csv", f"code,name,parent\nnew,新店,{side.unit.code}\n".encode())
    }


def _case(side: Side) -> Mapping[str, Any]:
    return {"case_id": side.case.pk}


def _resolved(side: Side) -> Mapping[str, Any]:
    return {"case_id": side.resolved.pk}


def _rule(side: Side) -> Mapping[str, Any]:
    return {"rule_id": side.rule.pk}


def _new_rule(side: Side) -> Mapping[str, Any]:
    values = {"name": "规则", "criteria": "nps <= 3", "priority": 2, "due_minutes": 60, "max_age_days": 7}
    return {**values, "unit": str(side.unit.pk)}


def _new_case(side: Side) -> Mapping[str, Any]:
    return {"unit": str(side.unit.pk), "title": "x", "priority": 2}


def _message(side: Side) -> Mapping[str, Any]:
    return {"message_id": side.message.pk}


def _connector(side: Side) -> Mapping[str, Any]:
    return {"connector_id": side.connector}


def _api_connector(_side: Side) -> Mapping[str, Any]:
    return {"name": "点评", "source": "reviews", "asking": {"url": "https://example.com/reviews"}}


def _switched(_side: Side) -> Mapping[str, Any]:
    return {"active": False}


def _connector_kind(_side: Side) -> Mapping[str, Any]:
    return {"kind": "api"}


def _import(side: Side) -> Mapping[str, Any]:
    return {"import_id": side.imported}


def _voices(side: Side) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("voices.csv", "门店,评分,评价\n东一店,5,好\n".encode())}


def _new_event(side: Side) -> dict[str, Any]:
    return {"kind": "served", "occurred_at": "2026-01-02T10:00:00Z", "unit": side.unit.code}


def _new_profile(side: Side) -> dict[str, Any]:
    return {"keys": [{"value": f"P{side.unit.code}1001"}], "source": "crm"}


def _new_signal(side: Side) -> Mapping[str, Any]:
    answer = {"item": "q1", "construct": "nps", "value": 9, "scale_min": 0, "scale_max": 10}
    return {"kind": "survey", "channel": "sms", "source_id": "n", "unit": side.unit.code, "answers": [answer]}


def _always(**values: Any) -> Of:
    return lambda side: values


def _reach(name: str) -> Of:
    """One of the things of contact, which are the whole organisation's."""
    return lambda side: {name: side.reach[name]}


def _new_channel(_side: Side) -> Mapping[str, Any]:
    return {"name": "短信", "kind": "sms", "carrier": "null"}


def _new_webhook(_side: Side) -> Mapping[str, Any]:
    return {"url": "https://example.com/in", "name": "CRM", "events": ["case.opened"]}


def _asked_of(side: Side) -> Mapping[str, Any]:
    return {"customer_id": str(side.customer), "channel": "mail", "purpose": "survey"}


def _cap(_side: Side) -> Mapping[str, Any]:
    return {"most": 2, "within_days": 30}


def _rights(*names: str) -> Of:
    """A request, an erasure, or whose rights they are."""
    return lambda side: {name: {**side.rights, "customer_id": side.customer}[name] for name in names}


def _asked(side: Side) -> Mapping[str, Any]:
    return {"customer_id": str(side.customer), "kind": "erase"}


ROUTES: Final[dict[str, Needs]] = {
    # the frame
    "GET /healthz": Needs(ANYBODY),
    "GET /readyz": Needs(ANYBODY, also=(503,)),
    "POST /language": Needs(ANYBODY, body=_always(language="en")),
    "POST /theme": Needs(ANYBODY, body=_always(theme="dark")),
    "GET /api/v1/openapi.json": Needs(ANYBODY),
    "GET /api/v1/docs": Needs(ANYBODY),
    # signing in, one's own account
    "GET /sign-in": Needs(ANYBODY),
    "POST /sign-in": Needs(ANYBODY, also=(422,)),
    "POST /sign-out": Needs(ANYBODY),
    "GET /settings/": Needs(SIGNED_IN),
    "GET /settings/profile": Needs(SIGNED_IN),
    "POST /settings/profile": Needs(SIGNED_IN, body=_always(display_name="x")),
    "GET /settings/password": Needs(SIGNED_IN),
    "POST /settings/password": Needs(SIGNED_IN, also=(422,)),
    "GET /api/v1/me": Needs(SIGNED_IN),
    # people
    "GET /settings/users": Needs("users.manage"),
    "GET /settings/users/add": Needs("users.manage"),
    "POST /settings/users/add": Needs("users.manage", body=_new_user),
    "GET /settings/users/{user_id}": Needs("users.manage", _person),
    "POST /settings/users/{user_id}": Needs("users.manage", _person, _always(display_name="x")),
    "POST /settings/users/{user_id}/roles": Needs("users.manage", _person, _role),
    "GET /settings/users/{user_id}/roles/{grant_id}/remove": Needs("users.manage", _grant),
    "POST /settings/users/{user_id}/roles/{grant_id}/remove": Needs("users.manage", _grant),
    "GET /settings/users/{user_id}/password": Needs("users.manage", _person),
    "POST /settings/users/{user_id}/password": Needs("users.manage", _person),
    "GET /settings/users/{user_id}/deactivate": Needs("users.manage", _person),
    "POST /settings/users/{user_id}/deactivate": Needs("users.manage", _person),
    "POST /settings/users/{user_id}/reactivate": Needs("users.manage", _person),
    "GET /api/v1/users": Needs("users.manage"),
    "POST /api/v1/users": Needs("users.manage", body=_as_api(_new_user)),
    "GET /api/v1/users/{user_id}": Needs("users.manage", _person),
    "PATCH /api/v1/users/{user_id}": Needs("users.manage", _person, _always(display_name="x")),
    "POST /api/v1/users/{user_id}/password": Needs("users.manage", _person),
    "POST /api/v1/users/{user_id}/roles": Needs("users.manage", _person, _as_api(_role)),
    "DELETE /api/v1/users/{user_id}/roles/{grant_id}": Needs("users.manage", _grant),
    # units
    "GET /settings/units": Needs("organisation.manage"),
    "GET /settings/units/add": Needs("organisation.manage"),
    "POST /settings/units/add": Needs("organisation.manage", body=_new_unit),
    "GET /settings/units/import": Needs("organisation.manage"),
    "POST /settings/units/import": Needs("organisation.manage", body=_unit_file, sided=False),
    "GET /settings/units/unsorted": Needs("organisation.manage"),
    "POST /settings/units/unsorted": Needs(
        "organisation.manage",
        body=lambda s: {"say": f"is:{s.unsorted}:{s.unit.pk}"},
        sided=False,
    ),
    "POST /settings/units/brands": Needs("organisation.manage", body=_always(word="知行"), whole=True),
    "POST /settings/units/brands/{word_id}/remove": Needs(
        "organisation.manage", lambda s: {"word_id": s.brand}, whole=True
    ),
    "GET /settings/units/unsorted/{unit_id}": Needs(
        "organisation.manage", lambda s: {"unit_id": s.unsorted}, whole=True
    ),
    "POST /settings/units/unsorted/{unit_id}": Needs(
        "organisation.manage",
        lambda s: {"unit_id": s.unsorted},
        lambda s: {"parent": str(s.unit.pk), "kind": "store"},
        whole=True,
    ),
    "GET /settings/units/{unit_id}": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}": Needs("organisation.manage", _unit, _new_unit),
    "GET /settings/units/{unit_id}/move": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/move": Needs(
        "organisation.manage", _unit, lambda s: {"parent": str(s.region.pk)}
    ),
    "GET /settings/units/{unit_id}/close": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/close": Needs("organisation.manage", _unit),
    "GET /settings/units/{unit_id}/reopen": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/reopen": Needs("organisation.manage", _unit),
    "GET /settings/units/{unit_id}/ownership": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/ownership": Needs(
        "organisation.manage", _unit, _always(ownership="franchise")
    ),
    "GET /settings/units/{unit_id}/opening": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/opening": Needs("organisation.manage", _unit, _always(on="2024-06-01")),
    "GET /settings/units/{unit_id}/split": Needs(
        "organisation.manage", lambda s: {"unit_id": s.merged}, whole=True
    ),
    "POST /settings/units/{unit_id}/split": Needs(
        "organisation.manage", lambda s: {"unit_id": s.merged}, whole=True
    ),
    "POST /settings/units/{unit_id}/aliases": Needs("organisation.manage", _unit, _always(alias="别名")),
    "POST /settings/units/{unit_id}/aliases/{alias_id}/remove": Needs("organisation.manage", _alias),
    "GET /api/v1/units": Needs("measures.read"),
    "POST /api/v1/units": Needs("organisation.manage", body=_as_api(_new_unit)),
    "POST /api/v1/units/import": Needs("organisation.manage", body=_unit_file, sided=False),
    "GET /api/v1/units/unsorted": Needs("organisation.manage"),
    "POST /api/v1/units/unsorted/settle": Needs(
        "organisation.manage",
        body=lambda s: {"sayings": [{"unit_id": str(s.unsorted), "verdict": "later"}]},
        sided=False,
    ),
    "GET /api/v1/units/{unit_id}": Needs("measures.read", _unit),
    "GET /api/v1/units/{unit_id}/changes": Needs("organisation.manage", _unit),
    "POST /api/v1/units/{unit_id}/split": Needs(
        "organisation.manage", lambda s: {"unit_id": s.merged}, whole=True
    ),
    "PATCH /api/v1/units/{unit_id}": Needs("organisation.manage", _unit, _always(city="杭州")),
    "POST /api/v1/units/{unit_id}/place": Needs(
        "organisation.manage",
        lambda s: {"unit_id": s.unsorted},
        lambda s: {"parent_id": str(s.unit.pk)},
        whole=True,
    ),
    "POST /api/v1/units/{unit_id}/merge": Needs(
        "organisation.manage",
        lambda s: {"unit_id": s.unsorted},
        lambda s: {"into_id": str(s.unit.pk)},
        whole=True,
    ),
    "GET /api/v1/units/{unit_id}/aliases": Needs("measures.read", _unit),
    "POST /api/v1/units/{unit_id}/aliases": Needs("organisation.manage", _unit, _always(alias="别名")),
    "DELETE /api/v1/units/{unit_id}/aliases/{alias_id}": Needs("organisation.manage", _alias),
    # programs' keys, the audit trail
    "GET /settings/keys": Needs("users.manage"),
    "GET /settings/keys/add": Needs("users.manage"),
    "POST /settings/keys/add": Needs("users.manage", body=_new_key),
    "GET /settings/keys/{key_id}/revoke": Needs("users.manage", _key),
    "POST /settings/keys/{key_id}/revoke": Needs("users.manage", _key),
    "GET /api/v1/api-keys": Needs("users.manage"),
    "POST /api/v1/api-keys": Needs("users.manage", body=_as_api(_new_key)),
    "DELETE /api/v1/api-keys/{key_id}": Needs("users.manage", _key),
    "GET /settings/audit": Needs("audit.read"),
    "POST /settings/audit/download": Needs("audit.read"),
    "GET /api/v1/events": Needs("audit.read"),
    # listening
    "GET /": Needs("measures.read"),
    "GET /listen/inbox": Needs("voice.read"),
    "GET /listen/signals/{signal_id}": Needs("voice.read", lambda s: {"signal_id": s.signal.pk}),
    "GET /api/v1/signals": Needs("voice.read"),
    "POST /api/v1/readings": Needs("measures.read", body=lambda _: {"texts": ["味道很好"]}, sided=False),
    "GET /api/v1/signals/{signal_id}": Needs("voice.read", lambda s: {"signal_id": s.signal.pk}),
    "POST /api/v1/signals": Needs("signals.import", body=_new_signal),
    "GET /settings/analyser": Needs("settings.manage", whole=True),
    "POST /settings/analyser/reread": Needs("settings.manage", whole=True),
    "POST /settings/analyser/{rereading_id}": Needs(
        "settings.manage", _no_rereading, whole=True, also=(404,)
    ),
    "GET /settings/analyser/{rereading_id}/progress": Needs(
        "settings.manage", _no_rereading, whole=True, also=(404,)
    ),
    "GET /settings/analyser/models": Needs("settings.manage", whole=True),
    "GET /settings/analyser/models/{code}": Needs("settings.manage", _a_text_model, whole=True),
    "GET /settings/analyser/drift": Needs("settings.manage", whole=True),
    "GET /settings/analyser/learning": Needs("settings.manage", whole=True),
    "GET /settings/analyser/learning/progress": Needs("settings.manage", whole=True),
    "POST /settings/analyser/learning/learn": Needs("settings.manage", whole=True),
    "POST /settings/analyser/learning/{attempt_id}/revert": Needs(
        "settings.manage", _no_attempt, whole=True, also=(404,)
    ),
    "GET /api/v1/text-models": Needs("settings.manage", whole=True),
    "GET /api/v1/text-models/{code}": Needs("settings.manage", _a_text_model, whole=True),
    "GET /api/v1/text-drift": Needs("settings.manage", whole=True),
    "GET /api/v1/learning-attempts": Needs("settings.manage", whole=True),
    "POST /api/v1/learning-attempts": Needs("settings.manage", whole=True, also=(409,)),
    "GET /api/v1/learning-attempts/{attempt_id}": Needs(
        "settings.manage", _no_attempt, whole=True, also=(404,)
    ),
    "POST /api/v1/learning-attempts/{attempt_id}/revert": Needs(
        "settings.manage", _no_attempt, whole=True, also=(404,)
    ),
    "GET /insight/themes": Needs("voice.read"),
    "POST /insight/themes": Needs("voice.read"),
    "GET /insight/themes/runs/{run_id}/progress": Needs("voice.read", _no_theme, also=(404,)),
    "POST /insight/themes/runs/{run_id}/cancel": Needs("voice.read", _no_theme, also=(404,)),
    "GET /insight/themes/{theme_id}": Needs("voice.read", _no_theme, also=(404,)),
    "POST /insight/themes/{theme_id}": Needs(
        "voice.correct", _no_theme, lambda _side: {"do": "hide"}, also=(404,)
    ),
    "GET /insight/themes/topics/{topic_id}/unpin": Needs("voice.read", _no_theme, also=(404,)),
    "POST /insight/themes/topics/{topic_id}/unpin": Needs("voice.correct", _no_theme, also=(404,)),
    "POST /insight/themes/watch": Needs("voice.read", body=_always(on="1"), sided=False),
    "GET /api/v1/theme-alerts": Needs("voice.read"),
    "PUT /api/v1/theme-alerts": Needs("voice.read", body=_always(on=True), sided=False),
    "GET /api/v1/themes": Needs("voice.read"),
    "GET /api/v1/themes/{theme_id}": Needs("voice.read", _no_theme, also=(404,)),
    "GET /api/v1/themes/{theme_id}/members": Needs("voice.read", _no_theme, also=(404,)),
    "POST /api/v1/themes/{theme_id}/rename": Needs(
        "voice.correct", _no_theme, lambda _side: {"name": "queues"}, also=(404,)
    ),
    "POST /api/v1/themes/{theme_id}/merge": Needs(
        "voice.correct", _no_theme, lambda _side: {"themes": ["2"]}, also=(404,)
    ),
    "POST /api/v1/themes/{theme_id}/split": Needs(
        "voice.correct", _no_theme, lambda _side: {"parts": 2}, also=(404,)
    ),
    "POST /api/v1/themes/{theme_id}/hide": Needs("voice.correct", _no_theme, also=(404,)),
    "POST /api/v1/themes/{theme_id}/show": Needs("voice.correct", _no_theme, also=(404,)),
    "POST /api/v1/themes/{theme_id}/pin": Needs("voice.correct", _no_theme, also=(404,)),
    "DELETE /api/v1/themes/{theme_id}/edits/{edit_id}": Needs("voice.correct", _no_theme, also=(404,)),
    "POST /api/v1/theme-runs": Needs("voice.read", body=lambda _side: {}, sided=False),
    "GET /api/v1/theme-runs/{run_id}": Needs("voice.read", _no_theme, also=(404,)),
    "POST /api/v1/theme-runs/{run_id}/cancel": Needs("voice.read", _no_theme, also=(404,)),
    "GET /api/v1/theme-topics": Needs("voice.read"),
    "DELETE /api/v1/theme-topics/{topic_id}": Needs("voice.correct", _no_theme, also=(404,)),
    "GET /listen/words": Needs("voice.read"),
    "GET /api/v1/words-in-context": Needs("voice.read", also=(422,)),
    "GET /listen/coding": Needs("voice.correct"),
    "POST /listen/coding": Needs(
        "voice.correct", body=lambda _side: {"name": "x", "size": "1"}, whole=True, also=(422,)
    ),
    "GET /listen/coding/{round_id}": Needs("voice.correct", _no_round, also=(404,)),
    "POST /listen/coding/{round_id}": Needs("voice.correct", _no_round, also=(404,)),
    "GET /listen/coding/{round_id}/results": Needs("voice.correct", _no_round, whole=True, also=(404,)),
    "POST /listen/coding/{round_id}/close": Needs("voice.correct", _no_round, whole=True, also=(404,)),
    "GET /api/v1/coding-rounds": Needs("voice.correct"),
    "POST /api/v1/coding-rounds": Needs(
        "voice.correct", body=lambda _side: {"name": "x", "size": 1}, whole=True, also=(422,)
    ),
    "GET /api/v1/coding-rounds/{round_id}/next": Needs("voice.correct", _no_round, also=(404,)),
    "PUT /api/v1/coding-rounds/items/{item_id}": Needs(
        "voice.correct", _no_round, body=lambda _side: {"sentiment": "positive"}, also=(404,)
    ),
    "GET /api/v1/coding-rounds/{round_id}/results": Needs(
        "voice.correct", _no_round, whole=True, also=(404,)
    ),
    "POST /api/v1/coding-rounds/{round_id}/close": Needs("voice.correct", _no_round, whole=True, also=(404,)),
    "POST /api/v1/coding-rounds/{round_id}/reopen": Needs(
        "voice.correct", _no_round, whole=True, also=(404,)
    ),
    "GET /api/v1/rereadings": Needs("settings.manage", whole=True),
    "POST /api/v1/rereadings": Needs("settings.manage", whole=True, also=(409, 422)),
    "GET /api/v1/rereadings/{rereading_id}": Needs("settings.manage", _no_rereading, whole=True, also=(404,)),
    "POST /api/v1/rereadings/{rereading_id}/replace": Needs(
        "settings.manage", _no_rereading, whole=True, also=(404, 409)
    ),
    "POST /api/v1/rereadings/{rereading_id}/discard": Needs(
        "settings.manage", _no_rereading, whole=True, also=(404,)
    ),
    # the assistant is off: whoever may ask is told so
    "GET /settings/assistant": Needs("settings.manage", whole=True),
    "POST /settings/assistant": Needs("settings.manage", body=_new_assistant, whole=True),
    "POST /settings/assistant/switch": Needs("settings.manage", whole=True),
    "POST /settings/assistant/try": Needs("settings.manage", whole=True),
    "POST /listen/inbox/summary": Needs("voice.read"),
    "POST /listen/signals/{signal_id}/ask/translation": Needs("voice.read", _signal),
    "POST /listen/signals/{signal_id}/ask/reply": Needs("voice.read", _signal),
    "GET /listen/written/{written_id}": Needs("voice.read", _no_text_written, also=(404,)),
    "POST /listen/written/{written_id}/drop": Needs("voice.read", _no_text_written, also=(404,)),
    "GET /api/v1/assistant": Needs("settings.manage", whole=True),
    "PUT /api/v1/assistant": Needs("settings.manage", body=_new_assistant, whole=True),
    "POST /api/v1/assistant/switch": Needs("settings.manage", body=lambda _side: {"on": False}, whole=True),
    "POST /api/v1/assistant/trial": Needs("settings.manage", whole=True, also=(409,)),
    "POST /api/v1/assistant/summaries": Needs("voice.read", body=lambda _side: {}, also=(409,), sided=False),
    "POST /api/v1/assistant/theme-names": Needs("voice.read", body=_theme, also=(409,)),
    "POST /api/v1/assistant/translations": Needs("voice.read", body=_about, also=(409,)),
    "POST /api/v1/assistant/replies": Needs("voice.read", body=_about, also=(409,)),
    "GET /api/v1/assistant/written/{written_id}": Needs("voice.read", _no_text_written, also=(404,)),
    "DELETE /api/v1/assistant/written/{written_id}": Needs("voice.read", _no_text_written, also=(404,)),
    "POST /listen/signals/{signal_id}/correct": Needs(
        "voice.correct", _signal, body=lambda _side: {"field": "sentiment", "value": "positive"}
    ),
    "POST /listen/inbox/{signal_id}/correct": Needs(
        "voice.correct", _signal, body=lambda _side: {"word": "sentiment||positive"}
    ),
    "GET /api/v1/signals/{signal_id}/corrections": Needs("voice.read", _signal),
    "PUT /api/v1/signals/{signal_id}/corrections": Needs(
        "voice.correct",
        _signal,
        body=lambda _side: {"field": "sentiment", "value": "positive"},
        also=(422,),  # nothing has read it
    ),
    "DELETE /api/v1/signals/{signal_id}/corrections/{field}": Needs(
        "voice.correct", lambda side: {"signal_id": side.signal.pk, "field": "sentiment"}, also=(422,)
    ),
    # imports belong to who began them and to those who import for the whole organisation
    "GET /listen/imports": Needs("signals.import"),
    "GET /listen/imports/new": Needs("signals.import"),
    "POST /listen/imports/new": Needs("signals.import", body=_voices, sided=False),
    "GET /listen/imports/{import_id}": Needs("signals.import", _import, whole=True),
    "GET /listen/imports/{import_id}/columns": Needs("signals.import", _import, whole=True),
    "POST /listen/imports/{import_id}/columns": Needs("signals.import", _import, whole=True, also=(422,)),
    "POST /listen/imports/{import_id}/read-as": Needs(
        "signals.import", _import, whole=True, body=lambda _side: {"group": "feedback"}
    ),
    "GET /api/v1/customer-events": Needs("voice.read"),
    "POST /api/v1/customer-events": Needs("signals.import", body=_new_event),
    "POST /api/v1/customers": Needs("signals.import", body=_new_profile, sided=False),
    "POST /listen/imports/{import_id}/stop": Needs("signals.import", _import, whole=True),
    "POST /listen/imports/{import_id}/go-on": Needs("signals.import", _import, whole=True),
    "GET /listen/imports/{import_id}/undo": Needs("signals.import", _import, whole=True),
    "POST /listen/imports/{import_id}/undo": Needs("signals.import", _import, whole=True),
    "GET /listen/imports/{import_id}/rejects.csv": Needs("signals.import", _import, whole=True),
    "GET /listen/connectors": Needs("settings.manage", whole=True),
    "GET /listen/connectors/new/{kind}": Needs("settings.manage", _connector_kind, whole=True),
    "POST /listen/connectors/new/{kind}": Needs("settings.manage", _connector_kind, whole=True, also=(422,)),
    "GET /listen/connectors/{connector_id}": Needs("settings.manage", _connector, whole=True),
    "POST /listen/connectors/{connector_id}": Needs("settings.manage", _connector, whole=True, also=(422,)),
    "POST /listen/connectors/{connector_id}/switch": Needs("settings.manage", _connector, whole=True),
    "POST /listen/connectors/{connector_id}/run": Needs("settings.manage", _connector, whole=True),
    "GET /listen/connectors/{connector_id}/remove": Needs("settings.manage", _connector, whole=True),
    "POST /listen/connectors/{connector_id}/remove": Needs("settings.manage", _connector, whole=True),
    "GET /api/v1/connectors": Needs("settings.manage", whole=True),
    "POST /api/v1/connectors": Needs("settings.manage", body=_api_connector, whole=True),
    "GET /api/v1/connectors/{connector_id}": Needs("settings.manage", _connector, whole=True),
    "PUT /api/v1/connectors/{connector_id}": Needs(
        "settings.manage", _connector, body=_api_connector, whole=True
    ),
    "DELETE /api/v1/connectors/{connector_id}": Needs("settings.manage", _connector, whole=True),
    "POST /api/v1/connectors/{connector_id}/switch": Needs(
        "settings.manage", _connector, body=_switched, whole=True
    ),
    "POST /api/v1/connectors/{connector_id}/run": Needs("settings.manage", _connector, whole=True),
    "GET /api/v1/imports": Needs("signals.import"),
    "POST /api/v1/imports": Needs("signals.import", body=_voices, sided=False),
    "GET /api/v1/imports/{import_id}": Needs("signals.import", _import, whole=True),
    "POST /api/v1/imports/{import_id}/start": Needs("signals.import", _import, whole=True),
    "POST /api/v1/imports/{import_id}/cancel": Needs("signals.import", _import, whole=True, also=(409,)),
    "POST /api/v1/imports/{import_id}/undo": Needs("signals.import", _import, whole=True, also=(409,)),
    "GET /api/v1/imports/{import_id}/rejects": Needs("signals.import", _import, whole=True),
    # insight
    "GET /insight/": Needs("measures.read"),
    "GET /insight/download": Needs("export", also=(422,)),
    "GET /insight/metrics": Needs("measures.read"),
    "GET /insight/topics": Needs("measures.read"),
    "GET /insight/topics/download": Needs("export"),
    "GET /insight/topics/{code}": Needs("measures.read", _always(code="waiting"), also=(404,), sided=False),
    "GET /api/v1/topics": Needs("measures.read"),
    "GET /api/v1/topics/{code}": Needs("measures.read", _always(code="waiting"), also=(404,), sided=False),
    "GET /api/v1/measures/{metric}": Needs("measures.read", _always(metric="nps"), sided=False),
    "GET /api/v1/metrics": Needs("measures.read"),
    "GET /api/v1/metrics/{code}": Needs("measures.read", _always(code="nps"), sided=False),
    # models of people: of the whole
    "GET /customers/models": Needs("measures.read", whole=True),
    "GET /customers/models/progress": Needs("measures.read", whole=True),
    "GET /customers/models/terms": Needs("measures.read", whole=True),
    "POST /customers/models/terms": Needs("customers.manage", whole=True, also=(422,)),
    "POST /customers/models/judge": Needs("customers.manage", whole=True),
    "GET /customers/models/{code}": Needs("measures.read", _always(code="value"), whole=True),
    "GET /api/v1/people-models": Needs("measures.read", whole=True),
    "POST /api/v1/people-models/runs": Needs("customers.manage", whole=True),
    "GET /api/v1/people-models/runs/latest": Needs("measures.read", whole=True, also=(404,)),
    "GET /api/v1/people-models/{code}": Needs(
        "measures.read", _always(code="value"), whole=True, also=(404,)
    ),
    "GET /api/v1/judging-terms": Needs("measures.read", whole=True),
    "PUT /api/v1/judging-terms": Needs("customers.manage", body=_always(margin=0.4), whole=True),
    # segments and target customers: of the whole
    "GET /customers/segments": Needs("measures.read", whole=True),
    "GET /customers/segments/new": Needs("customers.manage", whole=True),
    "POST /customers/segments/new": Needs("customers.manage", body=_new_segment, whole=True),
    "POST /customers/segments/preview": Needs(
        "customers.manage", body=_always(criteria="nps <= 6"), whole=True
    ),
    "GET /customers/segments/{code}": Needs("measures.read", _always(code="gold"), whole=True),
    "GET /customers/segments/{code}/change": Needs("customers.manage", _always(code="gold"), whole=True),
    "POST /customers/segments/{code}/change": Needs(
        "customers.manage", _always(code="gold"), _new_segment, whole=True
    ),
    "POST /customers/segments/{code}/switch": Needs(
        "customers.manage", _always(code="gold"), _always(on="0"), whole=True
    ),
    "GET /customers/segments/{code}/delete": Needs("customers.manage", _always(code="gold"), whole=True),
    "POST /customers/segments/{code}/delete": Needs("customers.manage", _always(code="gold"), whole=True),
    "POST /customers/segments/{code}/list": Needs(
        "customers.manage", _always(code="guests"), _always(kind="customer", keys="1"), whole=True
    ),
    "POST /customers/segments/{code}/undo": Needs(
        "customers.manage", _always(code="guests"), whole=True, also=(409,)
    ),
    "GET /api/v1/segments": Needs("measures.read", whole=True),
    "POST /api/v1/segments": Needs("customers.manage", body=_new_segment, whole=True),
    "POST /api/v1/segments/preview": Needs("customers.manage", body=_always(criteria="nps <= 6"), whole=True),
    "GET /api/v1/segments/{code}": Needs("measures.read", _always(code="gold"), whole=True),
    "PATCH /api/v1/segments/{code}": Needs(
        "customers.manage", _always(code="gold"), _always(name="x"), whole=True
    ),
    "DELETE /api/v1/segments/{code}": Needs("customers.manage", _always(code="gold"), whole=True),
    "GET /api/v1/segments/{code}/members": Needs("personal.read", _always(code="gold"), whole=True),
    "POST /api/v1/segments/{code}/members": Needs(
        "customers.manage", _always(code="guests"), _always(kind="customer", add=["1"]), whole=True
    ),
    "POST /api/v1/segments/{code}/undo": Needs(
        "customers.manage", _always(code="guests"), whole=True, also=(409,)
    ),
    "GET /api/v1/segments/{code}/history": Needs("measures.read", _always(code="gold"), whole=True),
    "GET /api/v1/segments/{code}/overlaps": Needs("measures.read", _always(code="gold"), whole=True),
    "GET /api/v1/customers/{customer_id}/segments": Needs("personal.read", _customer),
    "GET /customers/personas": Needs("measures.read", whole=True),
    "GET /customers/personas/new": Needs("customers.manage", whole=True),
    "POST /customers/personas/new": Needs("customers.manage", body=_new_persona, whole=True),
    "GET /customers/personas/{code}": Needs("customers.manage", _always(code="fans"), whole=True),
    "POST /customers/personas/{code}": Needs(
        "customers.manage", _always(code="fans"), _new_persona, whole=True
    ),
    "GET /customers/personas/{code}/delete": Needs("customers.manage", _always(code="fans"), whole=True),
    "POST /customers/personas/{code}/delete": Needs("customers.manage", _always(code="fans"), whole=True),
    "GET /api/v1/personas": Needs("measures.read", whole=True),
    "POST /api/v1/personas": Needs("customers.manage", body=_new_persona, whole=True),
    "GET /api/v1/personas/{code}": Needs("measures.read", _always(code="fans"), whole=True),
    "PATCH /api/v1/personas/{code}": Needs(
        "customers.manage", _always(code="fans"), _always(name="x"), whole=True
    ),
    "DELETE /api/v1/personas/{code}": Needs("customers.manage", _always(code="fans"), whole=True),
    # people and companies that are customers
    "GET /customers/": Needs("personal.read"),
    "GET /customers/{customer_id}": Needs("personal.read", _customer),
    "GET /customers/{customer_id}/reveal": Needs("personal.read", _customer),
    "POST /customers/{customer_id}/reveal": Needs("personal.read", _customer, _always(reason="call_back")),
    "GET /customers/{customer_id}/profile": Needs("customers.manage", _customer),
    "POST /customers/{customer_id}/profile/{what}": Needs(
        "customers.manage", _detail("interest"), _always(name="茶")
    ),
    "GET /customers/{customer_id}/profile/{what}/{row_id}/remove": Needs(
        "customers.manage", _detail_row("preference")
    ),
    "POST /customers/{customer_id}/profile/{what}/{row_id}/remove": Needs(
        "customers.manage", _detail_row("preference")
    ),
    "GET /customers/companies": Needs("personal.read"),
    "GET /customers/companies/add": Needs("customers.manage"),
    "POST /customers/companies/add": Needs("customers.manage", body=_new_company),
    "GET /customers/companies/{company_id}": Needs("personal.read", _company),
    "GET /customers/companies/{company_id}/edit": Needs("customers.manage", _company),
    "POST /customers/companies/{company_id}/edit": Needs("customers.manage", _company, _new_company),
    "GET /customers/companies/{company_id}/remove": Needs("customers.manage", _company),
    "POST /customers/companies/{company_id}/remove": Needs("customers.manage", _company),
    "GET /customers/companies/{company_id}/contacts": Needs("customers.manage", _company),
    "POST /customers/companies/{company_id}/contacts": Needs(
        "customers.manage",
        _company,
        lambda s: {"person": "east@example.com", "role": "user"},
    ),
    "GET /customers/companies/{company_id}/contacts/{contact_id}/end": Needs(
        "customers.manage", _company_contact
    ),
    "POST /customers/companies/{company_id}/contacts/{contact_id}/end": Needs(
        "customers.manage", _company_contact
    ),
    "GET /api/v1/customers": Needs("personal.read"),
    "GET /api/v1/customers/{customer_id}": Needs("personal.read", _customer),
    "PATCH /api/v1/customers/{customer_id}": Needs("customers.manage", _customer, _always(tier="gold")),
    "GET /api/v1/customers/{customer_id}/timeline": Needs("personal.read", _customer),
    "POST /api/v1/customers/{customer_id}/reveal": Needs(
        "personal.read", _customer, _always(reason="call_back")
    ),
    "POST /api/v1/customers/{customer_id}/preferences": Needs(
        "customers.manage", _customer, _always(code="drink", value="茶")
    ),
    "PUT /api/v1/customers/{customer_id}/preferences/{preference_id}": Needs(
        "customers.manage", _row_of("preference_id", "preference"), _always(code="drink", value="茶")
    ),
    "DELETE /api/v1/customers/{customer_id}/preferences/{preference_id}": Needs(
        "customers.manage", _row_of("preference_id", "preference")
    ),
    "POST /api/v1/customers/{customer_id}/interests": Needs(
        "customers.manage", _customer, _always(name="茶")
    ),
    "DELETE /api/v1/customers/{customer_id}/interests/{interest_id}": Needs(
        "customers.manage", _row_of("interest_id", "interest")
    ),
    "POST /api/v1/customers/{customer_id}/dates": Needs(
        "customers.manage", _customer, _always(kind="other", month=1, day=1)
    ),
    "PUT /api/v1/customers/{customer_id}/dates/{date_id}": Needs(
        "customers.manage", _row_of("date_id", "day"), _always(kind="other", month=1, day=1)
    ),
    "DELETE /api/v1/customers/{customer_id}/dates/{date_id}": Needs(
        "customers.manage", _row_of("date_id", "day")
    ),
    "GET /api/v1/companies": Needs("personal.read"),
    "POST /api/v1/companies": Needs("customers.manage", body=_as_api(_new_company)),
    "GET /api/v1/companies/{company_id}": Needs("personal.read", _company),
    "PATCH /api/v1/companies/{company_id}": Needs("customers.manage", _company, _always(tier="gold")),
    "DELETE /api/v1/companies/{company_id}": Needs("customers.manage", _company),
    "GET /api/v1/companies/{company_id}/renewal": Needs("personal.read", _company),
    "GET /api/v1/companies/{company_id}/signals": Needs("personal.read", _company),
    "POST /api/v1/companies/{company_id}/contacts": Needs(
        "customers.manage", _company, lambda s: {"customer_id": str(s.customer), "role": "user"}
    ),
    "POST /api/v1/companies/{company_id}/contacts/{contact_id}/end": Needs(
        "customers.manage", _company_contact
    ),
    # cases
    "GET /act/cases": Needs("cases.read"),
    "GET /act/cases/new": Needs("cases.work"),
    "POST /act/cases/new": Needs("cases.work", body=_new_case),
    "GET /act/cases/{case_id}": Needs("cases.read", _case),
    "POST /act/cases/{case_id}/assign": Needs("cases.work", _case, _always(person="0", version=1)),
    "POST /act/cases/{case_id}/comment": Needs("cases.work", _case, _always(text="x")),
    "POST /act/cases/{case_id}/write": Needs("cases.work", _case, _always(token="t", subject="x", body="x")),
    "POST /act/cases/{case_id}/cause": Needs("cases.work", _case, _always(root_cause="queue", version=1)),
    "POST /act/cases/{case_id}/resolve": Needs(
        "cases.work", _case, _always(root_cause="queue", resolution="x", version=1)
    ),
    "POST /act/cases/{case_id}/reopen": Needs("cases.work", _resolved, _always(reason="x", version=1)),
    "POST /act/cases/{case_id}/undo": Needs("cases.work", _case, also=(409, 422)),
    "GET /api/v1/cases": Needs("cases.read"),
    "GET /api/v1/cases/root-causes": Needs("cases.read"),
    "POST /api/v1/cases/{case_id}/undo": Needs("cases.work", _case, also=(409, 422)),
    "POST /api/v1/cases": Needs("cases.work", body=_as_api(_new_case)),
    "GET /api/v1/cases/{case_id}": Needs("cases.read", _case),
    "PATCH /api/v1/cases/{case_id}": Needs("cases.work", _case, _always(root_cause="queue")),
    "POST /api/v1/cases/{case_id}/comments": Needs("cases.work", _case, _always(text="x")),
    "POST /api/v1/cases/{case_id}/messages": Needs("cases.work", _case, _always(subject="x", body="x")),
    "POST /api/v1/cases/{case_id}/resolve": Needs(
        "cases.work", _case, _always(root_cause="queue", resolution="x")
    ),
    "POST /api/v1/cases/{case_id}/reopen": Needs("cases.work", _resolved, _always(reason="x")),
    # alert rules
    "GET /act/alerts": Needs("cases.read"),
    "GET /act/alerts/new": Needs("alerts.manage"),
    "POST /act/alerts/new": Needs("alerts.manage", body=_new_rule),
    "GET /act/alerts/{rule_id}": Needs("cases.read", _rule),
    "POST /act/alerts/{rule_id}": Needs("alerts.manage", _rule, _new_rule),
    "POST /act/alerts/{rule_id}/switch": Needs("alerts.manage", _rule, _always(on="0")),
    "GET /api/v1/alert-rules": Needs("cases.read"),
    "POST /api/v1/alert-rules": Needs("alerts.manage", body=_as_api(_new_rule)),
    "POST /api/v1/alert-rules/preview": Needs(
        "cases.read", body=lambda s: {"criteria": "nps <= 3", "unit_id": str(s.unit.pk)}
    ),
    "GET /api/v1/alert-rules/{rule_id}": Needs("cases.read", _rule),
    "PATCH /api/v1/alert-rules/{rule_id}": Needs("alerts.manage", _rule, _always(priority=1)),
    # consent
    "GET /p/{token}": Needs(ANYBODY, _preferences),
    "POST /p/{token}": Needs(ANYBODY, _preferences, _always(wish="stop")),
    # who is one person: decided for the whole organisation
    "GET /customers/joining": Needs("personal.read", whole=True),
    "POST /customers/joining/decide": Needs(
        "customers.manage",
        body=lambda s: {"one": f"{s.identity['question']}:different"},
        whole=True,
        sided=False,
    ),
    "GET /customers/joining/{suggestion_id}": Needs(
        "personal.read", _identity(suggestion_id="question"), whole=True
    ),
    "GET /customers/merges/{merge_id}": Needs("personal.read", _identity(merge_id="merge")),
    "GET /customers/merges/{merge_id}/{what}": Needs(
        "customers.manage", _of_identity("undo", merge_id="merge"), whole=True
    ),
    "POST /customers/merges/{merge_id}/{what}": Needs(
        "customers.manage", _of_identity("undo", merge_id="merge"), whole=True
    ),
    "GET /customers/keys/{identity_id}": Needs("customers.manage", _identity(identity_id="key"), whole=True),
    "POST /customers/keys/{identity_id}": Needs("customers.manage", _identity(identity_id="key"), whole=True),
    "GET /customers/{customer_id}/identity": Needs("personal.read", _customer),
    "GET /customers/{customer_id}/identity/split": Needs("customers.manage", _customer, whole=True),
    "POST /customers/{customer_id}/identity/split": Needs(
        "customers.manage", _customer, lambda s: {"keys": [s.identity["key"]]}, whole=True
    ),
    "POST /customers/{customer_id}/identity/apart/{apart_id}": Needs(
        "customers.manage", lambda s: {**_customer(s), "apart_id": s.identity["apart"]}, whole=True
    ),
    "GET /customers/{customer_id}/identity/with/{what}": Needs(
        "customers.manage", _of_customer(what="join"), whole=True
    ),
    "POST /customers/{customer_id}/identity/with/{what}": Needs(
        "customers.manage", _of_customer(what="join"), whole=True
    ),
    "GET /api/v1/customers/{customer_id}/keys": Needs("personal.read", _customer),
    "GET /api/v1/customers/{customer_id}/merges": Needs("personal.read", _customer),
    "POST /api/v1/customers/{customer_id}/split": Needs(
        "customers.manage", _customer, lambda s: {"key_ids": [str(s.identity["key"])]}, whole=True
    ),
    "POST /api/v1/customer-merges": Needs("customers.manage", body=_pair, whole=True, sided=False),
    "GET /api/v1/customer-merges/{merge_id}": Needs("personal.read", _identity(merge_id="merge")),
    "POST /api/v1/customer-merges/{merge_id}/undo": Needs(
        "customers.manage", _identity(merge_id="merge"), _always(why="x"), whole=True
    ),
    "POST /api/v1/customer-merges/{merge_id}/restore": Needs(
        "customers.manage", _identity(merge_id="undone"), whole=True
    ),
    "PUT /api/v1/customer-keys/{key_id}": Needs(
        "customers.manage", _identity(key_id="key"), _always(is_shared=True), whole=True
    ),
    "POST /api/v1/customer-aparts": Needs("customers.manage", body=_pair, whole=True, sided=False),
    "DELETE /api/v1/customer-aparts/{apart_id}": Needs(
        "customers.manage", _identity(apart_id="apart"), whole=True
    ),
    "GET /api/v1/joining-questions": Needs("personal.read", whole=True),
    "POST /api/v1/joining-questions/decide": Needs(
        "customers.manage",
        body=lambda s: {"ids": [str(s.identity["question"])], "verdict": "different"},
        whole=True,
        sided=False,
    ),
    "GET /api/v1/joining-questions/{question_id}": Needs(
        "personal.read", _identity(question_id="question"), whole=True
    ),
    "GET /customers/consent": Needs("personal.read"),
    "POST /customers/consent": Needs(
        "consent.manage", body=_always(code="raffle", name="抽奖", basis="consent"), whole=True
    ),
    "GET /customers/consent/{code}": Needs("personal.read", _purpose, sided=False),
    "POST /customers/consent/{code}": Needs("consent.manage", _purpose, _always(en="Words"), whole=True),
    "POST /customers/consent/{code}/switch": Needs("consent.manage", _purpose, _always(on="0"), whole=True),
    "GET /customers/{customer_id}/consent": Needs("personal.read", _customer),
    "POST /customers/{customer_id}/consent": Needs(
        "consent.manage", _customer, _always(purpose="survey", state="given")
    ),
    "POST /customers/{customer_id}/stop": Needs("consent.manage", _customer),
    "GET /customers/retention": Needs("privacy.manage", whole=True),
    "POST /customers/retention": Needs("privacy.manage", body=_always(kind="vault", days=30), whole=True),
    "GET /api/v1/retention-rules": Needs("privacy.manage", whole=True),
    "PUT /api/v1/retention-rules/{kind}": Needs(
        "privacy.manage", lambda s: {"kind": "vault"}, _always(days=30), whole=True
    ),
    "GET /api/v1/consent-purposes": Needs("personal.read"),
    "PUT /api/v1/consent-purposes/{code}": Needs("consent.manage", _purpose, _always(), whole=True),
    "POST /api/v1/consent-purposes/{code}/texts": Needs(
        "consent.manage", _purpose, _always(texts={"en": "Words"}), whole=True
    ),
    "GET /api/v1/customers/{customer_id}/consents": Needs("personal.read", _customer),
    "POST /api/v1/customers/{customer_id}/consents": Needs(
        "consent.manage", _customer, _always(purpose="survey", state="given")
    ),
    "PUT /api/v1/customers/{customer_id}/opt-out": Needs("consent.manage", _customer),
    "DELETE /api/v1/customers/{customer_id}/opt-out": Needs("consent.manage", _customer),
    # what was sent, what a person should know
    "GET /act/outbox": Needs("cases.read"),
    "GET /act/outbox/{message_id}": Needs("cases.read", _message),
    "POST /act/outbox/{message_id}/mark-sent": Needs("cases.work", _message),
    "GET /act/outbox/{message_id}/send-again": Needs("cases.read", _message),
    "POST /act/outbox/{message_id}/send-again": Needs("cases.work", _message),
    "GET /api/v1/messages": Needs("cases.read"),
    "GET /api/v1/messages/{message_id}": Needs("cases.read", _message),
    "POST /api/v1/messages/{message_id}/mark-sent": Needs("cases.work", _message),
    "POST /api/v1/messages/{message_id}/send-again": Needs("cases.work", _message),
    # ways out, rules of contact, webhooks
    "GET /settings/channels": Needs("contact.manage", whole=True),
    "GET /settings/channels/new/{kind}/{carrier}": Needs(
        "contact.manage", _always(kind="sms", carrier="null"), whole=True
    ),
    "POST /settings/channels/new/{kind}/{carrier}": Needs(
        "contact.manage", _always(kind="sms", carrier="null"), body=_new_channel, whole=True
    ),
    "GET /settings/channels/{channel_id}": Needs("contact.manage", _reach("channel_id"), whole=True),
    "POST /settings/channels/{channel_id}": Needs(
        "contact.manage", _reach("channel_id"), body=_new_channel, whole=True
    ),
    "POST /settings/channels/{channel_id}/switch": Needs("contact.manage", _reach("channel_id"), whole=True),
    "POST /settings/channels/{channel_id}/test": Needs(
        "contact.manage", _reach("channel_id"), body=_always(to="13800138000"), whole=True
    ),
    "GET /settings/channels/doors/new": Needs("contact.manage", whole=True),
    "POST /settings/channels/doors/new": Needs(
        "contact.manage", body=_always(name="x", use="mail:"), whole=True
    ),
    "GET /settings/channels/doors/{door_id}/close": Needs("contact.manage", _reach("door_id"), whole=True),
    "POST /settings/channels/doors/{door_id}/close": Needs("contact.manage", _reach("door_id"), whole=True),
    "GET /settings/contact-rules": Needs("contact.manage", whole=True),
    "GET /settings/contact-rules/new": Needs("contact.manage", whole=True),
    "POST /settings/contact-rules/new": Needs("contact.manage", body=_cap, whole=True),
    "GET /settings/contact-rules/{rule_id}": Needs("contact.manage", _reach("rule_id"), whole=True),
    "POST /settings/contact-rules/{rule_id}": Needs(
        "contact.manage", _reach("rule_id"), body=_cap, whole=True
    ),
    "POST /settings/contact-rules/{rule_id}/switch": Needs("contact.manage", _reach("rule_id"), whole=True),
    "GET /settings/contact-rules/{rule_id}/remove": Needs("contact.manage", _reach("rule_id"), whole=True),
    "POST /settings/contact-rules/{rule_id}/remove": Needs("contact.manage", _reach("rule_id"), whole=True),
    "GET /settings/names": Needs("settings.manage", whole=True),
    "POST /settings/names": Needs("settings.manage", body=_always(competitors="X1"), whole=True),
    "GET /settings/slang": Needs("settings.manage", whole=True),
    "POST /settings/slang": Needs("settings.manage", body=_always(blame="X1"), whole=True),
    "POST /settings/slang/sample": Needs("settings.manage", body=_always(blame="X1"), whole=True),
    "POST /settings/slang/switch": Needs("settings.manage", body=_always(word="踩雷", on="0"), whole=True),
    "GET /settings/taxonomies": Needs("settings.manage", whole=True),
    "GET /settings/new-taxonomy": Needs("settings.manage", whole=True),
    "POST /settings/new-taxonomy": Needs("settings.manage", body=_always(code="own", en="Own"), whole=True),
    "GET /settings/taxonomies/{code}": Needs("settings.manage", _taxonomy, whole=True),
    "POST /settings/taxonomies/{code}/switch": Needs("settings.manage", _taxonomy, whole=True),
    "POST /settings/taxonomies/{code}/restore": Needs(
        "settings.manage", _taxonomy, body=_always(number="0"), whole=True
    ),
    "GET /settings/taxonomies/{code}/table": Needs("settings.manage", _taxonomy, whole=True),
    "GET /settings/taxonomies/{code}/import": Needs("settings.manage", _taxonomy, whole=True),
    "POST /settings/taxonomies/{code}/import": Needs("settings.manage", _taxonomy, whole=True, also=(422,)),
    "POST /settings/taxonomies/{code}/sample": Needs("settings.manage", _taxonomy, whole=True),
    "GET /settings/taxonomies/{code}/new-category": Needs("settings.manage", _taxonomy, whole=True),
    "POST /settings/taxonomies/{code}/new-category": Needs(
        "settings.manage", _taxonomy, whole=True, also=(422,)
    ),
    "GET /settings/taxonomies/{code}/categories/{category_code}": Needs(
        "settings.manage", _category, whole=True
    ),
    "POST /settings/taxonomies/{code}/categories/{category_code}": Needs(
        "settings.manage", _category, whole=True, also=(422,)
    ),
    "POST /settings/taxonomies/{code}/categories/{category_code}/sample": Needs(
        "settings.manage", _category, whole=True
    ),
    "GET /settings/taxonomies/{code}/categories/{category_code}/remove": Needs(
        "settings.manage", _category, whole=True
    ),
    "POST /settings/taxonomies/{code}/categories/{category_code}/remove": Needs(
        "settings.manage", _category, whole=True
    ),
    "GET /settings/webhooks": Needs("contact.manage", whole=True),
    "GET /settings/webhooks/new": Needs("contact.manage", whole=True),
    "POST /settings/webhooks/new": Needs("contact.manage", body=_new_webhook, whole=True),
    "GET /settings/webhooks/{webhook_id}": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "POST /settings/webhooks/{webhook_id}": Needs(
        "contact.manage", _reach("webhook_id"), body=_new_webhook, whole=True
    ),
    "POST /settings/webhooks/{webhook_id}/switch": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "POST /settings/webhooks/{webhook_id}/test": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "POST /settings/webhooks/{webhook_id}/replay": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "GET /settings/webhooks/{webhook_id}/secret": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "POST /settings/webhooks/{webhook_id}/secret": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "GET /settings/webhooks/{webhook_id}/remove": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "POST /settings/webhooks/{webhook_id}/remove": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "GET /settings/webhooks/deliveries/{delivery_id}": Needs(
        "contact.manage", _reach("delivery_id"), whole=True
    ),
    "POST /settings/webhooks/deliveries/{delivery_id}/again": Needs(
        "contact.manage", _reach("delivery_id"), whole=True
    ),
    "GET /api/v1/channels": Needs("contact.manage", whole=True),
    "POST /api/v1/channels": Needs("contact.manage", body=_new_channel, whole=True),
    "GET /api/v1/channels/{channel_id}": Needs("contact.manage", _reach("channel_id"), whole=True),
    "PUT /api/v1/channels/{channel_id}": Needs(
        "contact.manage", _reach("channel_id"), body=_new_channel, whole=True
    ),
    "POST /api/v1/channels/{channel_id}/switch": Needs(
        "contact.manage", _reach("channel_id"), body=_always(on=False), whole=True
    ),
    "POST /api/v1/channels/{channel_id}/test": Needs(
        "contact.manage", _reach("channel_id"), body=_always(to="13800138000"), whole=True
    ),
    "GET /api/v1/names": Needs("settings.manage", whole=True),
    "PUT /api/v1/names": Needs("settings.manage", body=_always(competitors=["X1"]), whole=True),
    "GET /api/v1/slang": Needs("settings.manage", whole=True),
    "PUT /api/v1/slang": Needs("settings.manage", body=_always(blame=["X1"]), whole=True),
    "POST /api/v1/slang/sample": Needs("settings.manage", body=_always(blame=["X1"]), whole=True),
    "GET /api/v1/taxonomies": Needs("settings.manage", whole=True),
    "GET /api/v1/taxonomies/{code}": Needs("settings.manage", _taxonomy, whole=True),
    "PUT /api/v1/taxonomies/{code}": Needs(
        "settings.manage", _taxonomy, body=_always(en="Prices", categories=[]), whole=True
    ),
    "POST /api/v1/taxonomies/{code}/sample": Needs(
        "settings.manage", _taxonomy, body=_always(en="Prices", categories=[]), whole=True
    ),
    "PUT /api/v1/taxonomies/{code}/switch": Needs(
        "settings.manage", _taxonomy, body=_always(on=True), whole=True
    ),
    "GET /api/v1/taxonomies/{code}/versions": Needs("settings.manage", _taxonomy, whole=True),
    "POST /api/v1/taxonomies/{code}/restore": Needs(
        "settings.manage", _taxonomy, body=_always(number=0), whole=True
    ),
    "GET /api/v1/contact-rules": Needs("contact.manage", whole=True),
    "POST /api/v1/contact-rules": Needs("contact.manage", body=_cap, whole=True),
    "POST /api/v1/contact-rules/check": Needs(
        "contact.manage",
        body=lambda s: {"customer_id": str(s.customer), "channel": "mail", "purpose": "survey"},
        whole=True,
    ),
    "GET /api/v1/contact-rules/{rule_id}": Needs("contact.manage", _reach("rule_id"), whole=True),
    "PUT /api/v1/contact-rules/{rule_id}": Needs("contact.manage", _reach("rule_id"), body=_cap, whole=True),
    "DELETE /api/v1/contact-rules/{rule_id}": Needs("contact.manage", _reach("rule_id"), whole=True),
    "POST /api/v1/contact-rules/{rule_id}/switch": Needs(
        "contact.manage", _reach("rule_id"), body=_always(on=False), whole=True
    ),
    "GET /api/v1/webhooks": Needs("contact.manage", whole=True),
    "POST /api/v1/webhooks": Needs("contact.manage", body=_new_webhook, whole=True),
    "GET /api/v1/webhooks/events": Needs("contact.manage", whole=True),
    "GET /api/v1/webhooks/{webhook_id}": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "PUT /api/v1/webhooks/{webhook_id}": Needs(
        "contact.manage", _reach("webhook_id"), body=_new_webhook, whole=True
    ),
    "DELETE /api/v1/webhooks/{webhook_id}": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "POST /api/v1/webhooks/{webhook_id}/switch": Needs(
        "contact.manage", _reach("webhook_id"), body=_always(on=False), whole=True
    ),
    "POST /api/v1/webhooks/{webhook_id}/secret": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "POST /api/v1/webhooks/{webhook_id}/test": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "POST /api/v1/webhooks/{webhook_id}/replay": Needs(
        "contact.manage", _reach("webhook_id"), body=_always(since="2026-01-01T00:00:00Z"), whole=True
    ),
    "GET /api/v1/webhooks/{webhook_id}/deliveries": Needs("contact.manage", _reach("webhook_id"), whole=True),
    "GET /api/v1/webhooks/deliveries/{delivery_id}": Needs(
        "contact.manage", _reach("delivery_id"), whole=True
    ),
    "POST /api/v1/webhooks/deliveries/{delivery_id}/replay": Needs(
        "contact.manage", _reach("delivery_id"), whole=True
    ),
    # what others bring: only who knows a token gets in
    "POST /in/mail/{token}": Needs(ANYBODY, _always(token="x"), also=(404, 429)),
    "POST /in/sms/{token}": Needs(ANYBODY, _always(token="x"), also=(404, 429)),
    "GET /u/{token}": Needs(ANYBODY, _always(token="x"), also=(404, 429)),
    "POST /u/{token}": Needs(ANYBODY, _always(token="x"), also=(404, 429)),
    "GET /notifications": Needs(SIGNED_IN),
    "POST /notifications/read": Needs(SIGNED_IN),
    "GET /api/v1/notifications": Needs(SIGNED_IN),
    "POST /api/v1/notifications/read": Needs(SIGNED_IN),
    # rights of persons
    "GET /my-data/{token}": Needs(ANYBODY, _always(token="x" * 24), sided=False),
    "POST /my-data/{token}": Needs(ANYBODY, _always(token="x" * 24), sided=False, also=(404,)),
    "GET /receipt": Needs(ANYBODY),
    "POST /receipt": Needs(ANYBODY, body=_always(receipt="x" * 24), sided=False, also=(404, 429)),
    "POST /api/v1/receipts/look": Needs(
        ANYBODY, body=_always(receipt="x" * 24), sided=False, also=(404, 429)
    ),
    "POST /api/v1/receipts/take-back": Needs(
        ANYBODY, body=_always(receipt="x" * 24), sided=False, also=(404, 429)
    ),
    "GET /customers/requests": Needs("privacy.manage", whole=True),
    "GET /customers/requests/{request_id}": Needs("privacy.manage", _rights("request_id"), whole=True),
    "POST /customers/requests/{request_id}": Needs(
        "privacy.manage", _rights("request_id"), body=_always(wish="done"), whole=True
    ),
    "GET /customers/requests/{request_id}/file": Needs(
        "privacy.manage", _rights("request_id"), whole=True, also=(404,)
    ),
    "GET /customers/erasures/{erasure_id}": Needs("privacy.manage", _rights("erasure_id"), whole=True),
    "GET /customers/erasures/{erasure_id}/{form}": Needs(
        "privacy.manage", lambda s: {**s.rights, "form": "json"}, whole=True
    ),
    "GET /customers/{customer_id}/rights": Needs("privacy.manage", _rights("customer_id"), whole=True),
    "POST /customers/{customer_id}/rights": Needs(
        "privacy.manage", _rights("customer_id"), body=_always(wish="restrict"), whole=True
    ),
    "GET /customers/{customer_id}/erase": Needs("privacy.manage", _rights("customer_id"), whole=True),
    "POST /customers/{customer_id}/erase": Needs(
        "privacy.manage", _rights("customer_id"), body=_always(word="ERASE"), whole=True
    ),
    "GET /customers/originals/{signal_id}": Needs("vault.open", lambda s: {"signal_id": s.signal.pk}),
    "POST /customers/originals/{signal_id}": Needs(
        "vault.open", lambda s: {"signal_id": s.signal.pk}, body=_always(reason="call back")
    ),
    "GET /api/v1/privacy/requests": Needs("privacy.manage", whole=True),
    "POST /api/v1/privacy/requests": Needs("privacy.manage", body=_asked, whole=True),
    "GET /api/v1/privacy/requests/{request_id}": Needs("privacy.manage", _rights("request_id"), whole=True),
    "POST /api/v1/privacy/requests/{request_id}/settle": Needs(
        "privacy.manage", _rights("request_id"), body=_always(state="done"), whole=True
    ),
    "GET /api/v1/privacy/requests/{request_id}/file": Needs(
        "privacy.manage", _rights("request_id"), whole=True, also=(404,)
    ),
    "POST /api/v1/privacy/requests/{request_id}/link": Needs(
        "privacy.manage", _rights("request_id"), whole=True, also=(404,)
    ),
    "POST /api/v1/privacy/exports": Needs(
        "privacy.manage", body=lambda s: {"customer_id": str(s.customer)}, whole=True
    ),
    "PUT /api/v1/privacy/restrictions/{customer_id}": Needs(
        "privacy.manage", _rights("customer_id"), body=_always(reason="x"), whole=True
    ),
    "DELETE /api/v1/privacy/restrictions/{customer_id}": Needs(
        "privacy.manage", _rights("customer_id"), whole=True, also=(409,)
    ),
    "POST /api/v1/privacy/erasures": Needs(
        "privacy.manage", body=lambda s: {"customer_id": str(s.customer), "confirmed": "ERASE"}, whole=True
    ),
    "GET /api/v1/privacy/erasures/{erasure_id}": Needs("privacy.manage", _rights("erasure_id"), whole=True),
    "POST /api/v1/privacy/originals/{signal_id}": Needs(
        "vault.open", lambda s: {"signal_id": s.signal.pk}, body=_always(reason="call back")
    ),
}
