"""People correct, the machine learns: kept only if it is better on corrections that it has not seen."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.jobs.models import Job
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.errors import Forbidden
from zhiyin.understand.actions.correct_reading import correct_reading
from zhiyin.understand.actions.learn_from_corrections import learn_from_corrections, revert_learning
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.corrected import digest, is_held_out
from zhiyin.understand.errors import LearningUnderWay, NothingInForce
from zhiyin.understand.models import LearntAdaptation, Reading
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.accuracy import measured
from zhiyin.understand.queries.learning import attempts, misleading_words
from zhiyin.understand.queries.teaching import anchors, lessons

SYSTEM = Actor.system("test")
DISHES = (
    "红烧肉",
    "酸菜鱼",
    "小笼包",
    "牛肉面",
    "烤鸭",
    "煎饼",
    "火锅",
    "春卷",
    "凉皮",
    "豆花",
    "米线",
    "炒饭",
    "馄饨",
    "粽子",
)
PLACES = ("店里", "楼下", "车站", "学校", "公司", "河边", "商场", "机场")


def take_in(texts: list[str]) -> list[int]:
    drafts = [SignalDraft(unit="E1", text=text, source_id=text) for text in texts]
    ids = [one.id for one in accept_signals(SYSTEM, drafts).settled if one.id]
    read_signals(SYSTEM, signals=ids)
    return ids


def work() -> None:
    while take_up_one():
        pass


@pytest.fixture
def house_slang(organisation: Organisation, lin: User) -> None:
    """A word that only this house uses for bad, corrected a hundred times; and texts that nobody corrected."""
    bad = [f"{place}的{dish}很不错，就是有点呱唧呱唧" for place in PLACES for dish in DISHES]
    ids = take_in(bad)
    take_in([f"{place}的{dish}味道很好，很满意" for place in PLACES for dish in DISHES])
    for key in (
        Reading.objects.filter(signal_id__in=ids).exclude(label="negative").values_list("pk", flat=True)
    ):
        correct_reading(actor_for(lin), signal_id=key, field="sentiment", value="negative")


def test_what_a_fifth_of_corrections_confirms_is_kept_and_read_with(house_slang: None, lin: User) -> None:
    before = analyser.name()
    learn_from_corrections(actor_for(lin))
    work()
    (found,) = attempts(actor_for(lin))
    assert (found.state, found.result["reason"]) == ("in_force", ""), found.result
    assert found.result["held_out"]["after"] > found.result["held_out"]["before"]
    assert analyser.name() != before
    (corrected,) = (one for one in measured(actor_for(lin)) if one.texts)
    assert corrected.only_held_out
    assert corrected.texts == found.result["held_out"]["n"]
    read = analyser.read(["机场的汤圆很不错，就是有点呱唧呱唧", "味道很好，很满意"])
    assert [one.label for one in read] == ["negative", "positive"]


def test_reverted_texts_are_read_as_shipped(house_slang: None, lin: User) -> None:
    before = analyser.name()
    number = learn_from_corrections(actor_for(lin))
    work()
    revert_learning(actor_for(lin), number)
    revert_learning(actor_for(lin), number)
    assert analyser.name() == before
    assert attempts(actor_for(lin))[0].reverted_by


def test_few_corrections_teach_nothing(organisation: Organisation, lin: User) -> None:
    (key,) = take_in(["味道很好，很满意"])
    correct_reading(actor_for(lin), signal_id=key, field="sentiment", value="negative")
    number = learn_from_corrections(actor_for(lin))
    work()
    found = LearntAdaptation.objects.get(pk=number)
    assert (found.state, found.result["reason"], found.content) == ("refused", "too_few", None)
    with pytest.raises(NothingInForce):
        revert_learning(actor_for(lin), number)


def test_corrections_against_plain_words_are_refused(organisation: Organisation, lin: User) -> None:
    """Somebody turns every happy text: what would be learnt does more harm than good."""
    ids = take_in([f"{place}的{dish}味道很好，很满意" for place in PLACES for dish in DISHES])
    take_in([f"{place}的{dish}味道很好，很满意，还会再来" for place in PLACES for dish in DISHES])
    for key in ids:
        correct_reading(actor_for(lin), signal_id=key, field="sentiment", value="negative")
    learn_from_corrections(actor_for(lin))
    work()
    (found,) = attempts(actor_for(lin))
    assert found.state == "refused"
    assert analyser.adaptation() is None


def test_one_attempt_at_a_time(organisation: Organisation, lin: User) -> None:
    learn_from_corrections(actor_for(lin))
    with pytest.raises(LearningUnderWay):
        learn_from_corrections(actor_for(lin))


def test_an_attempt_whose_job_broke_off_does_not_bar_the_next(organisation: Organisation, lin: User) -> None:
    learn_from_corrections(actor_for(lin))
    Job.objects.update(state="failed", finished_at=timezone.now())
    learn_from_corrections(actor_for(lin))
    assert sorted(one.state for one in attempts(actor_for(lin))) == ["failed", "learning"]


def test_only_who_may_change_settings_everywhere_lets_it_learn(organisation: Organisation, mei: User) -> None:
    with pytest.raises(Forbidden):
        learn_from_corrections(actor_for(mei))


def test_what_measures_is_never_learnt_from(house_slang: None) -> None:
    taught, kept = list(lessons(held_out=False)), list(lessons(held_out=True))
    assert taught
    assert kept
    assert not {one.words for one in taught} & {one.words for one in kept}
    assert all(is_held_out(digest(one.words)) for one in kept)
    assert not {one.words for one in kept} & set(anchors(held_out=False))


def test_words_that_people_say_are_no_sign_are_listed(organisation: Organisation, lin: User) -> None:
    ids = take_in(["味道很好", "这个味道不错，很满意", "价格便宜"])
    for key in ids[:2]:
        correct_reading(actor_for(lin), signal_id=key, field="aspect", key="taste", value=None)
    (found,) = misleading_words(actor_for(lin))
    assert (found.aspect, found.word, found.wrong, found.right) == ("taste", "味道", 2, 0)


def test_on_the_page_it_learns_and_goes_back(
    house_slang: None, lin: User, signed_in: Callable[[User], Client], in_english: None
) -> None:
    client = signed_in(lin)
    assert "Nothing was learnt yet" in client.get("/settings/analyser/learning").content.decode()
    client.post("/settings/analyser/learning/learn")
    assert "It is learning" in client.get("/settings/analyser/learning/progress").content.decode()
    work()
    page = client.get("/settings/analyser/learning").content.decode()
    assert "kept, in force" in page
    assert "held-out texts" in page
    number = LearntAdaptation.objects.get().pk
    asked = client.post(f"/settings/analyser/learning/{number}/revert").content.decode()
    assert "read with the models as they were shipped" in asked
    client.post(f"/settings/analyser/learning/{number}/revert", {"confirmed": "1"})
    assert "models as shipped" in client.get("/settings/analyser/learning").content.decode()


def test_a_program_lets_it_learn(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    made = client.post("/api/v1/learning-attempts")
    assert made.status_code == 202, made.content
    work()
    assert (
        client.get(f"/api/v1/learning-attempts/{made.json()['id']}").json()["result"]["reason"] == "too_few"
    )
    page = client.get("/settings/analyser/learning").content.decode()
    assert "Texts to learn from so far: 0." in page
    assert "Learnt from" not in page
    assert client.post(f"/api/v1/learning-attempts/{made.json()['id']}/revert").status_code == 409
    assert len(client.get("/api/v1/learning-attempts").json()["results"]) == 1
