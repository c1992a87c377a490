"""Which attributes name a person, or one visit of one person: they are not kept with what was said in confidence."""

import re
from collections.abc import Mapping
from typing import Any, Final

# By their names, in both languages, whatever stands before or behind them.
_CHINESE: Final = re.compile(
    "姓名|名字|称呼|昵称|用户名|网名|微信|手机|电话|座机|联系方式|联系人|邮箱|邮件|身份证|证件|护照|车牌|地址|住址|门牌|房号|房间号|"
    "桌号|会员|客户|顾客|用户|买家|卡号|账号|帐号|工号|员工|学号|设备|订单|单号|流水|票号|券码|验证码|邀请|令牌|链接|网址|来源详情|"
    "病历|住院号|门诊号|就诊|床号|床位|座位|座号|航班|合同号|保单|案件号|推荐人|介绍人|签名|签字|微博|抖音|支付宝|指纹|学籍|社保|号码|"
    "编号|序号|生日|出生|定位|经度|纬度|坐标|提交|开始时间|结束时间|完成时间|答题时间|填写时间|所用时间|用时"
)
_ID: Final = "(?: ?(?:id|no|number))?"
_ENGLISH_NAMES: Final = (
    "name", "(?:first|last|full|nick|user) ?name", "surname", "user", "login", "contact", "phone", "mobile", "tel",
    "telephone", "cell", "e ?mail", "mail", "wechat", "openid", "unionid", "external ?userid", "qq", "id ?card",
    "passport", "plate", "address", "street", "zip", "post ?code", f"member{_ID}", f"customer{_ID}", "client ?id",
    "respondent", "participant", "employee", "staff ?id", "student ?id", "device", "cookie", "session", f"order{_ID}",
    "booking ?(?:id|no|number)", f"ticket{_ID}", "receipt", "invoice", "voucher ?code", "token", "invitation", "invite",
    "link", "url", "referr?er", "ip", "latitude", "longitude", "lat", "lng", "lon", "location", "gps", "birthday",
    "birth ?date", "date ?of ?birth", "dob", "id", "uid", "uuid", "guid", "seq", "serial", "number", "no",
    "imei", "imsi", "mac(?: ?address)?", "fingerprint", "handle", "signature", "initials", "ssn", "vin",
    "(?:patient|passenger|guest|account|policy|contract|case|flight|room) ?(?:id|no|number)", "seat", "bed",
    "(?:start|end|recorded) ?(?:date|time)", "submit(?:ted)?(?: ?(?:at|date|time))?", "duration", "time ?stamp",
    "(?:created|completed)(?: ?at)?",
)  # fmt: skip
_ENGLISH: Final = re.compile(f"(?:^|[^a-z])(?:{'|'.join(_ENGLISH_NAMES)})(?:$|[^a-z])")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# A moment to the minute, an address on the network, a long run of letters and digits: each may single somebody out.
_MOMENT: Final = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.{0,4}\d{1,2}[:：时]\d{2}")
_NETWORK: Final = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b|https?://|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b"
)
_CODE: Final = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9_\-]{8,}")
_KEPT: Final = frozenset({"visit_route", "voucher", "occasion", "party_size", "spend_per_person"})


def names_somebody(name: str) -> bool:
    """Whether a column or question of this name holds what singles a person out."""
    if name in _KEPT:
        return False
    plain = _CAMEL.sub(" ", name).replace("_", " ").replace("-", " ").replace(".", " ").lower()
    return _CHINESE.search(name) is not None or _ENGLISH.search(plain) is not None


def singles_out(value: Any) -> bool:
    """Whether this value may single somebody out, whatever it is called: an exact moment, a network address, a code."""
    if not isinstance(value, str):
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1_000_000
    return (
        _MOMENT.search(value) is not None
        or _NETWORK.search(value) is not None
        or _CODE.fullmatch(value.strip()) is not None
    )


def without_identifiers(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that may be kept with words said in confidence."""
    return {
        name: value
        for name, value in attributes.items()
        if not names_somebody(name) and not singles_out(value)
    }
