"""The words of channels: their kinds, who carries them, and what each carrier must be told."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise

KINDS: Final = {
    "mail": pgettext_lazy("channel", "Mail"),
    "sms": _("Text message"),
    "wecom_customer": _("WeCom, to a customer"),
    "wecom": _("WeCom group"),
    "dingtalk": _("DingTalk group"),
    "feishu": _("Feishu group"),
    "slack": _("Slack"),
    "other": _("Other service"),
}
# Their recipients are colleagues in a group, so that a message needs no address of its own.
GROUPS: Final = frozenset({"wecom", "dingtalk", "feishu", "slack", "other"})


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a carrier must be told. A secret one is sealed and never shown again."""

    name: str
    label: "str | Promise"
    help: "str | Promise" = ""
    required: bool = False
    secret: bool = False
    usual: str = ""


@dataclass(frozen=True, slots=True)
class CarrierWords:
    """A carrier: its name, the kinds it carries, what it must be told."""

    label: "str | Promise"
    kinds: tuple[str, ...]
    fields: tuple[Field, ...] = ()


_ENDPOINT = Field(
    "endpoint",
    _("Address of the service"),
    _("Empty: the usual one. For a proxy of your own network."),
)
_SIGN = Field("sign_name", _("Signature"), _("The name in brackets before every SMS."), required=True)
_TEMPLATE = Field(
    "template",
    _("Template"),
    _("Used for messages that name none; the whole text is its one value."),
    required=True,
)
_BODY = Field(
    "body_parameter", _("Name of the template's value"), _("What stands for the text in it."), usual="content"
)

CARRIERS: Final[dict[str, CarrierWords]] = {
    "null": CarrierWords(_("Nothing leaves (rehearsal)"), tuple(KINDS)),
    "smtp": CarrierWords(
        _("Mail server (SMTP)"),
        ("mail",),
        (
            Field("host", _("Host"), required=True),
            Field("port", _("Port"), usual="587"),
            Field("security", _("Encryption"), _("starttls, tls or none"), usual="starttls"),
            Field("username", _("User name")),
            Field("password", _("Password"), secret=True),
            Field("from", _("Sender"), _("For example: Shop <service@shop.example>"), required=True),
            Field(
                "reply_to",
                _("Address for answers"),
                _("Answers come to it with a token after a plus: reply+…@shop.example"),
            ),
        ),
    ),
    "aliyun": CarrierWords(
        _("Aliyun SMS"),
        ("sms",),
        (
            Field("access_key_id", "AccessKey ID", required=True),
            Field("access_key_secret", "AccessKey Secret", required=True, secret=True),
            _SIGN,
            _TEMPLATE,
            _BODY,
            _ENDPOINT,
        ),
    ),
    "tencent": CarrierWords(
        _("Tencent Cloud SMS"),
        ("sms",),
        (
            Field("secret_id", "SecretId", required=True),
            Field("secret_key", "SecretKey", required=True, secret=True),
            Field("app_id", "SmsSdkAppId", required=True),
            _SIGN,
            _TEMPLATE,
            Field("region", _("Region of the service"), usual="ap-guangzhou"),
            _ENDPOINT,
        ),
    ),
    "wecom_customer": CarrierWords(
        _("WeCom customer contact"),
        ("wecom_customer",),
        (
            Field("corp_id", _("Corporation ID"), required=True),
            Field("corp_secret", _("Secret of customer contact"), required=True, secret=True),
            Field(
                "sender",
                _("Member of staff"),
                _("Whose WeCom it leaves from after a tap; a message may name another."),
                required=True,
            ),
            _ENDPOINT,
        ),
    ),
    "wecom_robot": CarrierWords(
        _("WeCom group robot"),
        ("wecom",),
        (
            Field(
                "key", _("Key"), _("What follows key= in the robot's address."), required=True, secret=True
            ),
            _ENDPOINT,
        ),
    ),
    "dingtalk_robot": CarrierWords(
        _("DingTalk group robot"),
        ("dingtalk",),
        (
            Field("access_token", "access_token", required=True, secret=True),
            Field(
                "signing_secret", _("Signing secret"), _("When the robot asks for signatures."), secret=True
            ),
            _ENDPOINT,
        ),
    ),
    "feishu_robot": CarrierWords(
        _("Feishu group robot"),
        ("feishu",),
        (
            Field("hook", _("Last part of the robot's address"), required=True, secret=True),
            Field(
                "signing_secret", _("Signing secret"), _("When the robot asks for signatures."), secret=True
            ),
            _ENDPOINT,
        ),
    ),
    "slack_hook": CarrierWords(
        _("Slack incoming webhook"),
        ("slack",),
        (
            Field("hook", _("What follows /services/ in its address"), required=True, secret=True),
            _ENDPOINT,
        ),
    ),
    "apprise": CarrierWords(
        _("Other service (apprise)"),
        ("other",),
        (
            Field(
                "url", _("apprise address"), _("For example: tgram://…, bark://…"), required=True, secret=True
            ),
        ),
    ),
}


def kind_label(kind: str) -> str:
    """A kind of channel in words."""
    return str(KINDS.get(kind, kind))


def carrier_label(name: str) -> str:
    """A carrier in words."""
    return str(CARRIERS[name].label) if name in CARRIERS else name


def carriers_of(kind: str) -> list[str]:
    """The carriers of a kind, its own first."""
    return sorted(
        (name for name, words in CARRIERS.items() if kind in words.kinds), key=lambda name: name == "null"
    )
