import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand.spam import (
    ADVERTISING,
    CODES,
    CONTACT,
    GIBBERISH,
    PAID_PRAISE,
    REPETITION,
    SPAM_FROM,
    spam,
)

SPAM = [
    ("加V：abc12345，每天轻松日赚300", CONTACT),
    ("兼职刷单，日结200-500元，加微信 wx8899001", CONTACT),
    ("加 薇❤信 ： ｈａｏｄａｎ８８８ 领红包", CONTACT),
    ("QQ群：１２３ ４５６ ７８９，内部优惠券天天有", CONTACT),
    ("好东西要分享，威信：abc_2020", CONTACT),
    ("承接代开发票，电话13812345678，价格优惠", ADVERTISING),
    ("辦理貸款，無抵押當天放款，聯繫我 13987654321", ADVERTISING),
    ("点击 http://t.cn/A6abcd 领取免费红包", ADVERTISING),
    ("复制这段口令打开淘宝领红包", ADVERTISING),
    ("各位老板，长期收购二手手机，量大从优，微信同号13900001111", ADVERTISING),
    ("淘宝天猫内部券，进群：836472910，买东西省一半", CONTACT),
    ("想做兼职的看过来，一单一结，加我V：hmm20240", CONTACT),
    ("店家说给好评返3块钱，我就来给五星了", PAID_PRAISE),
    ("二手手机低价转让，联系电话13712345678", ADVERTISING),
    ("网贷被骗的钱可以追回，联系律师13512345678", ADVERTISING),
    ("好评截图发给客服返现5元", PAID_PRAISE),
    ("为了5块钱返现给的五星好评", PAID_PRAISE),
    ("我总是不会写评价，这段话复制到哪里都可以，还能赚积分", PAID_PRAISE),
    ("阿斯顿发斯蒂芬撒打发阿斯顿", GIBBERISH),
    ("asdfghjkl asdfghjkl", GIBBERISH),
    ("sdkjfhskdjfhksjdhf", GIBBERISH),
    ("好评" * 30, REPETITION),
    ("very good " * 20, REPETITION),
    ("Earn $500 a day working from home! Click here https://bit.ly/abc", ADVERTISING),
    ("I got my money back from scammers, contact expert@gmail.com, he recovered my bitcoin", ADVERTISING),
    ("Buy Instagram followers cheap! Visit www.fastlikes.com", ADVERTISING),
    ("Text me on WhatsApp +1 234 567 8901", CONTACT),
    ("I received this product for free in exchange for my honest review.", PAID_PRAISE),
    ("I was paid with a $20 gift card to write this 5 star review", PAID_PRAISE),
    ("Follow me on instagram @bestdeals for discount codes", ADVERTISING),
    ("Need a loan? We offer 2% interest, apply now at fastloan@gmail.com", ADVERTISING),
    ("Leaving 5 stars to get the gift card", PAID_PRAISE),
    ("hjkhkjhkjhjk jkhkjhkj", GIBBERISH),
]
VOICES = [
    "好评",
    "很好",
    "好吃好吃好吃",
    "哈哈哈哈哈哈哈哈哈哈哈哈",
    "五星好评，物流快，质量好",
    "天天打广告推销贷款的电话，烦死了，举报了也没用",
    "你们的广告电话一天打三次，能不能不要再打了",
    "收到了推销短信，里面有链接 http://t.cn/abc 我没敢点",
    "客服让我加微信才给退款，太坑了",
    "客服要我加QQ 12345678 才肯处理，这正常吗",
    "商家要求加微信返现，不给返，骗人的",
    "说好的好评返现，结果没返，差评",
    "绝不是为了返现才好评的",
    "我在这里办的贷款，放款很快，经理小李很专业",
    "微信支付和支付宝都可以用，很方便",
    "用微信聊天，QQ也能上，手机很流畅",
    "在微信公众号预约的，排队时间短",
    "如果不信打我电话 13812345678，我说的没有一句假的",
    "店家刷单严重，评论都是假的，别信",
    "兼职的服务员态度不好",
    "网站打不开，官网 www.example.com 一直报错",
    "找代购买的，发货很快",
    "发票开了三次才开对",
    "转让费太贵了",
    "第三方卖家的电饭锅，水电费还挺省",
    "丈母娘很喜欢" + "^_^" * 40,
    "手机屏幕刚用两天就坏了，客服一直不理人。" * 6,
    "zhege hen hao chi, fuwu ye bucuo",
    "快递员让我加他微信方便下次取件，人很好",
    "店长加了我微信，有新品就通知我，服务周到",
    "群里的人都说好，我也买了一件",
    "加微信升级会员后再送一份牛腩",
    "手机号13800001111，订单一直没发货，请尽快联系我",
    "啊啊啊啊啊啊啊太好吃了",
    "666666",
    "Very good",
    "I got a free gift with my order, lovely touch",
    "Please call me at 555-123-4567, my order never arrived",
    "Email support never replied, I wrote to help@shop.com three times",
    "The staff asked me to leave a 5 star review, which felt pushy",
    "omg wtf lol",
    "lol hahaha",
    "I keep getting spam calls about loans from your bank, please stop",
    "They asked me to contact them on WhatsApp and never answered",
    "The app keeps showing casino ads, very annoying",
    "The seller offered me a $10 gift card for a 5 star review, shame on them",
    "I work from home and this desk is great",
    "I earn points every week with the card, nice",
    "Thanks to the agent I got back my money within two days",
    "The promo code did not work at checkout",
    "HDMI VGA and USB ports all work",
    "wszystko w porządku, polecam sprzedawcę",
    "Das Essen war schlecht und der Service langsam",
    "详见 http://blog.example.com/31436136_d.html",
]


@pytest.mark.parametrize(("text", "code"), SPAM)
def test_spam_is_found_and_says_why(text: str, code: str) -> None:
    found = spam([text])[0]
    assert found is not None
    assert found.is_spam
    assert found.code == code


@pytest.mark.parametrize("text", VOICES)
def test_a_customers_voice_is_no_spam(text: str) -> None:
    found = spam([text])[0]
    assert found is None or not found.is_spam


def test_the_span_shows_what_was_found_in_the_text_as_given() -> None:
    text = "东西不错！！！ 加 薇❤信 ： ｈａｏｄａｎ８８８ 领红包"
    found = spam([text])[0]
    assert found is not None
    assert text[found.start : found.end].endswith("ｈａｏｄａｎ８８８")
    assert found.start >= text.index("加")


def test_the_rule_that_found_it_is_named() -> None:
    found = spam(["为了5块钱返现给的五星好评"])[0]
    assert found is not None
    assert found.rule == "paid.admitted"


def test_an_advertisement_late_in_a_long_text_is_found() -> None:
    text = "菜很好吃，服务也周到。" * 300 + "兼职刷单加微信 wx8899001"
    found = spam([text])[0]
    assert found is not None
    assert found.code == CONTACT
    assert text[found.start : found.end].endswith("wx8899001")


def test_who_complains_of_a_swindle_is_only_suspected() -> None:
    found = spam(["骗子！让我加微信 wx8899001 说刷单返佣金，大家小心"])[0]
    assert found is None or found.score < SPAM_FROM


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=80)), max_size=6))
def test_any_text_has_an_answer(texts: list[str | None]) -> None:
    found = spam(texts)
    assert len(found) == len(texts)
    for text, one in zip(texts, found, strict=True):
        if one is not None:
            assert text is not None
            assert 0 < one.score <= 1
            assert one.code in CODES
            assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    "unit",
    ["加", "微信qq", "earn a day click here ", "兼职日结", "http://", "1380013", "\ud800", "🎉", "\x00", "<br>",
     "asdf", "contact me on whatsapp recover money ", "复制打开淘宝", "，", "a.com "],
)  # fmt: skip
def test_a_hostile_text_takes_no_more_than_its_share_of_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    spam(["warm"])
    started = time.process_time()
    spam([text])
    assert time.process_time() - started < 50e-3 * len(text) / 1000
