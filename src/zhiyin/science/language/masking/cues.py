"""Words beside a number that say what it is."""

import re

# Right before a number: it is an order's, not a person's.
_ORDER_CUE = re.compile(
    r"(?:订单|訂單|單號|单号|运单|快递|快件|物流|流水|编号|編號|工单|货号|貨號|型号|型號|条码|条形码|"
    r"序列|批次|批号|发票|票号|"
    r"取餐码|取件码|券码|验证码|校验码|包裹|面单|合同|案件|产品码|商品码|货单|交易|凭证|"
    r"order|track(?:ing)?|serial|invoice|ticket|booking|reference|ref|sku|s/n|parcel|shipment|model|barcode|transaction|"
    r"product|item|case|isbn|imei|ean|upc|batch|lot|confirmation)"
    r"(?:号码|编号|單號|单号|碼|码|號|号)?(?:\s*(?:number|id|no\.?|code))?\s*(?:[:：#＃是为]|is)?\s*[A-Z#\-]{0,5}$",
    re.IGNORECASE,
)
# What couriers put directly before the digits of a parcel's number.
_COURIER = re.compile(
    r"(?:^|[^A-Za-z])(?:SF|YT|YTO|JT|JD[A-Z]{0,2}|ZTO|STO|YD|EMS|DPK?|LP|UPS|TBA|SN|SKU|PO|ISBN)-?$"
)
_PHONE_CUE = re.compile(
    r"(?:电话|電話|座机|座機|固话|热线|致电|拨打|联系方式|来电|tel|telephone|phone|call|fax|传真|mobile|cell|contact)"
    r"(?:号码|號碼|号|number|no\.?|at|me|us|me at|us at|on)?\s*(?:[:.是为]|is|was)?\s*$",
    re.IGNORECASE,
)
_MOBILE_CUE = re.compile(
    r"(?:电话|電話|手机|手機|联系|聯繫|号码|號碼|致电|拨打?|回电|打|微信|tel|telephone|phone|call|mobile|cell|contact|text|reach|number)"
    r"(?:号码|號碼|号|號|number|no\.?|at|me|us|me at|us at|on|方式|我)?\s*(?:[:：.是为]|is|was)?\s*[(（]?$",
    re.IGNORECASE,
)
_CARD_CUE = re.compile(
    r"(?:卡号|卡號|银行卡|銀行卡|信用卡|储蓄卡|借记卡|账号|帳號|visa|card|account)(?:号码|号|number|"
    r"no\.?)?\s*(?:[:.是为]|is)?\s*$",
    re.IGNORECASE,
)


def is_order(plain: str, start: int) -> bool:
    """Whether the number that begins here is an order's, a parcel's or a thing's by the word before it."""
    return (
        _ORDER_CUE.search(plain, max(0, start - 28), start) is not None
        or _COURIER.search(plain, max(0, start - 8), start) is not None
    )


def is_called(plain: str, start: int) -> bool:
    """Whether a word before it says that the number is a telephone's."""
    return _PHONE_CUE.search(plain, max(0, start - 24), start) is not None


def is_reached(plain: str, start: int) -> bool:
    """Whether a word before it says that somebody is reached by the number."""
    return _MOBILE_CUE.search(plain, max(0, start - 24), start) is not None


def is_a_card(plain: str, start: int) -> bool:
    """Whether a word before it says that the number is a card's."""
    return _CARD_CUE.search(plain, max(0, start - 24), start) is not None
