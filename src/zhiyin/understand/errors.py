"""What can go wrong in understanding people, in words."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import Invalid, NotFound


class UnusableTerms(Invalid):
    """`data["errors"]`: a sentence a field."""

    code = "unusable_terms"
    message = _("Some of the terms cannot be used.")


class NoSuchModel(NotFound):
    code = "no_such_model"
    message = _("There is no such model.")


class NotJudgedYet(NotFound):
    code = "not_judged_yet"
    message = _("Nobody has been judged yet. It happens every night.")
