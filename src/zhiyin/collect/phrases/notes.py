"""What was understood of a file as a whole, in words; the codes are those of `Recognised.notes`."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

from zhiyin.collect.phrases.formats import FORMAT_LABELS, WRITTEN

PRESET_LABELS: Final = {
    "table": gettext_lazy("a table"),
    "tencent_text": gettext_lazy("Tencent Survey (腾讯问卷), by option text"),
    "tencent_number": gettext_lazy("Tencent Survey (腾讯问卷), by option number"),
    "numbered_text": gettext_lazy("a survey with numbered questions, by option text"),
    "numbered_number": gettext_lazy("a survey with numbered questions, by option number"),
    "google_forms": gettext_lazy("responses of Google Forms"),
    "microsoft_forms": gettext_lazy("responses of Microsoft Forms"),
    "jinshuju": gettext_lazy("a form of Jinshuju (金数据)"),
    "form": gettext_lazy("a form with questions as column names"),
    "wjx_text": gettext_lazy("Wenjuanxing (问卷星), by option text"),
    "wjx_number": gettext_lazy("Wenjuanxing (问卷星), by option number"),
    "qualtrics": gettext_lazy("Qualtrics"),
    "qualtrics_legacy": gettext_lazy("Qualtrics, with two rows of header"),
    "limesurvey_code": gettext_lazy("LimeSurvey, headings by code"),
    "limesurvey_both": gettext_lazy("LimeSurvey, headings by code and text"),
    "limesurvey_text": gettext_lazy("LimeSurvey, headings by text"),
    "surveymonkey": gettext_lazy("SurveyMonkey, a table"),
    "surveymonkey_json": gettext_lazy("SurveyMonkey, JSON of its API"),
    "calls": gettext_lazy("call records of a hotline"),
    "tickets": gettext_lazy("tickets of a help desk"),
    "transcripts": gettext_lazy("transcripts of conversations"),
    "reviews": gettext_lazy("reviews"),
    "dianping": gettext_lazy("reviews from Dianping"),
    "meituan": gettext_lazy("reviews from Meituan"),
    "meituan_waimai": gettext_lazy("reviews from Meituan Waimai"),
    "eleme": gettext_lazy("reviews from Ele.me"),
    "jd": gettext_lazy("reviews from JD.com"),
    "tmall": gettext_lazy("reviews from Tmall"),
    "taobao": gettext_lazy("reviews from Taobao"),
    "pinduoduo": gettext_lazy("reviews from Pinduoduo"),
    "douyin": gettext_lazy("reviews from Douyin"),
    "kuaishou": gettext_lazy("reviews from Kuaishou"),
    "xiaohongshu": gettext_lazy("notes from Xiaohongshu"),
    "weibo": gettext_lazy("posts from Weibo"),
    "ctrip": gettext_lazy("reviews from Trip.com (Ctrip)"),
    "qunar": gettext_lazy("reviews from Qunar"),
    "fliggy": gettext_lazy("reviews from Fliggy"),
    "tongcheng": gettext_lazy("reviews from Tongcheng"),
    "booking": gettext_lazy("reviews from Booking.com"),
    "agoda": gettext_lazy("reviews from Agoda"),
    "tripadvisor": gettext_lazy("reviews from Tripadvisor"),
    "google_play": gettext_lazy("reviews from Google Play"),
    "google_business": gettext_lazy("reviews from Google Business Profile"),
    "app_store": gettext_lazy("reviews from the App Store"),
    "trustpilot": gettext_lazy("reviews from Trustpilot"),
    "amap": gettext_lazy("reviews from Amap"),
    "baidu_map": gettext_lazy("reviews from Baidu Maps"),
    "amazon": gettext_lazy("reviews from Amazon"),
    "mystery_visits": gettext_lazy("mystery visits"),
    "answers_in_rows": gettext_lazy("a survey with one row per answer"),
    "purchases": gettext_lazy("purchases"),
    "customers": gettext_lazy("a list of customers"),
}

NOTES: Final = {
    "questions_understood": gettext_lazy(
        "%(questions)s questions: %(scores)s scores, %(choices)s choices, %(texts)s in own words"
    ),
    "options_by_number": gettext_lazy(
        "options come as numbers without their texts; import the export by text as well, and they are known"
    ),
    "header_at": gettext_lazy("row %(row)s names the columns"),
    "title_rows": gettext_lazy("above the table (row %(rows)s): %(text)s"),
    "two_line_header": gettext_lazy("rows %(rows)s name the columns together"),
    "check_columns": gettext_lazy("the columns are told by their values alone: say what each of them is"),
    "price_times_quantity": gettext_lazy("what was paid is the price of one times the quantity"),
    "purchases_of_nobody": gettext_lazy(
        "no column says who bought: the purchases count, but belong to no customer"
    ),
    "who_left": gettext_lazy("a column says who has left: they left on the day that it names, else today"),
    "no_header": gettext_lazy("no row names the columns"),
    "doubled_names": gettext_lazy("several columns have the same name and are numbered: %(names)s"),
    "header_repeated": gettext_lazy("the names come again (row %(rows)s): such rows are passed over"),
    "second_table": gettext_lazy(
        "row %(row)s seems to begin another table below the first: its rows do not fit. Put it into a file of its own"
    ),
    "no_time": gettext_lazy(
        "no column says when: the moment of the import counts. If one does, make it the time before you import"
    ),
    "no_voices": gettext_lazy(
        "no column holds words, scores or answers of customers: is this a table of feedback? If so, say which ones do"
    ),
    # survey tools
    "questions_found": gettext_lazy("columns taken as questions: %(count)s"),
    "described_by": gettext_lazy("types and texts are those of the survey's description, “%(title)s”"),
    "hand_over_lss": gettext_lazy(
        "answers come as codes: hand over the survey's structure (.lss) as well, and they get their texts"
    ),
    "hand_over_details": gettext_lazy(
        "questions and choices come as ids: hand over the survey's details as well, and they get their wordings"
    ),
    "codes_without_texts": gettext_lazy(
        "choices come as numbers: hand over the survey file (.qsf), or export choice text, and they get their texts"
    ),
    "timings_left_out": gettext_lazy("how long each question took is left out (%(count)s columns)"),
    "derived_left_out": gettext_lazy(
        "what the tool made of the answers itself (groups, topics, orders) is left out (%(count)s columns)"
    ),
    "ip_left_out": gettext_lazy("IP addresses are left out"),
    "places_left_out": gettext_lazy("IP addresses and coordinates are left out"),
    "unfinished_kept": gettext_lazy(
        "answers of people who did not finish are taken as well; they have no date of submission"
    ),
    "time_of_last_action": gettext_lazy(
        "the time is that of the last action: not every row has a date of submission"
    ),
    "time_of_start": gettext_lazy("the time is that of the start: no other stands in every row"),
    "time_zone_named": gettext_lazy("times are in the zone that the file names, %(zone)s"),
    "time_zone_assumed": gettext_lazy(
        "the file does not name a time zone: times are taken as the organisation's own"
    ),
    "tests_found": gettext_lazy(
        "previews and test answers (%(count)s in the first rows) are kept as tests, apart from customers"
    ),
    "spam_found": gettext_lazy(
        "rows that the tool suspects to be spam (%(count)s in the first ones) are taken; their status says so"
    ),
    "answers_gathered": gettext_lazy(
        "rows with the same “%(name)s” are one questionnaire: %(rows)s rows in the first ones are %(groups)s"
    ),
    # service records
    "keys": gettext_lazy("“%(name)s” is what callers pressed at the end of the call"),
    "participation": gettext_lazy(
        "of the first %(all)s, %(asked)s were asked for their satisfaction and %(answered)s answered"
    ),
    "recording_linked": gettext_lazy("recordings are kept as the links in “%(name)s”, never fetched"),
    "speakers_split": gettext_lazy(
        "“%(name)s” is split by speaker: only what the customer said is read, the rest is kept apart"
    ),
    "speakers_unknown": gettext_lazy(
        "“%(name)s” does not say who is the customer: where nobody greets as staff does, all of it is read"
    ),
    "utterances_gathered": gettext_lazy(
        "rows with the same “%(name)s” are one conversation: %(rows)s rows in the first ones are %(groups)s"
    ),
    "tickets_of": gettext_lazy("written by %(tool)s"),
    "replies_apart": gettext_lazy("what staff answered (%(names)s) is kept apart from the customer's words"),
    "internal_left_out": gettext_lazy("internal notes (%(names)s) are not read"),
    # reviews
    "platform_assumed": gettext_lazy("the platform is not named: assumed from the parts of the rating"),
    "parts_of_rating": gettext_lazy("parts of the rating, each with its touchpoint: %(names)s"),
    "reply_apart": gettext_lazy("the merchant's reply is kept apart from the customer's words"),
    "added_joined": gettext_lazy("texts added later stand below their review"),
    "added_rows_joined": gettext_lazy("rows with the same id are put together: the later adds to the review"),
    "added_rows": gettext_lazy(
        "a row that adds to an earlier review is kept beside it and says which one it follows; its stars count once"
    ),
    "no_voice": gettext_lazy(
        "ratings that the platform gave by itself (%(rows)s in the first rows) are nobody's voice: left out"
    ),
    "no_words": gettext_lazy(
        "where nobody wrote anything (%(rows)s in the first rows), the platform's sentence is not taken for a text"
    ),
    "visit_route": gettext_lazy(
        "by which route the guest came (such as a voucher) is kept under a common name"
    ),
    # mystery visits
    "checks": gettext_lazy("%(count)s checks, each with its own scale"),
    "totals_apart": gettext_lazy("sums of sections are kept, but do not count once more: %(names)s"),
    "highest_in_row": gettext_lazy("row %(row)s gives the highest score of each check"),
    "checks_gathered": gettext_lazy("the rows of one visit are put together: one check each"),
}


def note(found: dict[str, Any]) -> str:
    """One thing that was understood, as a sentence; "" for a code without one."""
    phrase = NOTES.get(found["code"]) or WRITTEN.get(found["code"])
    if phrase is None:
        return ""
    data = {name: value for name, value in found.items() if name != "code"}
    if "format" in data:
        data["format"] = FORMAT_LABELS.get(data["format"], data["format"])
    return str(phrase) % data if data else str(phrase)


UNEXPECTED: Final = {
    "no_json": gettext_lazy("The answer is not what the settings say: it is no JSON."),
    "no_records": gettext_lazy(
        "The answer is not what the settings say: there is no list of records at “%(path)s”."
    ),
    "next_elsewhere": gettext_lazy(
        "The next page would lie on another server (%(url)s), which must not see the token."
    ),
    "same_page": gettext_lazy(
        "The next page would be the same one again. Check how the pages are told apart."
    ),
    "secret_unreadable": gettext_lazy(
        "The token was stored under another secret of this installation. Enter it again."
    ),
}
