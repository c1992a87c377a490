"""The models of texts as people read them: what they are called, what they are for, why learning was refused."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

TITLES: Final[dict[str, Text]] = {
    "sentiment_zh": _("Feeling, Chinese"),
    "sentiment_en": _("Feeling, English"),
    "polarity_zh": _("Feeling about an aspect, Chinese"),
    "polarity_en": _("Feeling about an aspect, English"),
    "aspects": _("What is spoken of"),
    "spans": _("What is spoken of in own words, Chinese"),
    "annotations": _("What the words show"),
    "taxonomies": _("Shipped taxonomies"),
    "themes": _("Words for themes"),
    "languages": _("Language of a text"),
}
PURPOSES: Final[dict[str, Text]] = {
    "sentiment_zh": _("Says how likely the writer of a Chinese text is pleased."),
    "sentiment_en": _("Says how likely the writer of an English text is pleased."),
    "polarity_zh": _("Says how a Chinese text feels about one thing that it speaks of."),
    "polarity_en": _("Says how an English text feels about one thing that it speaks of."),
    "aspects": _("Finds what a text speaks of, by a dictionary of words."),
    "spans": _("Finds what a Chinese text speaks of beyond the dictionary."),
    "annotations": _("Finds emotion, effort, intent, risks and more, by words and rules."),
    "taxonomies": _("Sort what is spoken of into the categories of a trade."),
    "themes": _("Help to find themes that nobody defined."),
    "languages": _("Says which language a text is in, and whether it can be read at all."),
}

FEELINGS: Final[dict[str, Text]] = {
    "negative": _("unhappy"),
    "neutral": _("neither"),
    "mixed": _("both"),
    "positive": _("happy"),
}

ATTEMPT_STATES: Final[dict[str, Text]] = {
    "learning": _("is learning"),
    "in_force": _("kept, in force"),
    "refused": pgettext_lazy("what was learnt", "refused"),
    "replaced": _("replaced by a later one"),
    "reverted": _("taken back"),
    "failed": _("failed"),
}
REASONS: Final[dict[str, Text]] = {
    "too_few": _(
        "There are too few corrections: at least 30 to learn from and 10 to measure with are needed."
    ),
    "nothing_learnt": _("The corrections have no words in common that say more than chance."),
    "not_better": _("It was not better on corrections that it had not seen; the difference may be chance."),
    "worse_at_random": _("It was worse on texts that were drawn at random and coded."),
    "unlearns": _("It no longer understood some plain words of praise and blame."),
    "turns_too_much": _("It would have turned more readings that nobody objected to than it puts right."),
}

WATCHED: Final[dict[str, Text]] = {
    "not_read": _("Texts that were not read"),
    "language": _("Mix of languages"),
    "label": _("Mix of feelings"),
    "confidence": _("How sure the model is"),
    "strange": _("Words the model does not know"),
}
MEANINGS: Final[dict[str, Text]] = {
    "not_read": _("Empty texts, or languages that no model reads."),
    "language": _("Languages as they were found."),
    "label": _("Customers may feel otherwise, or the model may read otherwise: look at some texts."),
    "confidence": _("A model that grows unsure meets texts that it was not made for."),
    "strange": _(
        "Letter groups that were never weighed in training: new products, new slang, another trade."
    ),
}
