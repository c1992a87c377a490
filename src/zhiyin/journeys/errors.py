"""What can go wrong when a persona is described."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import Conflict, Invalid, NotFound


class NoSuchPersona(NotFound):
    code = "no_such_persona"
    message = _("There is no such target customer. All of them stand under Customers, Target customers.")


class UnusablePersona(Invalid):
    """`errors` maps a field to what is wrong with it."""

    code = "unusable_persona"
    message = _("This target customer cannot be saved. Look at the fields that are marked.")


class PersonaChanged(Conflict):
    """`who` changed it; `version` is the newest."""

    code = "persona_changed"
    message = _("%(who)s changed this in the meantime. Look at the newest state and try again.")
