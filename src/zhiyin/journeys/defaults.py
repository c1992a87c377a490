"""The map that every installation starts with: a journey, its stages, six factors, the usual touchpoints."""

from typing import Final

# code, Chinese, English
FACTORS: Final = (
    ("product", "产品", "Product"),
    ("service", "服务", "Service"),
    ("relationship", "关系", "Relationship"),
    ("convenience", "便利", "Convenience"),
    ("brand", "品牌", "Brand"),
    ("price", "价格", "Price"),
)

JOURNEY: Final = ("visit", "一次光顾", "A visit")

STAGES: Final = (
    ("before", "光顾之前", "Before"),
    ("arrive", "到达", "Arriving"),
    ("experience", "体验", "Experiencing"),
    ("pay", "付款", "Paying"),
    ("after", "光顾之后", "Afterwards"),
)

# code, Chinese, English, stage, factor
TOUCHPOINTS: Final = (
    ("online", "网站与小程序", "Website and app", "before", "convenience"),
    ("booking", "预约", "Booking", "before", "convenience"),
    ("advertising", "广告与宣传", "Advertising", "before", "brand"),
    ("entrance", "门店与环境", "Premises", "arrive", "brand"),
    ("queue", "排队等候", "Queue", "arrive", "convenience"),
    ("staff", "人员接待", "Staff", "experience", "service"),
    ("product", "产品", "Product", "experience", "product"),
    ("delivery", "配送", "Delivery", "experience", "convenience"),
    ("checkout", "结账", "Checkout", "pay", "convenience"),
    ("price", "价格与优惠", "Prices and offers", "pay", "price"),
    ("after_sales", "售后", "After-sales", "after", "service"),
    ("hotline", "客服热线", "Hotline", "after", "service"),
    ("membership", "会员", "Membership", "after", "relationship"),
)
