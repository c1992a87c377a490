"""The churn of months: of those who were here when a month began, how many left within it (METHODS A9)."""

from typing import Any

import numpy as np

from zhiyin.science.understand.people import retention
from zhiyin.understand.judging.material import Floats
from zhiyin.understand.judging.verdict import plain

LATEST = 12


def month_churn(began: Floats, ended: Floats, today: int) -> dict[str, Any] | None:
    """From the days since 1970-01-01 on which people joined and left (NaN: still here), each with their latest contract:
    the share lost in each of the latest whole months, what that is a month on average (each customer's month weighing
    the same), and what it comes to in a year. None where nobody was here when any of them began."""
    now = np.datetime64(today + 1, "D").astype("datetime64[M]")
    firsts = [(now - back) for back in range(LATEST, -1, -1)]
    days = [int(first.astype("datetime64[D]").astype(np.int64)) for first in firsts]
    told = []
    for first, start, end in zip(firsts, days, days[1:], strict=False):
        share = retention.churn_between(began, ended, start, end)
        if share.value is not None:
            told.append({"month": str(first), "share": plain(share), "lost": round(share.value * share.n)})
    here = sum(each["share"]["n"] for each in told)
    if not here:
        return None
    monthly = sum(each["lost"] for each in told) / here
    return {"months": told, "monthly": monthly, "yearly": retention.annual_from_monthly(monthly)}
