"""What can go wrong in understanding people, in words."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import Conflict, Invalid, NotFound


class UnusableTerms(Invalid):
    """`data["errors"]`: a sentence a field."""

    code = "unusable_terms"
    message = _("Some of the terms cannot be used.")


class UnusableNames(Invalid):
    """`data["errors"]`: a sentence a list."""

    code = "unusable_names"
    message = _("Some of the names cannot be used.")


class UnusableSlang(Invalid):
    """`data["errors"]`: {"list", "line", "word", "message"} for every line that is wrong."""

    code = "unusable_slang"
    message = _("Some of the words cannot be used.")


class NoSuchSlang(NotFound):
    code = "no_such_slang"
    message = _("This is none of the shipped words of slang.")


class NoSuchModel(NotFound):
    code = "no_such_model"
    message = _("There is no such model.")


class NotJudgedYet(NotFound):
    code = "not_judged_yet"
    message = _("Nobody has been judged yet. It happens every night.")


class NothingToCorrect(Invalid):
    code = "nothing_to_correct"
    message = _("These words have not been read yet, or there are none. There is nothing to correct.")


class UnknownLabel(Invalid):
    """`data["label"]`: what was given."""

    code = "unknown_label"
    message = _("There is no such label to give to a text.")


class RereadingUnderWay(Conflict):
    code = "rereading_under_way"
    message = _(
        "Everything is being read again already. Put the new readings in place or discard them first."
    )


class NothingToReread(Invalid):
    code = "nothing_to_reread"
    message = _("Every text was read by the version that is installed.")


class NotReadYet(Conflict):
    code = "not_read_yet"
    message = _("The new readings are not complete, or they were discarded.")


class LearningUnderWay(Conflict):
    code = "learning_under_way"
    message = _("It is learning from corrections already. Wait until that has ended.")


class NothingInForce(Conflict):
    code = "nothing_in_force"
    message = _("This is not what texts are read with. There is nothing to go back from.")


class NoSuchTextModel(NotFound):
    code = "no_such_text_model"
    message = _("There is no such model of texts.")


class NothingToCode(Invalid):
    code = "nothing_to_code"
    message = _("No text that was read and that you may read fits this condition.")


class RoundClosed(Conflict):
    code = "round_closed"
    message = _("This round is closed. Open it again to code in it.")


class NoSuchTaxonomy(NotFound):
    code = "no_such_taxonomy"
    message = _("There is no such taxonomy.")


class NoSuchTaxonomyVersion(NotFound):
    code = "no_such_taxonomy_version"
    message = _("The taxonomy has no such version.")


class UnusableTaxonomy(Invalid):
    """`data["errors"]`: {"category", "message"} for everything that is wrong."""

    code = "unusable_taxonomy"
    message = _("The taxonomy cannot be used as it is.")


class TooManyTaxonomies(Invalid):
    code = "too_many_taxonomies"
    message = _("There are %(most)s taxonomies already. Change one of them instead.")


class UnreadableTaxonomy(Invalid):
    code = "unreadable_taxonomy"
    message = _("This file is no table of categories.")


class NoSuchCategory(NotFound):
    code = "no_such_category"
    message = _("The taxonomy has no such category.")


class CannotSplit(Invalid):
    code = "cannot_split"
    message = _("The texts of this theme use too few of its words apart from each other to split it so.")


class TooManyTopics(Invalid):
    code = "too_many_topics"
    message = _("There are %(most)s topics already. Unpin one of them first.")


class AssistantOff(Conflict):
    code = "assistant_off"
    message = _(
        "The assistant is switched off, or not allowed to do this. An administrator can allow it in the settings."
    )


class AssistantBudgetSpent(Conflict):
    code = "assistant_budget_spent"
    message = _(
        "What the assistant may be asked this month is used up. An administrator can raise the budget in the settings."
    )


class NothingToWriteFrom(Invalid):
    code = "nothing_to_write_from"
    message = _("There are no words here that the assistant could be shown.")


class TooFewToSumUp(Invalid):
    """`data["least"]`: how many it takes."""

    code = "too_few_to_sum_up"
    message = _("Fewer than %(least)s comments fit. Read them: there is nothing to sum up.")


class UnusableAssistant(Invalid):
    """`data["errors"]`: a sentence a field."""

    code = "unusable_assistant"
    message = _("The assistant cannot be set up like this. Look at the marked fields.")
