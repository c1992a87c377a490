"""Themes that nobody defined, over the API: finding them, reading them, changing them, pinning them as topics."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from zhiyin.accounts.endpoints.schemas import Cursor, Day, Number, PageSize
from zhiyin.accounts.who_asks import who_asks
from zhiyin.journal.reach import read_number
from zhiyin.understand.actions.edit_themes import (
    hide_theme,
    merge_themes,
    rename_theme,
    split_theme,
    undo_edit,
)
from zhiyin.understand.actions.find_themes import cancel_themes, find_themes
from zhiyin.understand.actions.pin_theme import pin_theme, unpin_topic
from zhiyin.understand.actions.watch_themes import watch_themes
from zhiyin.understand.endpoints.theme_shapes import (
    AlertsIn,
    AlertsOut,
    ChoiceIn,
    Code,
    Condition,
    Days,
    Label,
    MemberList,
    MergeIn,
    NameIn,
    RunOut,
    SplitIn,
    ThemeDetailOut,
    ThemeList,
    TopicList,
    TopicOut,
    Words,
    choice_from,
    run_out,
    share_out,
    theme_out,
    topic_out,
)
from zhiyin.understand.queries.themes.runs import run_state, runs_of
from zhiyin.understand.queries.themes.themes import (
    is_watching,
    members_of_theme,
    theme_detail,
    themes_in,
)
from zhiyin.understand.queries.themes.topics import topic_of, topics
from zhiyin.understand.theming.choice import DEFAULT_DAYS

router = Router()
runs_router = Router()
topics_router = Router()
alerts_router = Router()


@router.get("", response=ThemeList, operation_id="list_themes", summary="The themes of a choice of texts")
def list_themes(
    request: HttpRequest,
    unit: Code = "",
    channel: Code = "",
    kind: Code = "",
    label: Label = "",
    query: Words = "",
    where: Condition = "",
    days: Days = DEFAULT_DAYS,
    since: Day | None = None,
    until: Day | None = None,
    all_time: bool = False,
) -> dict[str, Any]:
    """Those in force; `POST /theme-runs` with the same choice finds them. Needs `voice.read`; counts what the caller
    may read."""
    actor = who_asks(request)
    choice = choice_from(unit, channel, kind, label, query, where, days, since, until, all_time=all_time)
    runs = runs_of(actor, choice)
    under_way = run_out(runs.newest) if runs.newest is not None and runs.newest.is_under_way else None
    empty: dict[str, Any] = {"results": [], "next": None, "previous": None, "under_way": under_way}
    if runs.in_force is None:
        return {**empty, "run": None, "read": 0, "looks": 0, "left_out": {}}
    found = themes_in(actor, runs.in_force.id, runs.paths)
    results = [theme_out(one) for one in found.themes]
    return {
        **empty,
        "results": results,
        "run": run_out(runs.in_force),
        "read": found.read,
        "looks": found.looks,
        "left_out": dict(found.left_out),
    }


@router.get("/{theme_id}", response=ThemeDetailOut, operation_id="get_theme", summary="One theme")
def get_theme(request: HttpRequest, theme_id: Number) -> dict[str, Any]:
    """With quotes (masked), units and what people changed. Needs `voice.read`."""
    found = theme_detail(who_asks(request), theme_id)
    return {
        **theme_out(found.theme),
        "quotes": [
            {
                "signal": str(one.signal),
                "words": one.words,
                "unit": one.unit,
                "occurred_at": one.occurred_at,
                "label": one.label,
            }
            for one in found.quotes
        ],
        "units": [
            {"unit": str(one.unit), "label": one.label, "share": share_out(one.share)} for one in found.units
        ],
        "edits": [
            {
                "id": str(one.id),
                "kind": one.kind,
                "names": list(one.names),
                "by": one.by,
                "at": one.at,
                "undone_by": one.undone_by,
                "undone_at": one.undone_at,
            }
            for one in found.edits
        ],
    }


@router.get(
    "/{theme_id}/members", response=MemberList, operation_id="list_theme_members", summary="Texts of a theme"
)
def list_members(
    request: HttpRequest, theme_id: Number, cursor: Cursor = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """Signals of the period, with how surely they are about it. Needs `voice.read`."""
    after = read_number(cursor) if cursor else 0
    rows, following = members_of_theme(who_asks(request), theme_id, after=after, limit=page_size)
    return {
        "results": [{"signal": str(signal), "strength": strength} for signal, strength in rows],
        "next": str(following) if following else None,
        "previous": "" if cursor else None,
    }


@router.post(
    "/{theme_id}/rename", response=ThemeDetailOut, operation_id="rename_theme", summary="Rename a theme"
)
def rename(request: HttpRequest, theme_id: Number, body: NameIn) -> dict[str, Any]:
    """Later findings keep the name. Edits need `voice.correct` for all that the finding is about."""
    rename_theme(who_asks(request), theme_id, name=body.name)
    return get_theme(request, theme_id)


@router.post(
    "/{theme_id}/merge", response=ThemeDetailOut, operation_id="merge_themes", summary="Merge themes"
)
def merge(request: HttpRequest, theme_id: Number, body: MergeIn) -> dict[str, Any]:
    """The theme of the address stays, with the others' words."""
    merge_themes(who_asks(request), [theme_id, *(read_number(one) for one in body.themes)])
    return get_theme(request, theme_id)


@router.post(
    "/{theme_id}/split", response=ThemeDetailOut, operation_id="split_theme", summary="Split a theme"
)
def split(request: HttpRequest, theme_id: Number, body: SplitIn) -> dict[str, Any]:
    """By how its words are used; the largest part keeps the address."""
    split_theme(who_asks(request), theme_id, parts=body.parts)
    return get_theme(request, theme_id)


@router.post("/{theme_id}/hide", response=ThemeDetailOut, operation_id="hide_theme", summary="Hide a theme")
def hide(request: HttpRequest, theme_id: Number) -> dict[str, Any]:
    """It is left out of what emerges."""
    hide_theme(who_asks(request), theme_id)
    return get_theme(request, theme_id)


@router.post(
    "/{theme_id}/show", response=ThemeDetailOut, operation_id="show_theme", summary="Show a hidden theme"
)
def show(request: HttpRequest, theme_id: Number) -> dict[str, Any]:
    """It is a theme like the others again."""
    hide_theme(who_asks(request), theme_id, hidden=False)
    return get_theme(request, theme_id)


@router.delete(
    "/{theme_id}/edits/{edit_id}",
    response={204: None},
    operation_id="undo_theme_edit",
    summary="Undo a change of a theme",
)
def undo(request: HttpRequest, theme_id: Number, edit_id: Number) -> Status[None]:
    """The other changes stay."""
    undo_edit(who_asks(request), theme_id, edit_id)
    return Status(204, None)


@router.post(
    "/{theme_id}/pin", response={201: TopicOut}, operation_id="pin_theme", summary="Pin a theme as a topic"
)
def pin(request: HttpRequest, theme_id: Number) -> Status[dict[str, Any]]:
    """Every text that uses its words belongs to it from now on; earlier ones follow in the background."""
    actor = who_asks(request)
    return Status(201, topic_out(topic_of(actor, pin_theme(actor, theme_id))))


@runs_router.post("", response={202: RunOut}, operation_id="find_themes", summary="Find themes")
def find(request: HttpRequest, body: ChoiceIn) -> Status[dict[str, Any]]:
    """In the background, in what the caller may read. The same choice asked again meanwhile is the same finding.
    Needs `voice.read`."""
    actor = who_asks(request)
    return Status(202, run_out(run_state(actor, find_themes(actor, choice_from(**body.dict())))))


@runs_router.get("/{run_id}", response=RunOut, operation_id="get_theme_run", summary="One finding of themes")
def get_run(request: HttpRequest, run_id: Number) -> dict[str, Any]:
    """How far it is, and what it was made from. Needs `voice.read`."""
    return run_out(run_state(who_asks(request), run_id))


@runs_router.post(
    "/{run_id}/cancel", response=RunOut, operation_id="cancel_theme_run", summary="Stop finding themes"
)
def cancel(request: HttpRequest, run_id: Number) -> dict[str, Any]:
    """What was found before stays. Needs `voice.read` for all that was chosen."""
    actor = who_asks(request)
    cancel_themes(actor, run_id)
    return run_out(run_state(actor, run_id))


@alerts_router.get(
    "", response=AlertsOut, operation_id="get_theme_alerts", summary="Whether one is told of emerging themes"
)
def get_alerts(request: HttpRequest) -> dict[str, Any]:
    """The caller's own choice. Needs `voice.read`."""
    actor = who_asks(request)
    actor.require("voice.read")
    return {"on": is_watching(actor)}


@alerts_router.put(
    "", response=AlertsOut, operation_id="set_theme_alerts", summary="Be told of emerging themes, or no more"
)
def put_alerts(request: HttpRequest, body: AlertsIn) -> dict[str, Any]:
    """Once of each theme that emerges in the caller's units, after the nightly search. Needs `voice.read` and a person."""
    actor = who_asks(request)
    watch_themes(actor, on=body.on)
    return {"on": is_watching(actor)}


@topics_router.get("", response=TopicList, operation_id="list_theme_topics", summary="Pinned topics")
def list_topics(request: HttpRequest) -> dict[str, Any]:
    """By name. Needs `voice.read`."""
    return {"results": [topic_out(one) for one in topics(who_asks(request))], "next": None, "previous": None}


@topics_router.delete(
    "/{topic_id}", response={204: None}, operation_id="unpin_topic", summary="Unpin a topic"
)
def unpin(request: HttpRequest, topic_id: Number) -> Status[None]:
    """Conditions that name it fit nothing any more. Needs `voice.correct` for all that it was pinned for."""
    unpin_topic(who_asks(request), topic_id)
    return Status(204, None)
