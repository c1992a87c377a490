"""What a new installation starts with: two alert rules, the root causes, the default calendar."""

from typing import Final

# code, then its Chinese and English name
ROOT_CAUSES: Final = (
    ("waiting", "等待太久", "Waiting too long"),
    ("attitude", "员工态度", "Staff attitude"),
    ("skill", "员工技能不熟练", "Staff skill"),
    ("product_quality", "商品或出品质量", "Product quality"),
    ("out_of_stock", "缺货或售罄", "Out of stock"),
    ("price", "价格与收费", "Price or fee"),
    ("system_failure", "系统或设备故障", "System or equipment failure"),
    ("policy", "制度与流程", "Policy or process"),
    ("delivery", "配送问题", "Delivery"),
    ("hygiene", "卫生与环境", "Hygiene and surroundings"),
    ("unclear_information", "信息没有说清楚", "Unclear information"),
    ("customer_error", "客户自己弄错", "Customer's own error"),
    ("other", "其他", "Other"),
)

TIME_ZONE: Final = "Asia/Shanghai"
WEEKLY: Final = {str(day): [["09:00", "21:00"]] for day in range(1, 8)}
CALENDAR: Final = {
    "code": "default",
    "name": "每天 09:00–21:00",
    "time_zone": TIME_ZONE,
    "weekly": WEEKLY,
}

RULES: Final = (
    {
        "code": "very_low_score",
        "name": "分数极低",
        "name_en": "Very low score",
        "criteria": "nps <= 3 || csat <= 1 || ces <= 1 || rating <= 1",
        "priority": 2,
        "due_minutes": 240,
    },
    {
        "code": "strongly_negative_words",
        "name": "言辞强烈不满：人员、卫生或安全",
        "name_en": "Strong words about staff, hygiene or safety",
        "criteria": (
            "sentiment <= -0.95 && any(aspects, sentiment <= -0.9 && "
            'name in ["staff_attitude", "hygiene", "safety", "complaint_handling"])'
        ),
        "priority": 1,
        "due_minutes": 120,
    },
)
