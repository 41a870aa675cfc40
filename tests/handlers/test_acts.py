"""What buttons ask for beside their verb comes back as the same act, from older buttons, too."""

from __future__ import annotations

import pytest

from handlers.telegram.acts import Act, OnHolidays, OnSource, OnSpeech, OnUpload
from handlers.telegram.callback_data import Press, Verb, decode, encode

ACTS = [act for kind in Act.__subclasses__() for act in kind]


@pytest.mark.parametrize("act", ACTS, ids=repr)
@pytest.mark.parametrize("target", ["", "12", "-100123", "sAAAAAAAA"])
def test_an_act_and_its_target_come_back(act: Act, target: str) -> None:
    press = decode(encode(Press(Verb.DOCUMENT, extra=act.on(target))))
    assert press is not None
    assert type(act).of(press) == (act, target)
    assert type(act).of(Press(Verb.DOCUMENT, extra=act)) == (act, "")


@pytest.mark.parametrize(
    ("extra", "kind", "act", "target"),
    [
        ("take:12", OnUpload, OnUpload.TAKE, "12"),
        ("l:", OnSource, OnSource.LIST, ""),
        ("c:sAAAAAAAA", OnSpeech, OnSpeech.WHICH, "sAAAAAAAA"),
        ("y", OnHolidays, OnHolidays.TAKE, ""),
        ("u2027", OnHolidays, OnHolidays.UNDO, "2027"),
        ("", OnUpload, None, ""),
        ("taken:12", OnUpload, None, ""),
        (":12", OnUpload, None, ""),
    ],
)
def test_buttons_that_exist_mean_what_they_meant(
    extra: str, kind: type[Act], act: Act | None, target: str
) -> None:
    assert kind.of(Press(Verb.DOCUMENT, extra=extra)) == (act, target)
