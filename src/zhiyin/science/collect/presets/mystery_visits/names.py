"""What the columns and cells of mystery visits say."""

import re
from typing import Final

WORDS: Final = re.compile(
    r"神秘(?:访客|顾客|客户|客|人检|买家|食客|住客)|暗访|明查暗访|明察暗访|暗检|mystery\s*(?:shop|visit|guest|customer|audit)",
    re.IGNORECASE,
)
ASIDE: Final = re.compile(r"\s*[(（\[【][^)）\]】]*[)）\]】]")
OUT_OF: Final = re.compile(
    r"[(（\[【/](?:满分|共|分值|配分)?[:：]?\s*(\d+(?:\.\d+)?)\s*(?:分|points?|pts)?[)）\]】]?\s*$|满分(\d+(?:\.\d+)?)分?",
    re.I,
)
_BY: Final = r"(?:检查|稽核|巡店|巡检|督导|访问|评估|考核|暗访|走访|测评|探店|执行|质检|抽检|监听|评测|抽查)"
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    (
        "visit",
        rf"{_BY}(?:编号|单号|序号|id)|报告编号|问卷编号|样本编号|visit(?:id|number|no)|(?:audit|"
        r"shop|report)(?:id|number|no)",
    ),
    (
        "time",
        rf"{_BY}(?:时间|日期)|(?:到店|进店|到访|入店)(?:时间|日期)?|(?:visit|audit|shop|"
        r"inspection)(?:date|time)|dateofvisit|日期|时间|date",
    ),
    (
        "inspector",
        rf"{_BY}(?:员|人|人员|者)(?:姓名|编号|id|工号|代码)?|神秘(?:访客|顾客)(?:姓名|编号|id|"
        r"代码)?|访客(?:姓名|编号|id|代码)?|督导|(?:mystery)?shopper(?:name|id)?|auditor|"
        r"inspector|assessor|evaluator",
    ),
    (
        "total",
        r"(?:总|最终|综合|合计|考核|检查|本次|百分制)(?:得分|分|分数|评分|成绩)|总得分|得分合计|"
        r"总成绩|总计|合计|totalscore|overallscore|total|finalscore",
    ),
    (
        "sum",
        r".*(?:小计|合计|汇总|得分率|达标率|合格率|平均分|扣分|扣分合计|扣分值|subtotal|"
        r"percentage|percent|scorerate)|得分率|排名|名次|等级|评级",
    ),
    (
        "remark",
        r"(?:.*(?:备注|说明|描述|原因|建议|亮点|问题点|评语|印象|整改|不足))|总体评价|总评|"
        r"存在问题|发现问题|comments?|remarks?|notes?|observations?|findings?|summary|feedback",
    ),
    ("pictures", r".*(?:图片|照片|截图|录音|视频|附件|photos?|images?)(?:链接|地址|url)?"),
    (
        "unit",
        r"(?:受检|被检|被访|检查|受访|被检查)?(?:门店|网点|店铺|支行|餐厅|营业厅)(?:名称|名)?|"
        r"店名|(?:store|branch|outlet|location|site|restaurant)(?:name)?",
    ),
)
ROLES: Final = tuple((role, re.compile(pattern)) for role, pattern in _PATTERNS)
CHECK_NAMES: Final = re.compile(
    r"(?:检查|考核|评分|测评|巡检|评估|稽核|暗访|得分)(?:项|项目|内容|点|指标|要点|条目|细则|标准)(?:名称)?|检查指标|指标名称?|题目|二级指标|三级指标|"
    r"check(?:item|point)?|checklist(?:item)?|question|criteri(?:on|a)|item(?:name)?|standard"
)
CHECK_VALUES: Final = re.compile(
    r"(?:实际|检查|实|本项|单项)?(?:得分|得分值)|评分|分数|是否(?:达标|合格|符合|通过|做到)|(?:检查|考核|评分)?结果|达标情况|(?:actual|awarded)?score|result|answer|points|pointsawarded"
)
CHECK_HIGHEST: Final = re.compile(
    r"分值|满分|标准分|应得分|配分|标准分值|项目分值|总分值|max(?:imum)?(?:score|points)?|possible|(?:points|score)possible|maxscore|outof|weightage"
)
HIGHEST_ROW: Final = frozenset(
    {"满分", "分值", "标准分", "标准分值", "配分", "最高分", "max", "maximum", "fullmarks", "maxscore"}
)
NO_CHECKS: Final = re.compile(
    r"序号|编号|编码|号码|电话|手机|人数|数量|金额|价格|时长|分钟|天数|面积|年龄|年份|月份|季度|期数|批次|周次|时间|^(?:id|no|number|phone|duration|age|year|month)$"
)
MET: Final[dict[str, float]] = {
    word: value
    for value, words in (
        (1.0, "是|达标|合格|通过|符合|符合要求|做到|已做到|达到|完全符合|完全达标|√|✓|✔|yes|y|pass|passed|met|true|ok"),
        (0.5, "部分达标|部分符合|部分做到|基本达标|基本符合|部分|partly|partially|partially met|partial"),
        (0.0, "否|不达标|不合格|未通过|不符合|不通过|未做到|没做到|未达到|未达标|不符合要求|×|✗|✘|x|"
              "no|n|fail|failed|not met|false"),
    )
    for word in words.split("|")
}  # fmt: skip
_SILENT: Final = "/|-|—|--|不适用|不涉及|未涉及|无此项|N/A|n/a|NA|na|缺项|未检查|未检"
SILENT: Final = dict.fromkeys(_SILENT.split("|"), "not_applicable")
