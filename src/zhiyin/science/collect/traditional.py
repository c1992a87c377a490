"""Traditional characters of questionnaires as simplified ones, so that one list of words serves both."""

from typing import Final

_PAIRS: Final = (
    "滿满 願愿 薦荐 會会 嗎吗 議议 見见 題题 評评 價价 慮虑 環环 驗验 員员 號号 碼码 電电 話话 門门 點点 級级 別别 類类 "
    "輕轻 鬆松 體体 難难 為为 麼么 說说 應应 該该 對对 這这 個个 務务 結结 間间 時时 顧顾 設设 開开 閉闭 樣样 種种 產产 "
    "關关 係系 質质 讓让 誰谁 處处 態态 優优 預预 約约 購购 買买 歲岁 數数 選选 擇择 擬拟 寫写 簡简 單单 複复 雜杂 專专 "
    "業业 熱热 親亲 無无 過过 還还 給给 與与 鋪铺 機机 構构 廳厅 聯联 絡络 稱称 傳传 訊讯 網网 頁页 師师 舊旧 鮮鲜 靜静 "
    "溫温 錢钱 費费 極极 較较 認认 贊赞 確确 實实 際际 達达 遠远 於于 總总 進进 補补 讚赞"
)
_TABLE: Final = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}


def simplified(text: str) -> str:
    """A wording in simplified characters, as far as questionnaires use them."""
    return text if text.isascii() else text.translate(_TABLE)
