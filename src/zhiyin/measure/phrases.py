"""Words for codes, reasons and units."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyin.collect.phrases import KIND_LABELS
from zhiyin.customers.phrases.profiles import TIERS as CUSTOMER_TIERS
from zhiyin.facts.errors import (
    FactsError,
    FactsOfOtherVersion,
    FactsTimeout,
    FactsUnavailable,
    LakeBusy,
    LakeDamaged,
    LakeFault,
    LakeOfOtherVersion,
)

Text = str | Promise

REASONS: dict[str, Text] = {
    "no_valid_answers": _("no valid answers"),
    "suppressed": _("hidden to protect a small group"),
    "mixed_scales": _("several scales: break down by question, or choose one"),
    "other_scale": _("answers on another scale"),
    "one_answer": _("one answer only"),
    "no_spread": _("all answers are alike"),
    "rounded_spread": _("the spread is too small to tell"),
    "small_sample_mean": _("fewer than 100 answers: the interval is approximate"),
}
"""Why there is no value, or what the interval does not show."""

POPULATIONS: dict[str, Text] = {
    "customer": _("customers"),
    "heard": _("customers, with copies and spam"),
    "staff": _("staff"),
    "inspector": _("mystery visitors"),
    "test": _("tests"),
    "copy": _("copies of earlier voices"),
    "spam": _("spam"),
}

UNITS: dict[str, Text] = {
    "points": _("points"),
    "percent": "%",
    "mean": _("mean"),
    "count": _("count"),
}

GRAINS: dict[str, Text] = {
    "answer": _("answers"),
    "signal": _("signals"),
    "mention": _("mentions"),
}

COMPARISONS: dict[str, Text] = {
    "previous": _("the period before"),
    "previous_year": _("the same period last year"),
}

SENTIMENTS: dict[str, Text] = {
    "negative": _("Negative"),
    "neutral": _("Neutral"),
    "mixed": _("Mixed"),
    "positive": _("Positive"),
}

KINDS: Mapping[str, Text] = KIND_LABELS
TIERS: Mapping[str, Text] = CUSTOMER_TIERS

CHANNELS: dict[str, Text] = {
    "wechat": _("WeChat"),
    "wecom": _("WeCom"),
    "miniprogram": _("Mini program"),
    "sms": _("Text message"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "hotline": _("Hotline"),
    "service_desk": _("Help desk"),
    "chat": _("Online chat"),
    "app": _("App"),
    "web": _("Website"),
    "store": _("In the store"),
    "qr": _("QR code"),
    "dianping": _("Dianping"),
    "meituan": _("Meituan"),
    "meituan_waimai": _("Meituan Waimai"),
    "eleme": _("Ele.me"),
    "jd": _("JD.com"),
    "tmall": _("Tmall"),
    "taobao": _("Taobao"),
    "pinduoduo": _("Pinduoduo"),
    "kuaishou": _("Kuaishou"),
    "ctrip": _("Trip.com (Ctrip)"),
    "qunar": _("Qunar"),
    "fliggy": _("Fliggy"),
    "tongcheng": _("Tongcheng"),
    "amap": _("Amap"),
    "baidu_map": _("Baidu Maps"),
    "booking": "Booking.com",
    "agoda": "Agoda",
    "tripadvisor": "Tripadvisor",
    "trustpilot": "Trustpilot",
    "amazon": "Amazon",
    "google_play": "Google Play",
    "google_business": _("Google Maps"),
    "app_store": "App Store",
    "weibo": _("Weibo"),
    "xiaohongshu": _("Xiaohongshu"),
    "douyin": _("Douyin"),
    "file": _("File"),
    "api": "API",
}

LANGUAGES: dict[str, Text] = {
    "zh-Hans": _("Simplified Chinese"),
    "zh-Hant": _("Traditional Chinese"),
    "yue": _("Cantonese"),
    "en": _("English"),
    "mixed": _("Chinese and English"),
    "other": _("Another language"),
    "und": _("not told"),
}

VISIT_ROUTES: dict[str, Text] = {
    "walk_in": _("Walk-in"),
    "booking": _("Booked ahead"),
    "group_buy": _("Group-buy voucher"),
    "delivery": _("Delivery"),
    "takeaway": _("Takeaway"),
}

CONSTRUCTS: dict[str, Text] = {
    "nps": _("Would recommend (NPS)"),
    "csat": _("Satisfaction (CSAT)"),
    "ces": _("Ease (CES)"),
    "rating": _("Rating"),
    "number": _("Number"),
    "choice": _("Choice"),
    "text": _("Text"),
}

PARTS: dict[str, Text] = {
    "promoters": _("promoters"),
    "passives": _("passives"),
    "detractors": _("detractors"),
    "positive": _("positive"),
    "neutral": _("neutral"),
    "negative": _("negative"),
    "easy": _("found it easy (5–7)"),
    "very_easy": _("very easy (6–7)"),
    "hard": _("hard (1–3)"),
    "satisfied": _("satisfied (4–5)"),
    "total": _("sum"),
    "squares": _("sum of squares"),
}

OTHER_VERSION = _(
    "The lake has the columns of another version of Zhiyin. A running worker makes it again by itself; without one, "
    "run “zhiyin facts rebuild”."
)

LAKE_ERRORS: dict[type[FactsError], Text] = {
    LakeBusy: _("Another process is writing to the lake. Try again shortly."),
    LakeDamaged: _("The lake's log and files do not fit. Make it again with “zhiyin facts rebuild”."),
    LakeOfOtherVersion: OTHER_VERSION,
    FactsOfOtherVersion: OTHER_VERSION,
    FactsUnavailable: _("Files of the lake cannot be read. Make it again with “zhiyin facts rebuild”."),
    FactsTimeout: _("The question took too long. Ask for a shorter period or fewer breakdowns."),
}


def lake_error(error: FactsError) -> str:
    """What the lake complains of, in words."""
    return str(LAKE_ERRORS.get(type(error), error))


LAKE_FAULTS: dict[str, Text] = {
    "log_behind": _("The log of %(table)s is older than the manifest."),
    "not_in_log": _("%(path)s is in the manifest, not in the log."),
    "missing": _("%(path)s is missing."),
    "torn": _("%(path)s has %(bytes)s bytes instead of %(expected)s."),
    "unreadable": _("%(path)s cannot be read."),
    "damaged": _("The lake's log cannot be read."),
    "other_version": _(
        "The lake has the columns of another version of Zhiyin; a running worker makes it again by itself."
    ),
    "being_rebuilt": _("The lake is being made again; let the worker finish."),
    "much_waits": _("Too much waits to be fed to compare; let the worker catch up first."),
    "differs": _("%(month)s: the record has %(record)s for %(name)s, the lake %(lake)s."),
}


def lake_fault(fault: LakeFault) -> str:
    """What does not fit in the lake, in words."""
    data = {name: f"{value:g}" if isinstance(value, float) else value for name, value in fault.data.items()}
    return str(LAKE_FAULTS[fault.code]) % data


COLUMNS: dict[str, Text] = {
    "signal_id": _("single signals"),
    "day": _("single days"),
    "occurred_at": _("times"),
    "received_at": _("times of arrival"),
    "sentiment": _("degrees of sentiment"),
    "tier": _("customer tiers"),
    "visit_route": _("purchase routes"),
    "source": _("sources"),
    "language": _("languages"),
    "overall": _("ratings of the whole"),
}
"""What a rollup does not have, in words."""
