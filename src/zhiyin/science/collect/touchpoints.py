"""Touchpoints that files speak of by a code, with the names that people read: code -> (Chinese, English).

Those that every installation starts with keep the names they have there; these are for new ones.
"""

from typing import Final

TOUCHPOINTS: Final[dict[str, tuple[str, str]]] = {
    "taste": ("口味", "Taste"),
    "environment": ("环境", "Environment"),
    "service": ("服务", "Service"),
    "staff": ("人员接待", "Staff"),
    "product": ("产品", "Product"),
    "packaging": ("包装", "Packaging"),
    "delivery": ("配送", "Delivery"),
    "queue": ("排队等候", "Queue"),
    "price": ("价格与优惠", "Prices and offers"),
    "location": ("位置交通", "Location"),
    "after_sales": ("售后", "After-sales"),
}
