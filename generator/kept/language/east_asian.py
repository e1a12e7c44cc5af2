"""Shares and changes in Japanese and Chinese, which put no space between a number and what it counts."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTER = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_DIGITS = "0-9一二三四五六七八九十百千零两\u3007"
_NUMBER = f"(?<![{_DIGITS}])(?:[0-9]++(?:[.,][0-9]++)*+|[{_DIGITS[3:]}]++)"
"""A whole number, never a part of one."""
_NEAR = "[^、。,;!?.;!?]"  # the full-width comma has become an ordinary one
_WITHIN = "[^。;!?;!?]"
"""Within one sentence, commas included."""
_TIME = "(?:秒|分钟|分間|分|个小时|小时|時間|天|日間|日|个星期|星期|周|週間|个月|か月|ヶ月|カ月|年)"
_INTO = "降到|降至|降低到|减到|减少到|减少至|缩短到|缩短至|提高到|提升到|提升至|增加到|增至|升到"
_BECAME = "短縮|削減|減少|改善|増加|向上|増え|減り|減っ|なり|なっ"
_DONE = "直し|直り|修理|完了|完成|終わ|仕上|届|対応|解決|でき|到着|来て|返信|返事|回答"
_DONE_ZH = "搞定|修好|完成|送到|解决|答复|回复|就好|就能|即可"
_SAVED = "节省|省下|省了|省去|少用|少花|缩短|减少|降低|下降|提升|提高"
_LESS = "短縮|削減|節約|減少|減り|減っ|減らせ"

_SHARES = re.compile(rf"{_NUMBER} ?(?:%(?={_LETTER})|パーセント|ポイント(?={_LETTER})|割(?!引))|百分之{_NUMBER}")
_CHANGES = re.compile(
    rf"{_NUMBER}倍|{_NUMBER}分の[1一]に|半分(?:に|以下|になり)|半減|倍増|减半|翻倍|翻了一番"
    rf"|从{_NEAR}{{0,12}}?{_NUMBER}{_NEAR}{{0,8}}?(?:{_INTO}){_NEAR}{{0,6}}?{_NUMBER}"
    rf"|{_NUMBER}{_NEAR}{{0,8}}?から{_NEAR}{{0,12}}?{_NUMBER}{_NEAR}{{0,8}}?[にへ](?:{_BECAME})"
    # a hundred hours before, ten now
    rf"|{_NUMBER}{_NEAR}{{0,4}}?{_TIME}{_NEAR}{{0,3}}?かかって{_WITHIN}{{0,24}}?{_NUMBER}{_NEAR}{{0,2}}?{_TIME}"
    rf"|(?:以前は|以前,|これまで){_WITHIN}{{0,20}}?{_NUMBER}{_WITHIN}{{0,20}}?今[はで]{_WITHIN}{{0,12}}?{_NUMBER}"
    rf"|(?:原来|以前|过去|之前|从前){_WITHIN}{{0,16}}?{_NUMBER}{_WITHIN}{{0,16}}?(?:现在|如今){_WITHIN}{{0,10}}?{_NUMBER}"
    # fifteen hours cut to thirty minutes
    rf"|{_NUMBER}{_NEAR}{{0,8}}?を{_NEAR}{{0,8}}?{_NUMBER}{_NEAR}{{0,4}}?[にへ](?:{_BECAME})"
    # two hours saved
    rf"|(?:{_SAVED})了?{_NEAR}{{0,4}}?{_NUMBER}|{_NUMBER}{_NEAR}{{0,3}}?[をのが]?(?:{_LESS})"
    # mended in two days
    rf"|{_NUMBER}{_TIME}(?:以内|ほど|くらい)?(?:で|に){_NEAR}{{0,4}}?(?:{_DONE})"
    rf"|{_NUMBER}{_TIME}(?:内|之内|以内)?{_NEAR}{{0,3}}?(?:{_DONE_ZH})"
)
_FACTS = re.compile(
    # some years ago, the first time, the second floor
    rf"(?:{_NUMBER}[、,])?{_NUMBER}{_TIME}(?:ほど|くらい|以上)?(?:前|目)|第{_NUMBER}|{_NUMBER}(?:回目|度目|階|番目)"
    rf"|{_NUMBER}年(?:{_NUMBER}月(?:{_NUMBER}[日号])?)?(?!{_NEAR}{{0,3}}?(?:{_LESS}|かか))"
)
_ANY = re.compile(_LETTER)


class NumberKind(StrEnum):
    """The kinds of passages with a number: a time, an amount, a share and so on."""

    CHANGE = "change"
    """A change, a multiple, or something done within a time."""
    SHARE = "share"
    """A percentage."""
    FACT = "fact"
    """A date, an ordinal, a time ago: it measures nothing."""


class NumberInContext(NamedTuple):
    """A passage with a number, and its position."""

    start: int
    end: int
    what: NumberKind


def numbers_in_context(text: str) -> Iterator[NumberInContext]:
    """The changes, shares and facts in a text, in this order; none overlaps another."""
    if text.isascii() or not _ANY.search(text):
        return
    taken = bytearray(len(text))
    for what, pattern in ((NumberKind.CHANGE, _CHANGES), (NumberKind.SHARE, _SHARES), (NumberKind.FACT, _FACTS)):
        for found in pattern.finditer(text):
            start, end = found.span()
            if not any(taken[start:end]):
                taken[start:end] = b"1" * (end - start)
                yield NumberInContext(*found.span(), what)
