"""Threats and calls for help: to leave, to go to law, to make it public; and what only sounds like one."""

import re

from zhiyin.science.understand.annotations import context
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import Place

_LAWYER_ZH = re.compile(
    "(?:找|请|联系|咨询|委托|聘|通过|让)(?:了|过)?(?:我的|我们的|个|一个|专业|了)?律师|律师(?:函|"
    "会|见|联系|已|来|处理)|(?:告|上|去|到|向|找)[^,。]{0,4}(?:法院|法庭)(?!旁|附近|对面|路|站)|"
    "(?:法院|法庭)(?:上?见|起诉|告|传票)"
    "|(?:要|会|去|就|等着|一定|准备)[^,。]{0,5}告(?!诉|知|别|示|白|辞|一段|急|吹)|告到|(?:去|找|"
    "向|报)[^,。]{0,4}(?:派出所|公安局)|(?:找|打|投诉|举报|向|到|去)[^,。]{0,4}工商(?!银行|行)"
)
_PUBLISH_ZH = re.compile(
    "(?:发|挂|传|放|投|捅)(?:到|在|上|给|个)?[^,。]{0,5}(?:微博|抖音|小红书|朋友圈|知乎|快手|b站|"
    "各大平台|各个平台|所有平台|视频号|大众点评|贴吧|论坛|公众号|电视台|记者|媒体)|(?:在|上|到|"
    "去)?(?:微博|抖音|"
    "小红书|朋友圈|知乎|快手|b站|论坛|贴吧|大众点评|电视台|视频号|各大平台|各个平台|所有平台|"
    "网上|全网)[^,。]{0,6}(?:曝光|挂|避雷|避坑|吐槽|揭露|控诉|见(?!过|到|了))"
    "|(?:万|千|百|[0-9])多?个?粉丝[^。!?]{0,12}(?:掂量|看着办|瞧|知道|会看|看看|讲讲|说说|评评|自重|等着)"
    "|(?:录音|录像|监控)[^。!?]{0,12}(?:曝光|公开|放上|传上|发网|发到|抖音|微博|网上|媒体)"
    "|(?:就|要|会|等|必|给|来|直接|去|准备|打算)[^,。]{0,4}曝光|(?:找|联系|打给|叫|请|通知|"
    "告诉)[^,。]{0,8}(?:记者|媒体|电视台)|(?:记者|媒体)(?:来|评|曝光|介入|报道)|"
    "自媒体.{0,6}(?:曝光|发)|(?:微博|抖音|小红书|知乎|快手|视频号)[^,。!?]{0,8}(?:写|编辑|录|拍|准备)好"
)
_LIKED_ZH = re.compile(
    "看到|看见|刷到|推荐|种草|好评|分享|打卡|晒|团购|领券|搜到|找到这|慕名|集|打折|转发|报道过|被.{0,4}报道"
)
_LAWYER_EN = re.compile(
    r"\b(?:my|our|call(?:ing)?|hire|hiring|contact(?:ing|ed)?|see(?:ing)?|speak(?:ing)? (?:to|"
    r"with)|talk(?:ing)? to|get(?:ting)?|consult(?:ing|ed)?|involve|hear from|from) (?:a |an |my |"
    r"our |the )?(?:lawyer|attorney|solicitor)s?"
    r"|\b(?:lawyer|attorney|solicitor)s? (?:will|is going to|has been|have been)|\b(?:will|'ll|to|"
    r"gonna|would|can|could|might|should|i|we|must) sue\b|\b(?:to|in|through the) court(?:s)?\b|"
    r"\bsue (?:you|them|this|for)"
)
_PUBLISH_EN = re.compile(
    r"\b(?:post\w*|shar(?:e|ing)|upload\w*|put(?:ting)?|blast\w*|expos(?:e|ing)|sham(?:e|ing)|"
    r"tweet\w*|goes|write|writing|tell(?:ing)?|leav(?:e|ing)|review|everyone|warn\w*|going|let|"
    r"know|knows?|hear\w*|see|seeing|i am a|i'm a|be)\b[^.!?]{0,40}"
    r"\b(?:twitter|facebook|tiktok|instagram|social media|youtube|reddit|yelp|linkedin|"
    r"google reviews|trustpilot|followers|readers|subscribers|blog\w*|influencer|vlog\w*|podcast|"
    r"google|tripadvisor|the internet|online|forums|everyone i know|evening news|news channel|"
    r"national news|local paper|the papers?|public)\b|\b(?:facebook|twitter|tiktok|youtube|"
    r"instagram|reddit|the internet|google|followers|subscribers|readers)\b[^.!?]{0,30}\b(?:will|hear|know|see|see this)\b|"
    r"\b(?:blogger|influencer|vlogger)\b"
)
_THREAT_EN = re.compile(
    r"\b(?:i'll|we'll|will|going to|gonna|expect|unless|tonight|otherwise|let's|i'm|we're|i am|"
    r"we are|i have|i've|want to|would|about to|until|my (?:video|post|review))\b"
)
_WATCHED_EN = re.compile(
    r"\b(?:saw|found|read|heard|seen|recommended|watched|watching|love your|follow|was on|thanks)\b"
)
_IF_HELP = re.compile(
    "奶油|蛋糕|发型|刘海|床垫|沙发|如果|要是|万一|怎么办|演习|险|防|避免|以免|测试|模拟|假装|险些|差点|推荐|火锅|锅底|锅里"
)
_HELP_SLANG = re.compile("好吃|好看|绝了|太好|可爱|好帅|好美|太美|太香|爱了|笑死|好笑|甜|便宜|种草|上头")
_IF_HELP_EN = re.compile(
    r"\b(?:if|in case of|in case|drill|movie|film|like a|photo|insurance|almost|nearly|would|"
    r"from choking|prevent|avoid|as if|test)\b"
)
_UNSURE_EN = re.compile(r"\b(?:don't|do not|didn't|not) (?:want to |need to )?$")
_NEVER_ZH = re.compile(
    "[^,。!?]{0,6}?(?:来|买|去|用|点|订|光顾|选|住|吃|办|存|合作|续|购|找你|找他|踏|相信|信|碰|"
    "进|消费|带|订购|下单|推荐|回头)"
)
_NEVER_NOT_ZH = re.compile(
    "[^,。!?]{0,4}?(?:用(?:担心|怕|排|跑|为|等|愁|花|操|麻烦|去|来|再)|担心|怕|愁|犯|发生|"
    "选择?(?:别|其他)|去别|处理|解决|给(?!你)|回复|道歉|发货|来人|改|退|走|出现|犹豫|纠结|为难|"
    "操心|排队|后悔|失望|错过|换|来不及|用不着|信任何)"
)
_NEVER_EN = re.compile(
    r"(?:\b(?:never|(?<!can )not|wont)|(?<!ca)(?<!did)n't)(?: \w+){0,2} (?:come|coming|go|going|"
    r"be|return\w*|order\w*|buy\w*|shop\w*|eat\w*|stay\w*|us(?:e|ing)|visit\w*|book\w*|deal\w*|"
    r"fly\w*|do|doing|purchas\w*|giv\w*|spend\w*|trust\w*|step|set|rent\w*"
    r"|bank\w*|support\w*|touch\w*|see me|set foot|choose|hir\w*)\b(?: [\w']+){0,6} $"
)
_WILLING_EN = re.compile(r"\b(?:hesitate|wait to|help but|resist|stop|think twice about)\b")
_RIVAL_EN = re.compile(
    r" (?:suppliers?|providers?|banks?|compan(?:y|ies)|carriers?|insurers?|gyms?|airlines?|"
    r"networks?|brands?|stores?|shops?|apps?|services?|vendors?|hotels?|dealers?|salons?|"
    r"dentists?|doctors?)\b|$"
)
_LEAVES_FOR_EN = re.compile(
    r"(?<!never )(?<!not )(?<!n't )\b(?:look(?:ing)? for|find(?:ing)?|switch(?:ing)? to|mov(?:e|"
    r"ing) to|go(?:ing)? (?:to|with)|chang(?:e|ing) to|choos(?:e|ing)|search(?:ing)? for|"
    r"try(?:ing)?|join(?:ing)?|sign(?:ing)? up with|us(?:e|ing)) $"
)
_BY_OTHERS_ZH = re.compile("(?:服务员|店员|客服|朋友|师傅|他|她|店家)[^,]{0,4}$")
_HOW_ZH = re.compile("(?:怎么|如何|怎样)(?:才能)?$")
_CHANGED_ZH = re.compile(
    "(?:成|到|去|用|了)?(?:个|一个|一家|家|隔壁|对面|别的?|其他的?|别家|其它的?)[^,。]{0,4}(?:公司|家|银行|"
    "[建招工农交]行|平台|快递|店|品牌|牌子|运营商|酒店|软件|app|商家|超市|医院|机构|餐厅|供应商|网点|航空|地方)"
)
_GIVEN_UP_ZH = re.compile(
    "(?:掉|了)?(?:我的|我|你们的?|这个?|贵行的?)?(?:账|帐|会员|卡|银行卡|信用卡|app|用户|$|,|吧|"
    "!)|(?:到)?(?:别|其他|其它)"
)
_LUCKILY_EN = re.compile(r"\b(?:anywhere else|elsewhere|any other|another brand|without)\b")


def never(place: Place, entry: Entry, findings: Findings) -> float:
    """不会再…来/买/用, "will not … buy … again"."""
    if entry.latin:
        if place.sentence(_LUCKILY_EN) or place.earlier(_WILLING_EN):
            return 0
        return 0.8 if place.before(_NEVER_EN, 70) else 0
    if place.after(_NEVER_NOT_ZH, 10) or context.negated(place, False) or place.ends_with("?"):
        return 0
    return 0.85 if place.after(_NEVER_ZH, 12) else 0


def change(place: Place, entry: Entry, findings: Findings) -> float:
    """换一家公司, 注销会员: what is changed or given up."""
    if entry.latin:
        return 0.75 if place.after(_RIVAL_EN, 24) and place.before(_LEAVES_FOR_EN, 50) else 0
    if (
        (place.ends_with("?") and not place.before(_HOW_ZH, 6))
        or context.negated(place, False)
        or place.before(_BY_OTHERS_ZH, 8)
    ):
        return 0
    return (
        0.8 if place.after(_CHANGED_ZH if place.whole.startswith("换", place.b) else _GIVEN_UP_ZH, 14) else 0
    )


_OWN_LIFE = re.compile("(?:我|想|要|闹|企图|他|她)[^你]{0,3}$")


def helpless(place: Place, entry: Entry, findings: Findings) -> float:
    latin = entry.latin
    if context.negated(place, latin):
        return 0
    if place.sentence(_IF_HELP_EN if latin else _IF_HELP):
        return 0
    if not latin and place.b == place.cl and place.e == place.ch and place.whole.startswith("晕", place.b):
        # Said by itself, 晕倒 is a sigh.
        return 0
    if not latin and place.whole.startswith("自杀", place.b) and not place.before(_OWN_LIFE, 5):
        return 0
    if not latin and (place.following(_HELP_SLANG, 16) or findings.feeling(place.sl, place.sh + 16) > 0.6):
        return 0
    if latin and findings.feeling(place.sl, place.sh) > 0.6:
        return 0
    return 0.85


def legal(place: Place, entry: Entry) -> bool:
    """律师, 法院, lawyer, court: words that threaten only beside what is done with them."""
    latin = entry.latin
    found = place.sentence(_LAWYER_EN if latin else _LAWYER_ZH)
    if found is None or not found.start() <= place.b < found.end() or context.negated(place, latin):
        return False
    # Sue at the front desk.
    return not (
        latin and place.whole.startswith("sue", place.b) and place.given(place.b, place.e)[0].isupper()
    )


def published(place: Place, entry: Entry) -> bool:
    """微博, 记者, Facebook: where it is going to be made public, not where it was seen."""
    latin = entry.latin
    found = place.sentence(_PUBLISH_EN if latin else _PUBLISH_ZH)
    if found is None or not found.start() <= place.b < found.end() or context.negated(place, latin):
        return False
    if place.sentence(_WATCHED_EN) if latin else place.sentence(_LIKED_ZH):
        return False
    return not latin or place.sentence(_THREAT_EN) is not None


# "Didn't come back to our table", "do not use this".
_ADVISED_EN = re.compile(r"(?:\bdid ?|\bdoes ?|^do ?)$")


# 被转走五万 happened to the customer.
_TAKEN_ZH = re.compile("被(?:人|盗|偷|骗)?(?:全部)?$")


def meant(place: Place, entry: Entry) -> bool:
    """Whether a phrase that threatens by itself is meant: not denied, not what was read somewhere."""
    latin = entry.latin
    if context.negated(place, latin):
        return False
    if entry.code == "media_threat":
        if latin:
            return place.sentence(_THREAT_EN) is not None and place.sentence(_WATCHED_EN) is None
        return place.sentence(_LIKED_ZH) is None
    if (
        latin
        and entry.code == "churn_threat"
        and _ADVISED_EN.search(place.whole, max(place.sl, place.b - 5), place.b)
    ):
        return False
    if not latin and place.before(_TAKEN_ZH, 4):
        return False
    cancels = entry.code == "churn_threat" and latin and place.whole.startswith("cancel", place.b)
    return not (cancels and place.before(_UNSURE_EN, 24))
