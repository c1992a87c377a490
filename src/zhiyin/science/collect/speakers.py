"""Who speaks in a conversation: what customers and staff are called, and how staff give themselves away."""

import re
import unicodedata
from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """Whose words they are. Bots, systems and recorded voices are on the side of staff."""

    CUSTOMER = "customer"
    STAFF = "staff"


# As a part of what somebody is called: 在线客服小美, 人工坐席8021. Looked for before those of customers, because of
# 客户经理 and 客户服务.
_STAFF: Final = re.compile(
    "客服|客户服务|客户经理|坐席|座席|工号|话务|接线|接待|受理|工作人员|服务人员|服务员|业务员|专员|顾问|经理|柜员|店员|店长|"
    "店家|商家|卖家|管家|导购|助理|助手|机器人|智能|系统|语音|导航|提示音|被叫|技师|医生|护士|老师|"
    r"\b(?:agents?|advisor|adviser|representative|rep|csr|operators?|support|staff|bot|chatbot|system|assistant|ivr|"
    r"service|employee|seller|merchant|outgoing|outbound|callee|activity|template)\b"
)
_CUSTOMER: Final = re.compile(
    "客户|顾客|用户|会员|买家|访客|来电|来访|市民|乘客|旅客|患者|业主|车主|消费者|投诉人|举报人|主叫|客人|家长|居民|读者|学员|"
    "持卡人|储户|住户|当事人|对方|本人|先生|女士|小姐|太太|"
    r"\b(?:customers?|clients?|callers?|users?|end-?users?|visitors?|guests?|buyers?|contacts?|consumers?|requesters?|"
    r"human|patient|passenger|incoming|inbound|me)\b"
)
# A heading within somebody's words, not somebody: 客服态度：很差, 会员卡号：8021
_HEADING: Final = re.compile(
    "态度|号码|卡号|单号|账号|电话|手机|姓名|地址|信息|等级|名称|问题|反馈|评价|时间|日期|质量|水平|需求|诉求|原因|情况|要求|说$|表示|"
    "反映|描述|备注|记录|结果|答复|回复|意见|建议|类型|类别|来源|状态|编号|标签|优点|缺点|体验|"
    r"\b(?:name|id|number|phone|email|address|type|status|level|feedback|issue|problem|comment|rating|note)\b"
)
_NUMBERED: Final = re.compile(
    r"(?:speaker|spkr?|channel|ch|说话人|讲话人|发言人|角色|声道|人员)[ _-]?(?:[0-9]{1,2}|[a-z]|[一二三四甲乙丙])"
    r"|(?:左|右)声道|[甲乙丙丁]|[a-d]|[0-9]|[一二三]|男|女"
)
_GREETING: Final = re.compile(
    "为您服务|为你服务|很高兴为|工号|欢迎致电|欢迎拨打|欢迎来电|感谢您的来电|感谢来电|有什么可以帮|有什么能帮|可以帮到您|"
    "请问您?有什么(?:问题|需要|事)|请问您?需要什么|这里是.{0,16}(?:客服|热线|中心|公司|银行|酒店)|请您?稍等|请您?稍后|"
    "祝您(?:生活|工作)?愉快|对(?:本次|我的|此次)服务.{0,6}评价|还有(?:什么|其他|别的).{0,6}(?:可以|需要)帮|"
    "(?:how|what) (?:can|may) i (?:help|do|assist)|thank(?:s| you) for (?:calling|contacting)|"
    "is there anything else|how may i (?:help|assist)|my name is .{1,30} from|have a (?:nice|great|good) day"
)


def called(who: str) -> str:
    """What somebody is called, as it is compared: without width and case."""
    return unicodedata.normalize("NFKC", who).strip().casefold()


def side_of(who: str) -> Side | None:
    """Whose side somebody is on by what they are called; None when that does not say."""
    name = called(who)
    if _HEADING.search(name):
        return None
    if _STAFF.search(name):
        return Side.STAFF
    if _CUSTOMER.search(name):
        return Side.CUSTOMER
    return None


def is_numbered(who: str) -> bool:
    """Whether somebody is only told apart, not named: Speaker 1, 说话人2, A, 左声道."""
    return _NUMBERED.fullmatch(called(who)) is not None


def greets(said: str) -> int:
    """How often the words are such as only staff says: 很高兴为您服务, 工号 8021, how may I help you."""
    return len(_GREETING.findall(unicodedata.normalize("NFKC", said).casefold()))
