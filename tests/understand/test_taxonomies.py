"""An organisation's own taxonomies: versions, undo, what readers use, and the sample that an edit is tried on."""

from dataclasses import replace

import pytest

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.journal.errors import Conflict, Forbidden
from zhiyin.journal.models import Event
from zhiyin.science.understand.taxonomies.defaults import default
from zhiyin.science.understand.taxonomies.finding import find
from zhiyin.science.understand.taxonomies.taxonomy import Category, Taxonomy
from zhiyin.understand.actions.correct_reading import correct_reading
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.save_names import save_names
from zhiyin.understand.actions.save_taxonomy import (
    MOST_TAXONOMIES,
    restore_taxonomy,
    save_taxonomy,
    switch_taxonomy,
)
from zhiyin.understand.drafting import with_category, without_category
from zhiyin.understand.errors import (
    NoSuchTaxonomy,
    NoSuchTaxonomyVersion,
    TooManyTaxonomies,
    UnusableTaxonomy,
)
from zhiyin.understand.models import TaxonomyVersion
from zhiyin.understand.queries.taxonomies import (
    current_dictionary,
    list_taxonomies,
    list_versions,
    read_taxonomy,
    version,
)
from zhiyin.understand.queries.taxonomy_sample import read_sample

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
HOTEL = default("hotel") or Taxonomy("", "", "")
NOODLES = Category("noodles", "面条", "Noodles", "product", "taste", words=("牛肉面", "面条"))


@pytest.fixture
def actor(lin: User) -> Actor:
    return actor_for(lin)


def said(words: str, number: int = 1, unit: str = "E1") -> int:
    draft = SignalDraft(unit=unit, text=words, source_id=str(number))
    (settled,) = accept_signals(SYSTEM, [draft], source="test").settled
    assert settled.id
    read_signals(SYSTEM, signals=[settled.id])
    return settled.id


def named(text: str) -> set[str]:
    return {code for one in find([text], current_dictionary())[0] for code in one.categories}


def restaurant(actor: Actor) -> Taxonomy:
    return read_taxonomy(actor, "restaurant").taxonomy


def test_at_first_everything_is_as_shipped_and_the_six_factors_are_on(actor: Actor) -> None:
    rows = list_taxonomies(actor)
    assert [row.code for row in rows if row.is_on] == ["six_factors"]
    assert {(row.number, row.is_changed) for row in rows} == {(0, False)}
    assert named("味道很好") == {"six_factors.product"}


def test_a_taxonomy_that_is_switched_on_is_used_for_reading_at_once(actor: Actor) -> None:
    before = version()
    switch_taxonomy(actor, code="restaurant", on=True)
    assert "restaurant.dish_taste" in named("味道很好")
    assert version() != before
    switch_taxonomy(actor, code="restaurant", on=False)
    assert version() == before


def test_switching_to_what_is_so_already_leaves_no_trace(actor: Actor) -> None:
    switch_taxonomy(actor, code="six_factors", on=True)
    assert not TaxonomyVersion.objects.exists()


def test_a_saved_category_finds_its_words(actor: Actor) -> None:
    switch_taxonomy(actor, code="restaurant", on=True)
    save_taxonomy(actor, taxonomy=with_category(restaurant(actor), NOODLES))
    assert "restaurant.noodles" in named("牛肉面真不错")


def test_every_change_is_a_version_with_who_and_what(actor: Actor, lin: User) -> None:
    save_taxonomy(actor, taxonomy=with_category(restaurant(actor), NOODLES))
    save_taxonomy(actor, taxonomy=without_category(restaurant(actor), "dish_look"))
    newest, first, shipped = list_versions(actor, "restaurant")
    assert (newest.number, newest.by, newest.changed["removed"]) == (2, str(lin), ["dish_look"])
    assert (first.changed["added"], first.changed["terms_added"]) == (["noodles"], 2)
    assert (shipped.number, shipped.is_shipped) == (0, True)
    events = Event.objects.filter(name="understand.taxonomy_saved").order_by("id")
    assert [event.data["number"] for event in events] == [1, 2]


def test_saving_what_is_held_already_makes_no_version(actor: Actor) -> None:
    save_taxonomy(actor, taxonomy=restaurant(actor))
    assert not TaxonomyVersion.objects.exists()


def test_an_earlier_version_and_the_shipped_one_come_back(actor: Actor) -> None:
    save_taxonomy(actor, taxonomy=with_category(restaurant(actor), NOODLES))
    save_taxonomy(actor, taxonomy=without_category(restaurant(actor), "noodles"))
    restored = restore_taxonomy(actor, code="restaurant", number=1)
    assert restored.number == 3
    assert restored.taxonomy.category("noodles") == NOODLES
    assert list_versions(actor, "restaurant")[0].changed["restored"] == 1
    back = restore_taxonomy(actor, code="restaurant", number=0)
    assert back.taxonomy == default("restaurant")
    assert not back.is_changed


def test_an_edit_of_an_older_version_is_refused(actor: Actor) -> None:
    save_taxonomy(actor, taxonomy=with_category(restaurant(actor), NOODLES), based_on=0)
    with pytest.raises(Conflict):
        save_taxonomy(actor, taxonomy=without_category(restaurant(actor), "dish_look"), based_on=0)


def test_what_cannot_be_used_is_refused_with_a_sentence_each(actor: Actor, in_english: None) -> None:
    wrong = with_category(restaurant(actor), replace(NOODLES, factor="luck", zh="", en=""))
    with pytest.raises(UnusableTaxonomy) as error:
        save_taxonomy(actor, taxonomy=wrong)
    assert error.value.data["errors"] == [
        {"category": "noodles", "message": "Give it a name, in Chinese or in English."},
        {"category": "noodles", "message": "There is no factor “luck”."},
    ]


def test_a_new_taxonomy_is_off_until_it_is_switched_on(actor: Actor) -> None:
    row = save_taxonomy(actor, taxonomy=Taxonomy("museum", "博物馆", "Museum", (NOODLES,)))
    assert (row.is_on, row.is_shipped, row.number) == (False, False, 1)
    switch_taxonomy(actor, code="museum", on=True)
    assert "museum.noodles" in named("面条")
    with pytest.raises(NoSuchTaxonomyVersion):
        restore_taxonomy(actor, code="museum", number=0)


def test_there_are_only_so_many(actor: Actor) -> None:
    for number in range(MOST_TAXONOMIES - 7):
        save_taxonomy(actor, taxonomy=Taxonomy(f"own{number}", "自", "Own"))
    with pytest.raises(TooManyTaxonomies):
        save_taxonomy(actor, taxonomy=Taxonomy("one_more", "自", "Own"))


def test_whoever_may_not_change_settings_everywhere_sees_none_of_it(mei: User, an: User) -> None:
    for user in (mei, an):
        with pytest.raises(Forbidden):
            list_taxonomies(actor_for(user))
        with pytest.raises(Forbidden):
            save_taxonomy(actor_for(user), taxonomy=HOTEL)
        with pytest.raises(Forbidden):
            switch_taxonomy(actor_for(user), code="hotel", on=True)
    with pytest.raises(Forbidden):
        read_sample(actor_for(mei), HOTEL)


def test_there_is_no_taxonomy_that_nobody_made(actor: Actor) -> None:
    with pytest.raises(NoSuchTaxonomy):
        read_taxonomy(actor, "zoo")


def test_a_part_moves_up_when_the_category_above_it_goes(actor: Actor) -> None:
    without = without_category(restaurant(actor), "dish")
    assert {one.parent for one in without.categories if one.code.startswith("dish_")} == {""}


def test_a_new_category_stands_with_its_family(actor: Actor) -> None:
    codes = [
        one.code for one in with_category(restaurant(actor), replace(NOODLES, parent="price")).categories
    ]
    assert codes[codes.index("noodles") - 1] == "price_discount"


def test_the_sample_shows_which_voices_gain_a_category_with_the_words_that_say_so(
    actor: Actor, organisation: Organisation
) -> None:
    gaining = said("这里的牛肉面一绝", 1)
    said("服务员很热情", 2)
    found = read_sample(actor, with_category(restaurant(actor), NOODLES))
    effect = found.of("noodles")
    assert effect is not None
    assert (found.texts, effect.before, effect.after, effect.gained, effect.lost) == (2, 0, 1, 1, 0)
    (quote,) = effect.gained_quotes
    (mark,) = quote.mentions
    assert quote.signal_id == gaining
    assert quote.words[mark["start"] : mark["end"]] == "牛肉面"
    assert not TaxonomyVersion.objects.exists()


def test_the_quote_of_a_long_voice_is_cut_around_its_evidence(
    actor: Actor, organisation: Organisation
) -> None:
    said("好" + "很不错哦" * 200 + "牛肉面" + "很不错哦" * 200)
    effect = read_sample(actor, with_category(restaurant(actor), NOODLES)).of("noodles")
    assert effect is not None
    (quote,) = effect.gained_quotes
    assert len(quote.words) < 200
    assert [quote.words[mark["start"] : mark["end"]] for mark in quote.mentions] == ["牛肉面"]


def test_the_sample_holds_only_voices_that_may_be_read(organisation: Organisation) -> None:
    said("东区的牛肉面", 1, unit="E1")
    said("西区的牛肉面", 2, unit="W1")
    found = read_sample(_reader_of_the_east(organisation), with_category(restaurant(SYSTEM), NOODLES))
    assert found.texts == 1


def _reader_of_the_east(organisation: Organisation) -> Actor:
    """Changes settings everywhere, but reads voices in the east only."""

    class Narrow(Actor):
        def paths(self, permission: str) -> tuple[str, ...]:
            return (organisation.east.path,) if permission == "voice.read" else super().paths(permission)

    return Narrow("user", "1", "narrow", (Grant("administrator", ""),))


def test_without_corrections_there_is_no_number(actor: Actor, organisation: Organisation) -> None:
    said("牛肉面一绝")
    found = read_sample(actor, with_category(restaurant(actor), NOODLES))
    assert (found.right_before.n, found.right_after.n, found.told_texts) == (0, 0, 0)
    assert found.right_after.precision is None


def test_rightness_is_measured_against_corrections_before_and_after(
    actor: Actor, organisation: Organisation
) -> None:
    key = said("手擀面一绝")
    correct_reading(actor, signal_id=key, field="aspect", key="taste", value="positive")
    draft = with_category(restaurant(actor), replace(NOODLES, words=("手擀面",)))
    found = read_sample(actor, draft)
    assert (found.right_before.n, found.right_before.recall) == (1, 0.0)
    assert (found.right_after.recall, found.right_after.precision) == (1.0, 1.0)


def test_names_of_staff_are_masked_in_the_sample(actor: Actor) -> None:
    save_names(actor, names={}, staff=[("王小丽", "")])
    accept_signals(SYSTEM, [SignalDraft(unit="E1", text="王小丽端来的手擀面")])
    scopes = frozenset({"settings.manage", "voice.read"})
    key = Actor("key", "1", "a key", (Grant("administrator", "", scopes),))
    found = read_sample(key, with_category(restaurant(actor), replace(NOODLES, words=("手擀面",))))
    effect = found.of("noodles")
    assert effect is not None
    assert [quote.words for quote in effect.gained_quotes] == ["•••端来的手擀面"]


def test_asking_for_the_dictionary_again_reads_nothing_but_whether_something_changed(
    actor: Actor, django_assert_num_queries: object
) -> None:
    first = current_dictionary()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert current_dictionary() is first
