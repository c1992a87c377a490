"""What can go wrong about customers."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import NotFound


class NoSuchCustomer(NotFound):
    code = "no_such_customer"
    message = _("There is no such customer, or they were never met where you work.")
