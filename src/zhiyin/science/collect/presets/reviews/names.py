"""What the columns of review exports are called, by the role that they have there."""

import re
from typing import Final

from zhiyin.science.collect.headers import plain

_ENVELOPE: Final = re.compile(r"^(?:(?:data|node|_source|fields|attributes)\.)+")
_LONGEST: Final = 40
_ASIDE: Final = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_WHOSE: Final = r"(?:商家|卖家|店家|店铺|商户|掌柜|客服|官方|门店|品牌方|酒店|开发者)"
_WHO: Final = r"(?:用户|买家|顾客|客户|评价人|评论人|点评人|评价者|评论者|会员|作者|发布者|客人)"
_SAID: Final = r"(?:评价|评论|点评)"
_ADDED: Final = r"(?:追评|追加|追加评价|追加评论|追加点评|二次评价|再次评价|再评)"
_OWNER: Final = (
    r"(?:developer|company|business|owner|property|merchant|seller|management|hotel|shop|store|review|vendor)"
)

# The first that fits a whole name without case, blanks, punctuation and asides. Those of replies and of added texts
# come before those that they contain.
_ROLES: Final[tuple[tuple[str, str], ...]] = (
    (
        "reply_time",
        rf"(?:{_WHOSE}?(?:首次)?(?:回复|解释|回评)(?:时间|日期)|{_OWNER}?(?:reply|response|"
        rf"replied)(?:date|time|at|created|updated)\w*|{_ADDED}回复时间)"
    ),
    (
        "reply_state",
        rf"(?:是否(?:已)?回复|{_WHOSE}?(?:是否)?(?:已)?回复(?:状态|数|数量|人|人员|账号)|"
        rf"{_OWNER}?reply(?:status|count|millis)\w*|developerreplymillissinceepoch|hasreply|"
        r"isreplied)"
    ),
    (
        "reply",
        rf"(?:{_WHOSE}?(?:的)?(?:首次)?(?:回复|解释|回评|答复)(?:内容|文本|详情|信息)?|"
        rf"{_ADDED}(?:的)?{_WHOSE}?回复(?:内容)?|{_OWNER}?(?:reply|response)(?:text|content|body|"
        r"comment|message)?|responsefrom(?:the)?[a-z]+)"
    ),
    (
        "more_time",
        rf"(?:用户|买家)?{_ADDED}(?:的)?(?:时间|日期|天数|间隔)|after(?:time|days)|append(?:time|"
        r"date)|followup(?:time|date)|additionalreview(?:date|time)"
    ),
    ("follow", rf"是否(?:为)?{_ADDED}|{_ADDED}标(?:识|记|志)|{_SAID}类型|{_SAID}类别|isfollowup|isappend"),
    (
        "pictures",
        r".*(?:图片|照片|晒图|晒单|视频|附件|头像|有图|images?|photos?|pictures?|videos?|"
        r"avatar)(?:链接|地址|url|urls|数|数量|s)?"
    ),
    (
        "more",
        rf"(?:用户|买家|顾客|客户)?{_ADDED}(?:的)?(?:内容|文本|正文|详情|评价|评论)?[123一二三]?|"
        r"after(?:user)?(?:comment|content)\w*|append(?:ed)?(?:content|comment|review|text)|"
        r"followup(?:content|review|comment|text)?|additional(?:review|comment)"
    ),
    ("id", rf"{_SAID}(?:id|编号|单号|号)|笔记id|(?:review|comment|rating|note|feedback)id|reviewuuid"),
    ("link", rf"{_SAID}(?:链接|地址|url)|笔记(?:链接|地址)|(?:review|comment|note)?(?:link|url|permalink)|链接|网址"),
    (
        "order",
        r"(?:主|子|父|关联|交易|平台)?订单(?:号|编号|id|号码)?|交易(?:号|编号|单号)|order(?:id|"
        r"number|no|sn)|(?:reservation|booking|confirmation)(?:number|id|no)|reference(?:number|"
        r"id)|(?:券|团购券|核销)码|orderreference"
    ),
    (
        "update_time",
        r"(?:reviewlastupdate|lastupdate[d]?|updated?|modified|lastmodified|edited)(?:dateandtime|"
        r"date|time|at|utc)?\w*|(?:最后|最近)?(?:更新|修改)(?:时间|日期)"
    ),
    ("millis", r"\w*millissinceepoch"),
    (
        "time",
        rf"(?:初评|首评|首次|用户|客户|买家)?{_SAID}(?:创建|发布|提交)?(?:时间|日期)|笔记发布时间|"
        r"(?:发布|发表|评分|打分)(?:时间|日期)|review(?:submit|created|creation|published|posted|"
        r"submission)?(?:dateandtime|date|time|at)(?:utc|gmt|iso)?|review(?:created|submitted|published)(?:utc)?|"
        r"(?:created|creation|"
        r"create|published|publish|posted|rated|submitted|experience)(?:at|time|date|on)?(?:utc)?|"
        r"dateofreview"
    ),
    ("title", rf"(?:{_SAID}|笔记)标题|标题|reviewtitle|title|headline|subject"),
    ("positive", r"positive(?:review|comments?)?|liked|优点|满意之处|喜欢的"),
    ("negative", r"negative(?:review|comments?)?|disliked|缺点|不满之处|不喜欢的"),
    (
        "text",
        rf"(?:初评|首评|首次|初次|用户|买家|顾客|客户|客人)?(?:{_SAID}|初评|首评)(?:内容|正文|文本|"
        r"详情|文字|原文)?|(?:笔记|微博|帖子)(?:内容|正文|描述|详情)|内容|正文|评语|review|reviews|(?:review|"
        r"rating|comment)(?:text|content|body|comment|message)|comments?|content|body|text"
    ),
    (
        "stars",
        rf"(?:总体|整体|综合|总|用户|{_SAID}|店铺|门店|商家|商品|商户|酒店)?(?:星级|评分|打分|得分|"
        rf"星数|星星数|评星)|总分|总评|总体评价|综合评价|总评价|{_SAID}分数?|评价星|(?:star|"
        r"overall|review|user|app|product|guest)?(?:rating|score|stars|star)|reviewstars|"
        r"starrating|overall|ratingvalue"
    ),
    ("verdict", r"(?:评价|评论)?(?:等级|结果|倾向)|好中差评?|评级"),
    (
        "level",
        rf"{_WHO}?(?:等级|级别|信用|信用等级|vip等级|身份|贡献值|标签)|vip|lv|是否(?:vip|会员|"
        r"达人)|plus会员|是否plus会员|达人等级|user(?:level|levelname|rank|vip\w*)|localguide\w*|"
        r"reviewerlevel"
    ),
    (
        "user_id",
        rf"{_WHO}(?:id|编号|uid)|(?:user|buyer|consumer|reviewer|author|guest|reviewconsumeruser|"
        r"consumeruser)id|uid|openuid"
    ),
    (
        "nickname",
        rf"{_WHO}?(?:昵称|用户名|旺旺|旺旺名|旺旺号)|{_WHO}(?:名称|名|姓名|账号)?|会员名|"
        r"(?:reviewer|author|guest|user|customer|consumer|buyer|reviewuser|nick|display)(?:name|"
        r"nickname|displayname|username)?|reviewusername|username|nickname|name|"
        r"reviewerdisplayname"
    ),
    (
        "likes",
        r"(?:被)?(?:点赞|赞|有用|有帮助|回应|浏览|收藏|评论|分享|转发|阅读|曝光|互动|顶|踩|"
        r"回复)(?:数|量|次数|数量)|点赞|收藏|like[ds]?|likes?count|thumbs(?:up|down)\w*|useful\w*|"
        r"helpful\w*|upvotes?|downvotes?|votes?|views?|replies|replycount|shares?"
    ),
    ("app_version", r"(?:app|应用|软件|客户端)?版本号?|(?:app|review)?version(?:code|name|number)?"),
    ("device", r"(?:reviewer)?device\w*|设备|设备型号|机型|手机型号|androidosversion|osversion|系统版本"),
    ("language", r"(?:reviewer|review)?(?:language|locale)|(?:评论|评价)?语言"),
    ("country", r"country\w*|territory|storefront|region|国家地区|国家|ip属地|ip归属地|归属地|review(?:er)?country"),
    ("app", r"packagename|appname|appid|bundleid|应用(?:名称|名)?|app"),
    ("note", r"笔记\w*"),
    (
        "platform",
        rf"(?:{_SAID}|来源|数据|所属|订单|ota)?(?:渠道|平台)(?:名称|来源)?|ota|来源|{_SAID}来源|platform|"
        r"source|sourceofreview|reviewsource|reviewplatform|appstore|store|site"
    ),
    (
        "product",
        r"(?:商品|宝贝|菜品|产品|团购商品|购买商品|房型|课程|项目)(?:名称|标题|名|信息)?|(?:商品|"
        r"宝贝|产品|spu)(?:id|编号|编码|链接|sku)|sku\w*|商品sku|规格|商品规格|购买规格|款式|"
        r"颜色分类|尺码|颜色|product\w*|item(?:name|title|id)|roomtype|goodsname"
    ),
    (
        "unit",
        r"商家名称?|商户名称?|酒店名称?|poi名称?|(?:location|business|shop|store|property|hotel|"
        r"place|restaurant)name|property|门店名称?|店铺名称?|店名|(?:美团|点评|饿了么|"
        r"平台)(?:门店|店铺)名称?"
    ),
)  # fmt: skip
ROLES: Final = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)


def own_name(name: str) -> str:
    """The name of a field of a JSON record without the envelope that some APIs put it in: attributes.rating."""
    return _ENVELOPE.sub("", name)


def role_named(name: str) -> str:
    """The role that a column of that name has in an export of reviews, "" when none is known."""
    name = own_name(name)
    return next(
        (
            role
            for key in dict.fromkeys((plain(name), plain(_ASIDE.sub("", name))))
            if 0 < len(key) <= _LONGEST
            for role, pattern in ROLES
            if pattern.fullmatch(key)
        ),
        "",
    )
