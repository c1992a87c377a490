"""What can be wrong with a question."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zhiyin.journal.errors import ZhiyinError
from zhiyin.science.terms import CriteriaError
from zhiyin.search.phrases import facts_of, whole_problem


class Unanswerable(ZhiyinError):
    """A question that cannot be asked in this way; nothing is wrong with the data."""

    code = "question"
    status = 422
    message = gettext_lazy("This question cannot be answered as it is put.")


class _Told(Unanswerable):
    """Its sentence is finished: it quotes what was asked, in which a % is a %."""

    def __str__(self) -> str:
        return str(self.message)


def _suggestion(near: str, all_names: tuple[str, ...]) -> str:
    if near:
        return _("Did you mean %(name)s?") % {"name": near}
    return _("Known are: %(names)s.") % {"names": pgettext("between names", ", ").join(all_names)}


class UnknownMetric(_Told):
    """A metric that the registry does not have."""

    code = "unknown_metric"
    status = 404

    def __init__(self, name: str, near: str, known: tuple[str, ...]) -> None:
        super().__init__(
            _("There is no metric “%(name)s”. %(remedy)s")
            % {"name": name[:60], "remedy": _suggestion(near, known)},
            suggestion=near,
        )


class UnknownDimension(_Told):
    """A breakdown that does not exist."""

    code = "unknown_dimension"

    def __init__(self, name: str, near: str, known: tuple[str, ...]) -> None:
        super().__init__(
            _("There is no breakdown by “%(name)s”. %(remedy)s")
            % {"name": name[:60], "remedy": _suggestion(near, known)},
            suggestion=near,
        )


class NotBrokenDown(Unanswerable):
    """A breakdown that this metric cannot have."""

    code = "not_broken_down"
    message = gettext_lazy(
        "%(metric)s cannot be broken down by %(dimension)s. Only metrics of answers (nps, csat, ces, mean) can."
    )


class BadPeriod(Unanswerable):
    """A day, a grain or a comparison that cannot be used."""

    code = "bad_period"


class TooManyRows(Unanswerable):
    """More cells than anybody can read."""

    code = "too_many_rows"
    message = gettext_lazy(
        "This would be %(count)s rows, more than %(limit)s. Choose a coarser grain or fewer breakdowns."
    )


class TooSlow(ZhiyinError):
    """The query ran into its time limit."""

    code = "too_slow"
    status = 503
    message = gettext_lazy(
        "This question took longer than a minute and was stopped. Ask for a shorter period or fewer breakdowns."
    )


class FactsUnreadable(ZhiyinError):
    """The lake's files cannot be read."""

    code = "facts_unreadable"
    status = 503
    message = gettext_lazy(
        "The figures cannot be read just now. Try again; if it stays so, run “zhiyin facts rebuild”."
    )


class FactsOutdated(ZhiyinError):
    """The lake is of another version of Zhiyin, and is being made again."""

    code = "facts_outdated"
    status = 503
    message = gettext_lazy(
        "After an update the figures are being made again from the record. Try again in a few minutes; without a running "
        "worker, run “zhiyin facts rebuild”."
    )


class BadCriteria(_Told):
    """A condition that cannot be read; the message names the place, counted from 1."""

    code = "bad_criteria"

    def __init__(self, error: CriteriaError, text: str) -> None:
        super().__init__(whole_problem(error, text), **facts_of(error, text))
