"""What columns are called, in Chinese and English."""

import re
import unicodedata
from typing import Final

from zhiyin.science.collect.traditional import simplified

_JUNK = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\s_\-—–:：()（）\[\]【】<>《》/\\.。、*#?？!！\"'“”]+")


def plain(name: str) -> str:
    """A header without what people write differently: width, case, spaces, punctuation."""
    return _JUNK.sub("", simplified(unicodedata.normalize("NFKC", name).casefold()))


def _names(text: str) -> frozenset[str]:
    return frozenset(plain(name) for name in text.split("|"))


# field -> names. A header is compared as a whole first, then by what it contains (see CONTAINED).
NAMES: Final[dict[str, frozenset[str]]] = {
    "id": _names(
        "id|编号|唯一标识|记录编号|记录id|评价id|评价编号|评论id|"
        "评论编号|点评id|反馈id|反馈编号|答卷编号|答卷id|问卷编号|"
        "工单号|工单编号|工单id|投诉编号|单据号|流水号|"
        "通话id|会话id|response id|responseid|respondent id|record id|"
        "review id|feedback id|comment id|ticket id|ticket number|case id|case number|survey id|submission id|"
        "source id|source_id|external id|uuid|guid|uniqueid|unique id|row id"
    ),
    "time": _names(
        "time|时间|日期|date|datetime|timestamp|评价时间|评价日期|"
        "评论时间|评论日期|点评时间|反馈时间|反馈日期|提交时间|提交日期|"
        "提交答卷时间|填写时间|答题时间|完成时间|结束时间|创建时间|创建日期|"
        "发表时间|发布时间|投诉时间|受理时间|来电时间|通话时间|"
        "下单时间|消费时间|就餐时间|到店时间|服务时间|发生时间|submitted at|submitted|submit time|submission date|"
        "submission time|submit date|created at|created|create time|"
        "creation date|created date|date created|recorded date|"
        "response date|response time|review date|review time|"
        "feedback date|feedback time|comment date|comment time|"
        "survey date|completed at|completed|end date|enddate|occurred at|occurred_at|posted at|date submitted|"
        "at|when|visit date|call time|opened at|ts|submitted on|created on|recorded on|posted on|reviewed on|visited on|"
        "date of visit|date of feedback|date of survey|date of review|date of response|interview date"
    ),
    "text": _names(
        "text|评论|评价|评价内容|评论内容|点评|点评内容|内容|反馈|"
        "反馈内容|意见|意见建议|意见和建议|意见与建议|建议|留言|留言内容|"
        "描述|详情|正文|文本|原文|备注说明|投诉内容|投诉描述|问题描述|"
        "诉求内容|诉求|来电内容|对话内容|聊天内容|用户评价|用户评论|客户评价|"
        "客户反馈|客户意见|客户原声|原声|开放题|原因|理由|推荐原因|"
        "打分原因|评分原因|您的建议|comment|comments|review|reviews|"
        "review text|review body|review content|feedback|feedback text|verbatim|content|message|body|description|"
        "suggestion|suggestions|remark|remarks|open text|"
        "opentext|free text|freetext|customer comment|customer comments|"
        "微博正文|微博内容|帖子内容|帖子正文|发帖内容|笔记内容|笔记正文|评价详情|评价详细|评论详情|点评详情|反馈详情|意见内容|建议内容|意见详情|评价说明|评价描述|客户意见内容|"
        "user review|reason|answer text|response text|opinion|comment text|voice|what they said|transcript"
    ),
    "title": _names("title|标题|主题|评论标题|评价标题|review title|subject|headline|summary|概要|摘要"),
    "unit": _names(
        "unit|门店|门店名|门店名称|店铺|店铺名|店铺名称|店名|店|"
        "分店|分店名称|商户|商户名称|餐厅|餐厅名称|网点|网点名称|支行|"
        "支行名称|分行|机构|机构名称|营业厅|部门|单位|组织|"
        "被投诉机构|被投诉网点|被投诉门店|被投诉单位|涉诉机构|涉及门店|涉及机构|责任门店|"
        "所属门店|所属机构|所属网点|服务门店|消费门店|store|store name|shop|"
        "shop name|branch|branch name|location|location name|"
        "outlet|outlet name|restaurant|restaurant name|unit name|"
        "site|site name|department|office|business unit|property|hotel name|hotel|venue"
    ),
    "unit_code": _names(
        "unit code|unitcode|unit id|门店编号|门店编码|门店代码|门店id|门店号|"
        "店铺编号|店铺编码|店铺id|店号|店码|网点编号|网点代码|"
        "网点号|机构编号|机构代码|机构号|支行编号|商户编号|商户号|"
        "property code|property id|hotel code|hotel id|restaurant code|restaurant id|"
        "store id|store code|store no|store number|storeid|shop id|"
        "shop code|branch id|branch code|branch no|location id|"
        "location code|outlet id|outlet code|site id|site code"
    ),
    "channel": _names(
        "channel|渠道|来源渠道|反馈渠道|评价渠道|渠道名称|触达渠道|"
        "平台|平台名称|来源平台|评价平台|来源|platform|source channel|"
        "feedback channel|review platform|medium|触点渠道|review source|origin|source"
    ),
    "customer_number": _names(
        "customer|customer id|customer_id|customerid|customer no|"
        "customer number|customer code|client id|member id|"
        "member no|member number|memberid|user id|userid|uid|会员号|会员编号|"
        "会员id|会员卡号|会员|客户号|客户编号|客户id|客户|"
        "客户代码|用户id|用户编号|用户号|顾客编号|顾客id|顾客号|"
        "顾客|账号|account id|respondent|buyer id|guest id|guest"
    ),
    "mobile": _names(
        "联络电话|联络方式|mobile|手机|手机号|手机号码|联系电话|电话|电话号码|"
        "联系方式|来电号码|phone|phone number|mobile number|mobile phone|"
        "tel|telephone|cell|cellphone|客户电话|客户手机|会员手机|会员手机号"
    ),
    "email": _names(
        "email|e-mail|邮箱|电子邮箱|邮件地址|邮箱地址|email address|mail|recipient email|客户邮箱"
    ),
    "openid": _names("openid|open id|微信openid|wechat openid"),
    "unionid": _names("unionid|union id"),
    "wecom": _names("external userid|external_userid|外部联系人id|企业微信id|wecom id"),
    "customer_name": _names(
        "name|姓名|客户姓名|顾客姓名|会员姓名|客户名称|用户名|"
        "昵称|用户昵称|客户昵称|customer name|user name|username|"
        "nickname|full name|reviewer|reviewer name|author|guest name|联系人"
    ),
    "tier": _names(
        "tier|会员等级|会员级别|会员层级|等级|级别|客户等级|"
        "客户级别|客户层级|用户等级|vip等级|vip|level|membership|"
        "membership level|membership tier|member level|member tier|"
        "customer tier|customer level|loyalty tier|segment tier"
    ),
    "touchpoint": _names(
        "touchpoint|touch point|触点|接触点|触点名称|环节|服务环节|"
        "体验环节|旅程环节|旅程触点|journey stage|stage|step|场景"
    ),
    "kind": _names("kind|反馈类型|记录类型|数据类型|来源类型|feedback type|record type|signal kind"),
    "anonymous": _names("anonymous|匿名|是否匿名|匿名评价|is anonymous|isanonymous|anonymous review"),
    # scores
    "nps": _names(
        "nps|nps分|nps评分|nps得分|nps分数|nps打分|净推荐值|推荐值|"
        "推荐意愿|推荐度|推荐可能性|推荐分|推荐分数|推荐打分|推荐程度|推荐|"
        "nps score|nps rating|net promoter score|likelihood to recommend|"
        "how likely are you to recommend|ltr|recommend|"
        "recommendation|recommend score|recommendation score|would recommend|推荐指数"
    ),
    "csat": _names(
        "csat|满意度|总体满意度|整体满意度|满意度评分|满意度打分|"
        "满意度得分|满意度分数|服务满意度|满意|满意程度|csat score|"
        "csat rating|satisfaction|overall satisfaction|"
        "customer satisfaction|satisfaction score|satisfaction rating|"
        "sat score|osat"
    ),
    "ces": _names(
        "ces|ces分|ces评分|ces得分|费力度|客户费力度|轻松度|"
        "容易程度|便捷度|费力程度|ces score|effort|effort score|"
        "customer effort|customer effort score|ease|ease score|made it easy"
    ),
    "rating": _names(
        "rating|ratings|stars|star|star rating|评分|星级|打分|得分|"
        "分数|评星|总评分|总分|综合评分|总体评分|整体评分|总体评价|"
        "星级评分|评价星级|评价分数|评价得分|用户评分|"
        "score|overall rating|overall score|review rating|review score|"
        "rate|grade|points"
    ),
}

# Parts of a header that give a field away when the whole is not known; in this order.
CONTAINED: Final[tuple[tuple[str, str], ...]] = (
    (
        "nps",
        "nps|净推荐|推荐意愿|推荐可能|愿意推荐|愿意向|likelytorecommend|likelihoodtorecommend|recommendus",
    ),
    ("ces", "费力|轻松程度|customereffort|madeiteasy|howeasy"),
    ("csat", "csat|满意度|满意程度|多满意|总体满意|整体满意|satisfaction|satisfiedareyou|howsatisfied"),
    ("mobile", "手机|联系电话|phonenumber|mobile"),
    ("email", "邮箱|电子邮件|email"),
    ("unit_code", "门店编|店铺编|网点编|机构编|门店代码|门店id|storeid|storecode|shopid|branchid|branchcode"),
    ("openid", "openid"),
    ("unionid", "unionid"),
    ("wecom", "externaluserid|外部联系人id"),
    ("time", "时间|日期|月份|年月|账期|datetime|timestamp|submittedat|createdat|date"),
    ("rating", "星级|评分|打分|starrating|rating"),
    (
        "text",
        "评论内容|评价内容|反馈内容|意见|建议|原因|理由|"
        "评语|留言|描述|verbatim|comment|feedback|reviewtext|suggestion",
    ),
    ("unit", "门店|店铺|网点|支行|分店|餐厅|storename|branchname"),
    ("customer_number", "会员号|会员编号|客户编号|用户id|customerid|memberid|userid"),
    ("tier", "会员等级|会员级别|客户等级|membertier|loyaltytier|membershiplevel"),
    ("channel", "渠道|channel"),
    ("touchpoint", "触点|touchpoint"),
)


# What a header of words may end with: 您的评价, 顾客反馈, customer review.
_WORDS_END: Final = ("评价", "评论", "点评", "反馈", "内容", "review", "reviews", "remarks", "message")
_ASIDE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_QUESTION = re.compile(r"^q\d{1,2}(?=\D)")
_SCALE = re.compile(r"(?<![0-9.])([01])\s*(?:-|–|—|~|～|至|到|to)\s*([1-9][0-9]{0,2})(?![0-9.])")


def scale_named(name: str) -> tuple[float, float] | None:
    """The scale that a header names: 满意度（1-5分）, Rating (0–10)."""
    found = _SCALE.search(unicodedata.normalize("NFKC", name))
    if found is None or int(found[2]) <= int(found[1]):
        return None
    return float(found[1]), float(found[2])


_RECOMMENDED: Final = re.compile(
    r"推荐.{0,14}(?:可能|意愿|愿意|程度|打分|评分|几率|概率)|(?:可能|愿意|意愿|是否会|会不会).{0,14}推荐"
)
# What only tells of words: 意见类别, 投诉描述人.
_OF_WORDS: Final = re.compile(
    r"(?:类别|类型|分类|标签|编号|状态|等级|级别|来源|渠道|人|部门|数量?|条数|字数|id|type|category|tags?|count|status|by)$"
)
_WHY: Final = re.compile(r"原因|理由|为什么|为何|哪些|什么")
# Between the name of a group of columns and the name of one of them, where a header has two lines.
GROUP: Final = " / "
# Numbers and names of our own people and places are no customer's.
_OURS: Final = re.compile(
    r"店长|店员|员工|坐席|座席|客服|商家|商户|门店|店铺|网点|经理|顾问|技师|配送员|骑手|司机|服务员|接线|受理人|处理人|被叫|主管|"
    r"agent|staff|employee|store|shop(?!per)|merchant|branch|driver|courier|rider|assignee|manager|called",
    re.IGNORECASE,
)
_PERSONAL: Final = frozenset({"mobile", "email", "customer_name", "customer_number", "wecom"})
_REPLY: Final = re.compile(
    r"(?:商家|店家|商户|店铺|官方|客服|酒店|掌柜|门店|管家|卖家|平台|owner|merchant|"
    r"seller|business|shop|our|developer|hotel|property|company|"
    r"agent|manager).{0,6}(?:回复|答复|解释|reply|replies|response)|"
    r"^response from (?:the )?\w+$|^(?:回复|答复)(?:内容|详情)?$|^reply(?: text| body| content)?$",
    re.IGNORECASE,
)
_NOT_WORDS: Final = re.compile(r"时间|日期|状态|人$|率|次数|时长|是否|date|time|status|\bby$", re.IGNORECASE)
_STAFF_NOTE: Final = re.compile(
    r"处理|整改|跟进|跟踪|内部|核实|审核|解决方案|解决措施|责任|回访(?:结果|备注|情况)|客服备注|工单备注|改进措施|结案|"
    r"resolution|handling|internal|"
    r"(?:agent|staff|admin|manager|employee|supervisor|owner)s? ?(?:note|comment|remark)|follow.?up|action taken|root cause",
    re.IGNORECASE,
)


# What a column of customers' own words may be called beside the one that is taken for the text.
_OWN_WORDS: Final = re.compile(
    r"优点|缺点|不足|优势|劣势|好的地方|改进|改善|补充|最满意|^不?满意$|说的话|心里话|对我们|其他|其它|还有|哪些|为什么|为何|具体|想说|希望|期望|期待|印象|亮点|吐槽|"
    r"\b(?:why|what|how could|pros|cons|likes?|dislikes?|improve\w*|tell us|anything else|explain|describe)\b|[?？]\s*$",
    re.IGNORECASE,
)


# Days in a customer's life and ends of terms: none on which somebody said something.
_OTHER_DAY: Final = re.compile(
    r"出生|生日|入会|注册|开户|办卡|开卡|入职|到期|截止|有效期|生效|导出|打印|制表|birth|\bdob\b|regist|member since|joined|"
    r"expir|due\b|valid|export|print|hired",
    re.IGNORECASE,
)


def is_other_day(name: str) -> bool:
    """Whether a column of days tells of something else than the feedback: 出生日期, 到期日, registered on."""
    return _OTHER_DAY.search(name) is not None


def asks_for_words(name: str) -> bool:
    """Whether a column's name asks customers for words of their own: 优点, 还有什么想说的？, What could we improve?"""
    return _OWN_WORDS.search(name) is not None and not is_staff_note(name)


def is_reply(name: str) -> bool:
    """Whether a column holds what the merchant answered."""
    return _REPLY.search(name.strip()) is not None and _NOT_WORDS.search(name) is None


def is_staff_note(name: str) -> bool:
    """Whether a column holds what our own people wrote about the case."""
    return _STAFF_NOTE.search(name) is not None


def field_named(name: str) -> tuple[str, bool] | None:
    """The field that a header names, and whether the whole header does (else a part of it); or None.

    Of a header in two lines, "group / name", the name counts first: 基本信息 / 门店 is a unit; then the whole, then
    the group: 评价 / 卫生.
    """
    if GROUP in name:
        group, _sep, last = name.rpartition(GROUP)
        found = _named(last)
        if found is None or not found[1]:
            found = _named(name) or found or _named(group)
            found = (found[0], False) if found else None
    else:
        found = _named(name)
    if found is not None and found[0] in _PERSONAL and _OURS.search(name):
        return None
    return found


def _named(name: str) -> tuple[str, bool] | None:
    key = plain(name)
    if not key:
        return None
    aside = plain(_ASIDE.sub("", name))
    for whole in dict.fromkeys(
        (key, aside, _QUESTION.sub("", aside))
    ):  # effort (1-7), 评分（满分5分）, Q4推荐
        for field, names in NAMES.items():
            if whole in names:
                return field, True
    if _RECOMMENDED.search(key) and not _WHY.search(key):
        return "nps", False
    for field, parts in CONTAINED:
        if any(part in key for part in parts.split("|")) and not (
            field == "text" and _OF_WORDS.search(key) is not None
        ):
            return field, False
    return ("text", False) if key.endswith(_WORDS_END) else None
