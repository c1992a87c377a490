"""Themes are found in what customers said, followed, changed by people, and seen only as far as one may read."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.collect.forgetting import forget_signals
from zhiyin.collect.models import Signal
from zhiyin.jobs.models import Job
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.errors import Forbidden, Invalid, NotFound
from zhiyin.search.errors import BadCondition
from zhiyin.understand.actions.edit_themes import (
    hide_theme,
    merge_themes,
    rename_theme,
    split_theme,
    undo_edit,
)
from zhiyin.understand.actions.find_copies import find_copies
from zhiyin.understand.actions.find_themes import cancel_themes, find_themes, find_when_due
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.save_names import save_names
from zhiyin.understand.models import Reading, Theme, ThemeEdit, ThemeMember, ThemeRun
from zhiyin.understand.queries.themes.runs import run_state, runs_of
from zhiyin.understand.queries.themes.themes import (
    SeenTheme,
    SeenThemes,
    members_of_theme,
    theme_detail,
    themes_in,
    themes_of,
)
from zhiyin.understand.queries.voices import Filters, list_voices
from zhiyin.understand.theming.choice import Choice

SYSTEM = Actor.system("test")
OPENINGS = ("昨天", "今天", "上周", "周末", "中午", "晚上", "上次", "前天", "刚才", "上个月")
QUEUE = (
    "排队等位太久，等了{n}分钟才叫号",
    "排队的人多，叫号的速度慢，等位{n}分钟",
    "等位没有座位，排队{n}分钟叫号乱",
)
PARKING = ("停车场收费贵，停车{n}元", "停车不方便，停车绕了{n}圈", "停车场入口堵了{n}分钟，停车难")
TASTE = (
    "牛肉面的汤味道鲜，牛肉{n}块",
    "牛肉炖得烂，面条劲道，汤也鲜，{n}元一碗",
    "汤头鲜，面条筋道，牛肉多，吃了{n}碗",
)

ROOM = ("房间的空调响，房间住了{n}晚", "空调坏了{n}次，房间里热", "房间小，空调风大，{n}楼")


def say(
    unit: str,
    sentences: tuple[str, ...],
    many: int,
    *,
    days_ago: int = 3,
    every: int = 1,
    first: int = 0,
    identity: str | None = None,
    kind: str | None = None,
) -> list[int]:
    """So many different texts in a unit, one `every` so many days back from `days_ago`;
    texts of other places from `first` on are different."""
    given = {"identity": identity, "kind": kind}
    fields = {name: value for name, value in given.items() if value}
    drafts = [
        SignalDraft(
            unit=unit,
            text=f"{OPENINGS[n % 10]}{OPENINGS[n // 10 % 10]}来的，" + sentences[n % 3].format(n=n + 2),
            source_id=f"{unit}{sentences[0]}{days_ago}-{every}-{n}",
            occurred_at=timezone.now() - timedelta(days=days_ago + (n - first) * every),
            **fields,  # type: ignore[arg-type]
        )
        for n in range(first, first + many)
    ]
    ids = [one.id for one in accept_signals(SYSTEM, drafts).settled if one.id]
    read_signals(SYSTEM, signals=ids)
    return ids


@pytest.fixture
def voices(organisation: Organisation) -> None:
    say("E1", QUEUE, 40)
    say("W1", PARKING, 40)
    say("E2", TASTE, 40)
    say("E2", ROOM, 40)


def find(user: User, choice: Choice | None = None) -> SeenThemes:
    find_themes(actor_for(user), choice or Choice())
    assert take_up_one()
    return seen(user, choice)


def seen(user: User, choice: Choice | None = None) -> SeenThemes:
    runs = runs_of(actor_for(user), choice or Choice())
    assert runs.in_force is not None
    return themes_in(actor_for(user), runs.in_force.id, runs.paths)


def about(found: SeenThemes, word: str) -> SeenTheme:
    return next(one for one in found.themes if word in one.words)


def test_themes_are_found_named_and_counted(voices: None, an: User) -> None:
    found = find(an)
    queue = about(found, "排队")
    assert (queue.n, queue.share.n, queue.labels) == (40, 160, {"negative": 40})
    assert queue.share.value == pytest.approx(1 / 4)
    assert "排队" in queue.name
    assert sum(queue.weeks) == 40
    assert found.themes[0].n == max(one.n for one in found.themes)
    run = runs_of(actor_for(an), Choice()).in_force
    assert run is not None
    assert (run.state, run.fitting, run.texts, run.read) == ("ready", 160, 160, 160)
    assert run.stability is not None
    assert 0 < run.stability <= 1


def test_fewer_than_thirty_texts_have_no_themes_and_the_page_says_why(
    organisation: Organisation, an: User, signed_in: Callable[[User], Client]
) -> None:
    say("E1", QUEUE, 9)
    assert find(an).themes == ()
    assert "fewer than 30" in signed_in(an).get("/insight/themes").content.decode()


def test_a_condition_narrows_what_themes_are_found_in(voices: None, an: User) -> None:
    found = find(an, Choice(where='region == "W"'))
    assert found.read == 40
    with pytest.raises(BadCondition):
        find_themes(actor_for(an), Choice(where="nps <="))


def test_the_same_choice_is_not_searched_twice_at_once(voices: None, an: User) -> None:
    first = find_themes(actor_for(an), Choice())
    assert find_themes(actor_for(an), Choice()) == first
    assert ThemeRun.objects.count() == 1


def test_a_search_that_is_called_off_leaves_what_was_found_before(voices: None, an: User) -> None:
    before = find(an)
    run = find_themes(actor_for(an), Choice())
    cancel_themes(actor_for(an), run)
    assert not take_up_one()
    assert run_state(actor_for(an), run).state == "cancelled"
    assert seen(an) == before


def test_a_manager_sees_only_what_was_said_in_their_own_units(voices: None, an: User, mei: User) -> None:
    everywhere = find(an)
    parking = about(everywhere, "停车")
    mine = seen(mei)
    assert mine.read == 120
    assert parking.id not in {one.id for one in mine.themes}
    assert about(mine, "排队").n == 40
    with pytest.raises(NotFound):
        theme_detail(actor_for(mei), parking.id)
    detail = theme_detail(actor_for(mei), about(mine, "排队").id)
    assert {one.label for one in detail.units} == {"东一店"}
    texts = Signal.objects.in_bulk([one.signal for one in detail.quotes])
    assert {one.unit.code for one in texts.values()} == {"E1"}


def test_a_managers_own_search_looks_at_their_own_units(voices: None, an: User, mei: User) -> None:
    find(an)
    found = find(mei)
    assert found.read == 120
    assert about(found, "排队").n == 40
    assert not any("停车" in one.words for one in found.themes)
    run = runs_of(actor_for(mei), Choice()).in_force
    assert run is not None
    assert run.texts == 120


def test_a_reader_of_nothing_sees_no_themes(voices: None, an: User, rui: User) -> None:
    find(an)
    with pytest.raises(Forbidden):
        runs_of(actor_for(rui), Choice())


def test_quotes_are_sentences_of_the_texts_as_they_stand(voices: None, an: User) -> None:
    detail = theme_detail(actor_for(an), about(find(an), "排队").id)
    assert len(detail.quotes) == 5
    for quote in detail.quotes:
        assert quote.words in Signal.objects.get(pk=quote.signal).text


def test_an_erased_signal_takes_its_quotes_and_memberships_along(voices: None, an: User) -> None:
    theme = about(find(an), "排队")
    quoted = theme_detail(actor_for(an), theme.id).quotes[0]
    forget_signals([Signal.objects.get(pk=quoted.signal)])
    detail = theme_detail(actor_for(an), theme.id)
    assert quoted.signal not in {one.signal for one in detail.quotes}
    assert detail.theme.n == 39
    assert not ThemeMember.objects.filter(signal_id=quoted.signal).exists()
    for run in ThemeRun.objects.all():
        assert quoted.words not in run.found


def test_few_protected_voices_are_left_out(organisation: Organisation, an: User) -> None:
    say("E1", QUEUE, 40)
    say("E1", PARKING, 30)
    say("E1", QUEUE, 3, days_ago=5, every=9, identity="confidential")
    queue = about(find(an), "排队")
    assert queue.withheld
    assert queue.n == Signal.objects.filter(text__contains="排队", identity="known").count() or queue.n == 40
    detail = theme_detail(actor_for(an), queue.id)
    protected = set(Signal.objects.exclude(identity="known").values_list("pk", flat=True))
    assert not protected & {one.signal for one in detail.quotes}


def test_a_given_name_outlives_the_next_finding(voices: None, an: User) -> None:
    theme = about(find(an), "排队")
    rename_theme(actor_for(an), theme.id, name="  等位与排队 ")
    say("E1", QUEUE, 12, days_ago=1, every=4)
    again = about(find(an), "排队")
    assert (again.id, again.name, again.is_renamed) == (theme.id, "等位与排队", True)
    assert again.n == 52


def test_a_theme_without_a_name_is_refused(voices: None, an: User) -> None:
    theme = find(an).themes[0]
    with pytest.raises(Invalid):
        rename_theme(actor_for(an), theme.id, name="  ")


def test_merged_themes_count_each_text_once_and_stay_merged(voices: None, an: User) -> None:
    found = find(an)
    one, other = about(found, "排队"), about(found, "停车")
    merge_themes(actor_for(an), [one.id, other.id])
    merged = about(seen(an), "停车")
    members = ThemeMember.objects.filter(theme=one.id)
    assert merged.id == one.id
    assert merged.n == one.n + other.n == members.values("signal").distinct().count()
    again = find(an)
    assert about(again, "停车").id == one.id == about(again, "排队").id


def test_an_older_link_leads_to_the_theme_that_it_was_merged_into(
    voices: None, an: User, signed_in: Callable[[User], Client]
) -> None:
    found = find(an)
    one, other, last = (about(found, word) for word in ("排队", "停车", "牛肉"))
    merge_themes(actor_for(an), [one.id, other.id])
    merge_themes(actor_for(an), [last.id, one.id])
    page = signed_in(an).get(f"/insight/themes/{other.id}", follow=True)
    assert page.redirect_chain == [(f"/insight/themes/{last.id}", 302)]


def test_what_was_merged_can_be_undone(voices: None, an: User) -> None:
    found = find(an)
    one, other = about(found, "排队"), about(found, "停车")
    merge_themes(actor_for(an), [one.id, other.id])
    undo_edit(actor_for(an), one.id, ThemeEdit.objects.get().pk)
    again = seen(an)
    assert (about(again, "排队").n, about(again, "停车").n) == (one.n, other.n)
    assert about(again, "停车").id == other.id
    with pytest.raises(NotFound):
        undo_edit(actor_for(an), one.id, ThemeEdit.objects.get().pk)


def test_a_split_theme_stays_split_and_loses_no_text(voices: None, an: User) -> None:
    whole = about(find(an), "排队")
    texts = set(ThemeMember.objects.filter(theme=whole.id).values_list("signal", flat=True))
    split_theme(actor_for(an), whole.id)
    parts = [one for one in seen(an).themes if set(one.words) < set(whole.words)]
    assert len(parts) == 2
    assert whole.id in {one.id for one in parts}
    told = ThemeMember.objects.filter(theme__in=[one.id for one in parts])
    assert set(told.values_list("signal", flat=True)) == texts
    again = [one for one in find(an).themes if set(one.words) < set(whole.words)]
    assert {one.id for one in again} == {one.id for one in parts}


def test_a_theme_of_one_word_cannot_be_split(voices: None, an: User) -> None:
    single = next(one for one in find(an).themes if len(one.words) == 1)
    with pytest.raises(Invalid):
        split_theme(actor_for(an), single.id)


def test_a_hidden_theme_stays_hidden(voices: None, an: User) -> None:
    theme = about(find(an), "排队")
    hide_theme(actor_for(an), theme.id)
    assert about(find(an), "排队").is_hidden
    hide_theme(actor_for(an), theme.id, hidden=False)
    assert not about(seen(an), "排队").is_hidden


def test_whoever_sees_a_part_only_changes_nothing(voices: None, an: User, mei: User) -> None:
    theme = about(find(an), "排队")
    with pytest.raises(Forbidden):
        rename_theme(actor_for(mei), theme.id, name="mine")
    assert not theme_detail(actor_for(mei), theme.id).may_edit
    own = about(find(mei), "排队")
    rename_theme(actor_for(mei), own.id, name="mine")
    assert about(seen(mei), "排队").name == "mine"
    assert about(seen(an), "排队").name != "mine"


def test_what_grows_faster_than_its_history_emerges(organisation: Organisation, an: User) -> None:
    for week in range(12):
        for unit, sentences in (("E2", TASTE), ("W1", PARKING), ("E2", ROOM)):
            say(unit, sentences, 7, days_ago=1 + 7 * week, every=0, first=7 * week)
        say("E1", QUEUE, 2, days_ago=2 + 7 * week, every=0, first=2 * week)
    calm = find(an)
    assert not any(one.emergence for one in calm.themes)
    say("E1", QUEUE, 25, days_ago=0, every=0, first=30)
    found = find(an)
    queue = about(found, "排队")
    assert queue.emergence is not None
    assert queue.emergence.count == 27
    assert queue.emergence.expected < 5
    assert queue.emergence.p_adjusted < 0.05
    assert found.looks == 4 * len(found.themes)
    assert about(found, "牛肉").emergence is None


def test_themes_of_all_units_are_found_by_themselves_once_a_night(
    voices: None, an: User, at_noon: datetime
) -> None:
    Reading.objects.update(read_at=at_noon)
    find_when_due()
    assert not Job.objects.filter(
        kind="understand.find_themes"
    ).exists()  # what came today waits for the night
    Reading.objects.update(read_at=timezone.now() - timedelta(days=1))
    find_when_due()
    find_when_due()
    assert Job.objects.filter(kind="understand.find_themes").count() == 1
    assert take_up_one()
    assert seen(an).themes


def test_only_the_newest_finding_keeps_its_texts(voices: None, an: User) -> None:
    find(an)
    find(an)
    newest = ThemeRun.objects.latest("id")
    assert set(ThemeMember.objects.values_list("run", flat=True)) == {newest.pk}
    assert set(Theme.objects.filter(run__isnull=False).values_list("run", flat=True)) == {newest.pk}


def test_a_killed_search_begins_again_and_ends_the_same(voices: None, an: User) -> None:
    run = find_themes(actor_for(an), Choice())
    theme = Theme.objects.create(view=ThemeRun.objects.get().view, key="tdead", name="half done")
    signal = Signal.objects.all()[0]
    ThemeMember.objects.create(
        run_id=run, theme=theme, signal=signal, unit_id=signal.unit_id, week=0, in_period=True, strength=1, revision=1
    )  # fmt: skip
    assert take_up_one()
    assert about(seen(an), "排队").n == 40
    assert not ThemeMember.objects.filter(theme=theme).exists()


def test_the_list_takes_few_questions_however_many_themes(
    voices: None, an: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    find(an)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        assert len(seen(an).themes) > 3


def test_the_page_leads_from_nothing_to_a_changed_theme(
    voices: None, an: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(an)
    assert "No themes have been found" in client.get("/insight/themes").content.decode()
    assert client.post("/insight/themes").status_code == 302
    assert "Themes are being found" in client.get("/insight/themes").content.decode()
    assert take_up_one()
    page = client.get("/insight/themes?find=排队").content.decode()
    theme = about(seen(an), "排队")
    assert f"/insight/themes/{theme.id}" in page
    assert f"/insight/themes/{about(seen(an), '停车').id}" not in page
    client.post(f"/insight/themes/{theme.id}", {"do": "rename", "name": "Queues <b>"})
    page = client.get(f"/insight/themes/{theme.id}").content.decode()
    assert "Queues &lt;b&gt;" in page
    assert "“Queues &lt;b&gt;”: 25.0% of 160 texts (" in page


def test_the_page_of_a_foreign_theme_is_not_there(
    voices: None, an: User, mei: User, signed_in: Callable[[User], Client]
) -> None:
    parking = about(find(an), "停车")
    assert signed_in(mei).get(f"/insight/themes/{parking.id}").status_code == 404
    page = signed_in(mei).get("/insight/themes").content.decode()
    assert f"/insight/themes/{parking.id}" not in page


def test_no_theme_is_made_of_the_names_of_staff(organisation: Organisation, lin: User, an: User) -> None:
    save_names(actor_for(lin), names={}, staff=[("马晓燕", "")])
    sentences = (
        "排队等位太久，马晓燕不理人{n}次",
        "排队的人多，马晓燕叫号的速度慢",
        "等位没有座位，马晓燕排队叫号乱",
    )
    say("E1", sentences, 40)
    say("W1", PARKING, 40)
    say("E2", TASTE, 40)
    say("E2", ROOM, 40)
    found = find(an)
    told = "".join(word for one in found.themes for word in (one.name, *one.words, *one.typical))
    assert "晓燕" not in told, told
    assert about(found, "排队").n == 40


def test_a_search_for_a_name_does_not_tell_who_is_meant(
    organisation: Organisation, lin: User, an: User
) -> None:
    save_names(actor_for(lin), names={}, staff=[("马晓燕", "")])
    say("E1", ("马晓燕让人排队等了{n}分钟", "排队马晓燕{n}", "马晓燕{n}次排队"), 40)
    assert find(an, Choice(query="马晓燕")).read == 0


PRAISE = "客服很热情，下单的手机壳第二天就到了，颜色和图片一样，非常满意"
SPAM = "加微信abc{n}领取免费优惠券，兼职日赚三百元，名额有限速来"


def publish(unit: str, texts: list[str], *, days_ago: int = 1) -> list[int]:
    """Reviews that anybody could write, read and looked at for copies and spam."""
    drafts = [
        SignalDraft(
            unit=unit,
            kind="review",
            text=text,
            source_id=f"{unit}{days_ago}-{place}-{text}",
            occurred_at=timezone.now() - timedelta(days=days_ago),
        )
        for place, text in enumerate(texts)
    ]
    ids = [one.id for one in accept_signals(SYSTEM, drafts).settled if one.id]
    read_signals(SYSTEM, signals=ids)
    find_copies(SYSTEM, signals=ids)
    return ids


def test_copies_and_spam_make_no_theme_and_the_page_says_how_many_were_left_out(
    voices: None, an: User, mei: User, rui: User, signed_in: Callable[[User], Client]
) -> None:
    before = find(an)
    publish("W1", [PRAISE] * 40)
    publish("E1", [SPAM.format(n=n) for n in range(1000, 1003)])
    found = find(an)
    assert found.left_out == {"copy": 39, "spam": 3}
    assert {one.name for one in found.themes} == {one.name for one in before.themes}
    assert found.read == 161  # the first of the copies counts
    page = signed_in(an).get("/insight/themes").content.decode()
    assert "Left out: 39 copies and 3 spam voices." in page
    assert "Copies only" not in page  # a choice that there is not
    assert signed_in(an).get("/api/v1/themes").json()["left_out"] == {"copy": 39, "spam": 3}
    assert seen(mei).left_out == {"spam": 3}  # of their own units


def test_copies_of_one_review_do_not_make_a_theme_emerge(organisation: Organisation, an: User) -> None:
    for week in range(12):
        for unit, sentences in (("E2", TASTE), ("W1", PARKING), ("E2", ROOM)):
            say(unit, sentences, 7, days_ago=1 + 7 * week, every=0, first=7 * week)
        say("E1", QUEUE, 2, days_ago=2 + 7 * week, every=0, first=2 * week, kind="review")
    publish("E1", ["昨天在这里排队等位太久，等了半个多小时才叫号，没有人管"] * 25, days_ago=0)
    queue = about(find(an), "排队")
    assert queue.n == 25  # 24, and the first of the copies
    assert queue.emergence is None


def test_what_becomes_a_copy_after_the_finding_is_neither_counted_nor_quoted(voices: None, an: User) -> None:
    theme = about(find(an), "排队")
    quoted = theme_detail(actor_for(an), theme.id).quotes[0].signal
    Reading.objects.filter(pk=quoted).update(set_aside="copy")
    detail = theme_detail(actor_for(an), theme.id)
    assert detail.theme.n == 39
    assert quoted not in {one.signal for one in detail.quotes}
    assert sum(unit.share.value or 0 for unit in detail.units) == pytest.approx(39 / 40)
    assert quoted not in {signal for signal, _sure in members_of_theme(actor_for(an), theme.id)[0]}


def test_a_theme_leads_to_all_its_voices_in_the_inbox_and_back(
    voices: None, an: User, mei: User, signed_in: Callable[[User], Client]
) -> None:
    theme = about(find(an), "排队")
    client = signed_in(an)
    assert (
        f'href="/listen/inbox?theme={theme.id}"' in client.get(f"/insight/themes/{theme.id}").content.decode()
    )
    page = client.get(f"/listen/inbox?theme={theme.id}").content.decode()
    assert f'href="/insight/themes/{theme.id}"' in page
    assert f'name="theme" value="{theme.id}"' in page  # a search stays within it
    found = list_voices(actor_for(an), Filters(theme=theme.id), limit=100).voices
    assert len(found) == theme.n == 40
    assert all("排队" in one.words or "等位" in one.words for one in found)
    signal = client.get(f"/listen/signals/{found[0].id}").content.decode()
    assert f'href="/insight/themes/{theme.id}"' in signal
    told = client.get(f"/api/v1/signals?theme={theme.id}&page_size=100").json()["results"]
    assert len(told) == 40


def test_the_inbox_shows_of_a_theme_what_one_may_read(
    voices: None, an: User, mei: User, signed_in: Callable[[User], Client]
) -> None:
    parking = about(find(an), "停车")
    assert list_voices(actor_for(mei), Filters(theme=parking.id)).voices == []
    for hidden in (parking.id, 999999):
        page = signed_in(mei).get(f"/listen/inbox?theme={hidden}").content.decode()
        assert "not found any more" in page
        assert parking.name not in page


def test_what_became_a_copy_is_not_among_the_voices_of_a_theme(voices: None, an: User) -> None:
    theme = about(find(an), "排队")
    quoted = theme_detail(actor_for(an), theme.id).quotes[0].signal
    Reading.objects.filter(pk=quoted).update(set_aside="copy")
    found = list_voices(actor_for(an), Filters(theme=theme.id), limit=100).voices
    assert quoted not in {one.id for one in found}
    assert themes_of(actor_for(an), quoted) == []
