"""Emoji by meaning: those that say the same become one, so that a model or a word list learns it once.

The polite smile 🙂 and the face upside down 🙃 stay apart from smiles that are meant: in Chinese they say contempt.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

# The first of a line stands for all of it.
_MEANINGS = """
😊😀😃😄😁😆😇😸😺☺🥹
😂🤣😹
😍🥰😘😗😙😚😻🤩💏😽
🤗🫂
😋🤤
❤🧡💛💚💙💜🤎🖤🤍💕💖💗💓💞💘💝❣♥🫶💟🩷🩵🩶♡💌💑
💔
👍💯🆒
👎
👏🙌🎉🎊🥳🎈
👌🆗
✅✔☑
⭐🌟✨🌠
💪🦾
🙏
🌹💐🌷🥀🌸🌺🌼🌻
😡😠🤬😤👿😾💢👹👺
🖕
😢😭😿🥲😥😞😔😟🙁☹😣😖😫😩🥺😪😓
😱😨😰😧😦🫨🙀
😲😮😯🤯
🤮🤢💩🤧
🙂🙃
🙄😒😑😐😶🫤😕🫥
😅💦
😏
🤔🧐🤨
🤦🤷
😎
😜😛😝🤪
😴😪💤🥱
❌🚫⛔✖❎
❗❕‼⚠
❓❔⁉
🤡
"""
# Added to an emoji, they change how it looks and not what it says: skin, sex.
_DROPPED = "🏻🏼🏽🏾🏿♀♂"

_CODES = """
微笑🙂 呵呵🙂 撇嘴🙄 色😍 发呆🙄 得意😎 流泪😢 害羞😊 睡😴 大哭😢 尴尬😅 发怒😡 调皮😜 呲牙😊 惊讶😲
难过😢 酷😎 冷汗😅 抓狂😡 吐🤮 偷笑😊 可爱😊 愉快😊 白眼🙄 翻白眼🙄 傲慢😏 困😴 惊恐😱 流汗😅 憨笑😊
悠闲😎 奋斗💪 咒骂😡 疑问🤔 晕😱 衰😢 再见👋 擦汗😅 抠鼻🙄 鼓掌👏 坏笑😏 左哼哼😡 右哼哼😡 哈欠😴
鄙视👎 委屈😢 快哭了😢 阴险😏 亲亲😍 可怜😢 笑脸😊 生病🤮 脸红😊 破涕为笑😂 恐惧😱 失望😢 无语🙄 嘿哈😊
捂脸🤦 奸笑😏 机智😏 皱眉😢 耶✌ 吃瓜🍉 加油💪 汗😅 天啊😱 社会社会😎 旺柴😏 好的👌 打脸🤦 叹气😢
苦涩😢 裂开💔 爱心❤ 心碎💔 拥抱🤗 抱抱🤗 强👍 弱👎 握手🤝 胜利✌ 抱拳🙏 拳头✊ 合十🙏 玫瑰🌹 鲜花🌹
凋谢🥀 菜刀🔪 炸弹💣 便便🤮 庆祝👏 赞👍 点赞👍 赞啊👍 踩👎 怒😡 泪😢 哈哈😊 嘻嘻😊 爱你😍 给力👍 心❤
伤心💔 怒骂😡 悲伤😢 允悲🤦 笑哭😂 黑线😅 挖鼻🙄 哼😡 吃惊😲 思考🤔 费解🤔 拜拜👋 钱💰 馋嘴😋 花心😍
感冒🤮 偷乐😊 太开心😊 开心😊 生气😡 愤怒😡 威武👍 礼物🎁 蛋糕🎂 呵呵哒🙂 嘘🤫 挤眼😜 打哈气😴 抛媚眼😜
OK👌 ok👌 good👍 doge😏 笑cry😂 NO❌ Emm🤔
"""

# Emoji of the first Japanese telephones (Softbank's private-use codes), still in texts of old applications.
_PRIVATE = """
e001👦 e002👧 e00d👊 e00e👍 e010✊ e011✌ e020❓ e021❗ e022❤ e023💔 e032🌹 e056😊 e057😊 e058😢
e059😡 e05a🤮 e105😜 e106😍 e107😱 e108😢 e10d👊 e14c💪 e312👏 e327❤ e328❤ e329❤ e32a❤ e32b❤
e32c❤ e32d❤ e32e🌟 e32f🌟 e335🌟 e331😅 e401😢 e402😏 e403😢 e404😊 e405😉 e406😢 e407😢 e408😴
e409😜 e40a😊 e40b😱 e40c😷 e40d😳 e40e🙄 e40f😢 e410😲 e411😢 e412😂 e413😢 e414😊 e415😊 e416😡
e417😍 e418😍 e41d🙏 e41f👏 e420👌 e421👎 e422👏 e423❌ e427👏
"""


def meaning(emoji: str) -> str:
    """The emoji that stands for all of its meaning; another is its own."""
    return _by_meaning().get(emoji, emoji)


@cache
def of_codes() -> dict[str, str]:
    """What is written in brackets for an emoji, by messengers and weblogs: 微笑, 捂脸, OK."""
    return {word[:-1]: word[-1] for word in _CODES.split()}


@cache
def of_private() -> dict[str, str]:
    """Emoji by private-use character."""
    return {chr(int(word[:4], 16)): word[4:] for word in _PRIVATE.split()}


# The planes' emoji lie in here.
FIRST, LAST = 0x1F000, 0x1FBFF


@cache
def table(dropped: int) -> NDArray[np.uint32]:
    """What each code point from FIRST to LAST folds to, `dropped` for what only changes the look of another."""
    codes = np.arange(FIRST, LAST + 1, dtype=np.uint32)
    for emoji, first in _by_meaning().items():
        if ord(emoji) >= FIRST:
            codes[ord(emoji) - FIRST] = ord(first)
    for mark in _DROPPED:
        if ord(mark) >= FIRST:
            codes[ord(mark) - FIRST] = dropped
    return codes


def in_the_basic_plane(dropped: int) -> list[tuple[int, int]]:
    """(code point, what it folds to) of the emoji that lie below FIRST."""
    low = [(ord(emoji), ord(first)) for emoji, first in _by_meaning().items() if ord(emoji) < FIRST]
    return low + [(ord(mark), dropped) for mark in _DROPPED if ord(mark) < FIRST]


@cache
def _by_meaning() -> dict[str, str]:
    return {emoji: line[0] for line in _MEANINGS.split() for emoji in line}
