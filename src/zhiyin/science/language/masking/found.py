"""What masking finds."""

from dataclasses import dataclass

MOBILE, LANDLINE, PHONE = "mobile", "landline", "phone"
ID_CARD, PASSPORT, PERMIT, SSN = "id_card", "passport", "permit", "ssn"
BANK_CARD, IBAN = "bank_card", "iban"
EMAIL, WECHAT, QQ = "email", "wechat", "qq"
PLATE = "plate"
KINDS = (MOBILE, LANDLINE, PHONE, ID_CARD, PASSPORT, PERMIT, SSN, BANK_CARD, IBAN, EMAIL, WECHAT, QQ, PLATE)
MASKS = {kind: f"‹{kind.replace('_', '-')}›" for kind in KINDS}


@dataclass(frozen=True)
class Found:
    """One piece of personal data: its kind, its span in the original text and what it reads as without disguise."""

    kind: str
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True)
class Masked:
    """The text with each finding replaced by its mask, and the findings in order."""

    text: str
    found: tuple[Found, ...] = ()
