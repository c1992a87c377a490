"""Purchases and transactions: tills, shops, back offices. Known by a time, money, and an order, goods or a customer."""

from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.columns import SCORES, Column, named_columns, settle_columns
from zhiyin.science.collect.contents import Seen, bare, seen_in, shown, talks
from zhiyin.science.collect.fields import CUSTOMER_FIELDS, PURCHASES
from zhiyin.science.collect.headers import field_named, is_other_day, is_reply, plain
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.keys import mostly_names, names_private_numbers
from zhiyin.science.collect.money import parse_amount
from zhiyin.science.collect.service_table import names
from zhiyin.science.collect.totals import is_total_like

# field -> names in the order of preference: of two columns the one whose name comes first
_NAMES: Final[dict[str, tuple[frozenset[str], ...]]] = {
    "order": (
        names(
            "订单号|订单编号|订单id|销售单号|销售单编号|小票号|小票编号|账单号|账单编号|发票号|发票号码|"
            "票号|单据号|单据编号|单号|"
            "order id|order no|order number|order|orderid|invoice|invoice no|invoiceno|invoice number|"
            "invoice id|bill no|"
            "bill number|receipt|receipt no|receipt number|receipt id|check number|basket|basket id|"
            "cart id|sales order"
        ),
        names(
            "交易号|交易单号|交易流水号|流水号|商户订单号|主订单号|子订单号|支付单号|transaction|"
            "transaction id|transaction no|"
            "transaction number|txn id|txn no|trans id|document no|document number|voucher no"
        ),
    ),
    "time": (
        names(
            "支付时间|付款时间|结账时间|结算时间|成交时间|消费时间|消费日期|交易时间|交易日期|销售时间|"
            "销售日期|付款日期|支付日期|"
            "收款时间|购买时间|购买日期|收银时间|买单时间|营业日期|invoice date|purchase date|"
            "transaction date|transaction time|"
            "trans date|paid at|payment date|payment time|sale date|sales date|date of purchase|"
            "purchased at|purchase time|"
            "txn date|order purchase timestamp|paid on"
        ),
        names(
            "下单时间|下单日期|订单时间|订单日期|订单创建时间|开单时间|开单日期|单据日期|创建时间|"
            "业务日期|开台时间|order date|"
            "order time|ordered at|order created at|created at|created|date created|document date|"
            "billing date"
        ),
        names("日期|时间|date|time|datetime|timestamp|day|发生时间|记录时间|ts|when"),
    ),
    "amount": (
        names(
            "实收|实付|实收金额|实付金额|实际支付|实际付款|实际收款|实际支付金额|实付款|支付金额|"
            "付款金额|收款金额|成交金额|买家实付|"
            "买家实付金额|实际成交金额|净额|净销售额|折后金额|优惠后金额|实际金额|买家实际支付金额|"
            "订单实收金额|订单实付金额|商品实付|"
            "net amount|net sales|net sale|net revenue|amount paid|paid amount|total paid|"
            "payment amount|paid|payment value|"
            "net total|net value"
        ),
        names(
            "金额|消费金额|交易金额|订单金额|销售额|销售金额|小计|小计金额|合计|合计金额|总金额|总价|"
            "总额|订单总价|订单总额|商品金额|"
            "营业额|价税合计|amount|total|total amount|total price|order total|line total|subtotal|"
            "sub total|revenue|sales|"
            "sale|sales amount|sale amount|value|dollar value|sales value|spend|spent|amount spent|"
            "order value|order amount|"
            "monetary|price total|invoice amount|invoice total|transaction amount|purchase amount|"
            "total sales|total value|"
            "grand total|amt|trans amount|tran amount|total spent|gross|gross sales|gross amount|charge|"
            "charged|turnover"
        ),
        names("应收|应收金额|应付金额|原价金额|原价合计|商品总价|商品总额|消费总额|标价金额|list total|original total"),
    ),
    "price": (
        names(
            "成交单价|实际单价|折后单价|单价|商品单价|销售单价|售价|商品价格|价格|unit price|unitprice|"
            "price|item price|"
            "price each|priceeach|price per unit|selling price|sale price|product price|avg price"
        ),
        names("原价|标价|吊牌价|零售价|list price|retail price|original price"),
    ),
    "quantity": (
        names(
            "数量|件数|购买数量|购买件数|销售数量|商品数量|成交数量|份数|销量|消费数量|总件数|qty|"
            "quantity|units|units sold|"
            "quantity ordered|order quantity|item count|items|number of items|num items|no of items|"
            "pieces|pcs|count|"
            "item quantity|number of units|unit qty|quantity sold"
        ),
    ),
    "product": (
        names(
            "商品名称|商品名|商品|品名|产品名称|产品|菜品名称|菜品|菜名|项目名称|消费项目|服务项目|"
            "货品名称|货品|宝贝标题|商品标题|"
            "套餐名称|课程名称|项目|品项|消费内容|购买商品|商品信息|物品名称|product name|product|"
            "item name|item|"
            "product description|item description|description|product title|lineitem name|sku name|dish|"
            "service|article name|"
            "itemname|productname"
        ),
        names(
            "商品分类|商品类别|品类|类别|类目|分类|产品类别|category|product category|product line|"
            "productline|department|"
            "product category name|product type"
        ),
    ),
    "product_code": (
        names(
            "商品编码|商品编号|商品条码|条码|条形码|商品id|商品代码|货号|款号|产品编号|产品编码|"
            "菜品编码|规格编码|商家编码|sku编码|skuid|"
            "stockcode|stock code|sku|sku id|sku code|product id|product code|item id|item code|itemid|"
            "productid|barcode|upc|"
            "ean|asin|article|article id|article no|product number|lineitem sku|part number|plu"
        ),
    ),
    "discount": (
        names(
            "优惠|优惠金额|优惠总额|折扣金额|折让|折让金额|满减|满减金额|优惠券金额|优惠券抵扣|券抵扣|"
            "活动优惠|店铺优惠|让利金额|"
            "会员优惠|减免金额|立减|红包|discount|discounts|discount amount|discount value|"
            "coupon amount|coupon discount|"
            "coupon disc|retail disc|promo amount|total discount|rebate|markdown"
        ),
        names("折扣|折扣率|优惠券|是否优惠|是否促销|discount rate|discount percent|discount pct|coupon|coupon code|"
              "promotion|promo|promo code|is discounted|on promotion|on sale|discounted|"
              "discount applied|promo code used"),
    ),
    "refund": (
        names(
            "退款|退款金额|退货金额|已退金额|已退款金额|退款总额|实退金额|refund|refund amount|refunded|"
            "refunded amount|"
            "amount refunded|total refunded|returned amount|returns"
        ),
    ),
    "status": (
        names("是否退款|是否退货|退款标志|退货标志|退款状态|退货状态|refund status|is refund|is return|is returned|returned|"
              "cancelled|is cancelled|canceled"),
        names("订单状态|交易状态|支付状态|单据状态|消费状态|状态|order status|payment status|transaction status|status|"
              "financial status|fulfilment status"),
        names("交易类型|单据类型|业务类型|消费类型|收支类型|类型|transaction type|trans type|type|txn type|document type"),
    ),
    "customer_number": (
        names(
            "会员卡号|会员号|会员编号|会员id|会员编码|会员卡|客户编号|客户号|客户id|客户编码|顾客编号|"
            "用户id|用户编号|客户代码|"
            "customer id|customerid|customer no|customer number|customer code|customer|member id|"
            "member no|memberid|member number|"
            "user id|userid|client id|clientid|buyer id|household key|household id|household|shopper id|"
            "loyalty id|"
            "loyalty card|card number|customer unique id|cust id|custid|patient id|guest id|"
            "subscriber id|visitor id|"
            "customer ref|customer key|account id|account no|account number|loyalty card number|"
            "membership id"
        ),
        names("卡号|会员|客户|顾客|用户|客户名称代码|card no|card id|client|buyer|user|member|account|consumer|cust|id"),
    ),
}  # fmt: skip
_PAID_BACK_TIME: Final = ("退款", "发货", "完成", "收货", "确认", "更新", "修改", "评价", "取消",
                          "refund", "ship", "deliver",
                          "updat", "modif", "cancel", "complet", "approv", "estimat", "due")  # fmt: skip
_LOOKED_AT: Final = 500


def purchases(head: Head, _descriptions: Descriptions = ()) -> Recognised | None:
    """A file of purchases; None where money, time or whose it was is missing, or customers say something in it."""
    found = purchase_table(head)
    fields = {column.field for column in found.columns}
    if "time" not in fields or not fields & {"amount", "price"}:
        return None
    whose = bool(fields & {*CUSTOMER_FIELDS})
    what = bool(fields & {"order", "product", "product_code", "quantity"})
    if not (whose or ("order" in fields and fields & {"product", "product_code", "quantity"})):
        return None
    if not (what or "amount" in fields):
        return None
    if head.header.numbers:
        return None if _says_something(found.columns, head) else found
    return found if whose and len(found.columns) <= 8 else None


def purchase_table(head: Head) -> Recognised:
    """The table read as purchases, whatever it is: for somebody who says that it is one."""
    header = head.header
    rows = [row for _, row in header.rows if not is_total_like(row)]
    width = len(header.names) if header.numbers else max((len(row) for row in rows), default=0)
    columns = named_columns(header.names if header.numbers else None, width)
    if len(header.lines) > 1:
        for column in columns:
            column.heads = [
                shown(line[column.index]) if column.index < len(line) else "" for line in header.lines
            ]
    different = list(dict.fromkeys(map(tuple, rows[:_LOOKED_AT])))
    seen = [seen_in(column.index, different) for column in columns]
    if header.numbers:
        _by_name(columns, seen)
    else:
        _by_content(columns, seen)
    _settle(columns, seen)
    settle_columns(columns, rows, [*header.titles, head.sheet, head.name])
    found = Recognised("purchases", columns, header, kind=PURCHASES, notes=list(header.notes))
    _note(found)
    return found


def _by_name(columns: Sequence[Column], seen: Sequence[Seen]) -> None:
    taken: dict[str, tuple[int, Column]] = {}
    for column, content in zip(columns, seen, strict=True):
        wanted, rank = _named(column.name)
        if not wanted or not _fits(wanted, column, content):
            if wanted and content.filled:
                column.because("content_disagrees", field=wanted)
            continue
        column.field = wanted
        column.because("name", name=column.name)
        other = taken.get(wanted)
        if other is None:
            taken[wanted] = rank, column
            continue
        loser = column
        if rank < other[0]:
            loser, taken[wanted] = other[1], (rank, column)
        loser.field = "attribute"
        if wanted == "time":
            loser.measures = "time"  # where the better one is blank
        loser.because("other_column_taken", field=wanted, name=taken[wanted][1].name)


def _named(name: str) -> tuple[str, int]:
    last = name.rpartition(" / ")[2]
    for key in dict.fromkeys((plain(name), plain(last), plain(last.partition("(")[0].partition("（")[0]))):
        for field, ranks in _NAMES.items():
            for rank, known in enumerate(ranks):
                if key in known:
                    return field, rank
    found = field_named(name)
    if found is None:
        return _by_part(plain(name))
    field, whole = found
    if field in CUSTOMER_FIELDS or field in ("customer_name", "tier", "unit", "channel"):
        later = 1 if "收货" in name or "receiver" in name.lower() or "ship" in name.lower() else 0
        return field, (0 if whole else 2) + later
    if field == "unit_code":
        return "unit", 3
    if field == "time" and not any(part in name.lower() for part in _PAID_BACK_TIME):
        return ("", 0) if is_other_day(name) else ("time", 3)
    return _by_part(plain(name))


# Parts of a name that give it away when the whole is not known.
_PARTS: Final = (
    ("refund", ("退款金额", "退货金额", "refundamount", "refunded")),
    ("discount", ("优惠金额", "折扣金额", "优惠券", "discount", "coupon")),
    ("quantity", ("numberof", "quantity", "qty", "数量", "件数")),
    ("amount", ("实收", "实付", "支付金额", "金额", "销售额", "amount", "totalprice", "dollarvalue",
                "revenue", "totalspent")),
    ("price", ("单价", "unitprice", "price")),
    ("product", ("商品名", "产品名", "菜品名", "productname", "itemname")),
    ("product_code", ("商品编", "商品条码", "货号", "stockcode", "productid", "itemcode")),
    ("order", ("订单号", "订单编", "小票", "invoiceno", "orderid", "orderno", "transactionid")),
    ("customer_number", ("会员卡", "customerid", "customerno", "memberid")),
)  # fmt: skip
_NO_MONEY: Final = ("税", "运费", "成本", "利润", "积分", "余额", "储值", "tax", "shipping", "freight", "cost", "profit",
                    "points", "balance", "tip", "fee", "currency", "type", "方式", "类型", "id")  # fmt: skip


def _by_part(key: str) -> tuple[str, int]:
    for field, parts in _PARTS:
        if any(part in key for part in parts):
            if field in ("amount", "price", "refund", "discount") and any(no in key for no in _NO_MONEY):
                continue
            return field, 5
    return "", 0


def _fits(wanted: str, column: Column, seen: Seen) -> bool:
    if not seen.filled:
        return False
    if wanted in ("amount", "price", "quantity", "refund"):
        return _numbers(seen) >= 0.8 * len(seen.filled)
    if wanted == "time":
        return seen.moments >= 0.5 * len(seen.filled) and not is_other_day(column.name)
    if wanted == "customer_number":
        if mostly_names(seen.filled) and not any(any(map(str.isdigit, cell)) for cell in seen.filled):
            return False
        return not names_private_numbers(column.name)
    if wanted == "mobile":
        return not names_private_numbers(column.name)
    if wanted == "product":
        return _numbers(seen) < 0.9 * len(seen.filled)
    return wanted not in ("unit", "channel", "tier") or seen.length <= 60


def _numbers(seen: Seen) -> int:
    return sum(parse_amount(cell) is not None for cell in seen.filled)


def _by_content(columns: Sequence[Column], seen: Sequence[Seen]) -> None:
    """Without a header: a moment, an amount with decimals, a count, and the first of the others is whose it was."""
    left: list[tuple[Column, Seen]] = []
    for column, content in zip(columns, seen, strict=True):
        if content.filled and content.times >= 0.95 * len(content.filled) and not _taken(columns, "time"):
            column.field = "time"
            column.because("values_are_times")
        elif content.filled:
            left.append((column, content))
    money = [
        (column, content)
        for column, content in left
        if _numbers(content) == len(content.filled)
        and sum("." in cell and not cell.endswith(".0") for cell in content.filled)
        > 0.3 * len(content.filled)
    ]
    if money:
        money[-1][0].field = "amount"
        money[-1][0].because("values_are_amounts")
    for column, content in left:
        if column.field != "attribute":
            continue
        counts = all(
            (value := parse_amount(cell)) is not None and abs(value) < 1_000 for cell in content.filled
        )
        if (
            counts
            and all(not cell.startswith("0") for cell in content.filled)
            and not _taken(columns, "quantity")
        ):
            column.field = "quantity"
            column.because("values_are_counts")
        elif not _taken(columns, "customer_number") and content.distinct < 1 and content.length <= 24:
            column.field = "customer_number"
            column.because("values_come_again")


def _taken(columns: Sequence[Column], field: str) -> bool:
    return any(column.field == field for column in columns)


def _settle(columns: Sequence[Column], seen: Sequence[Seen]) -> None:
    """A code without a name is the goods; 商品 beside 商品分类; a price alone is what was paid."""
    fields = {column.field: column for column in columns}
    if "product_code" in fields and "product" not in fields:
        fields["product_code"].field = "product"
    if "price" in fields and "amount" not in fields and "quantity" not in fields:
        fields["price"].field = "amount"
    if "customer_name" in fields and not fields.keys() & {*CUSTOMER_FIELDS}:
        fields["customer_name"].field = "attribute"
        fields["customer_name"].because("name_is_no_key")
    order = fields.get("order")
    if order is not None and not fields.keys() & {"product", "product_code"}:
        content = seen[order.index]
        if content.filled and content.distinct > 0.98:
            order.because("one_row_an_order")


def _says_something(columns: Sequence[Column], head: Head) -> bool:
    """Whether customers say something in the file: then it holds feedback, with what it was about beside it."""
    rows = [row for _, row in head.header.rows[:_LOOKED_AT]]
    for column in columns:
        if column.field != "attribute":
            continue
        found = field_named(column.name)
        content = seen_in(column.index, rows)
        if not content.filled or is_reply(column.name):
            continue
        if found is not None and found[0] in SCORES and content.scores:
            return True
        remark = "备注" in column.name or "remark" in column.name.lower() or "note" in column.name.lower()
        if found is not None and found[0] == "text" and not remark and talks(content):
            return True
    return any(bare(title) and ("问卷" in title or "调查" in title) for title in head.header.titles)


def _note(found: Recognised) -> None:
    fields = {column.field for column in found.columns}
    if "amount" not in fields and {"price", "quantity"} <= fields:
        found.noted("price_times_quantity")
    if not fields & {*CUSTOMER_FIELDS}:
        found.noted("purchases_of_nobody")
    if not found.header.numbers:
        found.noted("check_columns")
