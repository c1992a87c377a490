"""What this room forgets in time, and the loop that does it for every room."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.carry_out_retention import carry_out_retention
from zhiyin.customers.models import RightsRequest, Vaulted
from zhiyin.customers.retention_registry import keeps
from zhiyin.customers.vault import DEFAULT_DAYS, KIND
from zhiyin.jobs.loops import loop

KEEPER = Actor.system("retention")


@keeps(KIND, _("Sealed originals of what is masked"), days=DEFAULT_DAYS)
def forget_originals(before: datetime, most: int) -> int:
    old = Vaulted.objects.filter(at__lt=before).order_by("id").values_list("id", flat=True)[:most]
    return Vaulted.objects.filter(id__in=list(old)).delete()[0]


@keeps("requests", _("Requests about personal data that are settled"), days=1_095)
def forget_requests(before: datetime, most: int) -> int:
    settled = RightsRequest.objects.filter(settled_at__lt=before).order_by("id")
    return RightsRequest.objects.filter(id__in=list(settled.values_list("id", flat=True)[:most])).delete()[0]


@loop("customers.retention", every=3_600, alone=True)
def _keep_no_longer() -> bool:
    carry_out_retention(KEEPER, now=timezone.now())
    return False
