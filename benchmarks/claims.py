"""How often the rule about unsupported claims (KPT401) is right, by language.

    .venv/bin/python benchmarks/claims.py [--wrong]

Reads the labelled sentences in tests/trust: `claims_first.toml` and `claims.toml`, to which the word lists are tuned;
`claims_unseen.toml`, which was written before the rule and is only measured; `claims_public.toml` and
`claims_blind.toml`, after public pages, which were written before too and with which the lists have been mended since.
A sentence is withheld where it reads as a claim.

precision   of the sentences withheld, the share that are claims
recall      of the sentences that are claims, the share withheld
right       of all sentences, the share read as they are labelled: a claim, an arguable one or none
"""

from __future__ import annotations

import argparse
import time
import tomllib
from pathlib import Path
from typing import NamedTuple

from kept.language.statements import Reads, statements

SETS = ("claims_first", "claims", "claims_unseen", "claims_public", "claims_blind")
LABELLED = Path(__file__).parent.parent / "tests" / "trust"


class Case(NamedTuple):
    """A sentence, what it is, and what the rule takes it for."""

    language: str
    text: str
    label: Reads
    read: Reads


def cases(name: str) -> list[Case]:
    """The sentences of one file, each judged."""
    groups = tomllib.loads((LABELLED / f"{name}.toml").read_text(encoding="utf-8"))["group"]
    return [
        Case(group["lang"], text, Reads(group["reads"]), strongest(text, group["lang"], group.get("customer")))
        for group in groups
        for text in group["texts"]
    ]


def strongest(text: str, language: str, customer: str | None = None) -> Reads:
    """What a sentence reads like in all."""
    found = {entry.reads for entry in statements(text, language, customer)}
    return next((reads for reads in Reads if reads in found), Reads.NONE)


def share(part: int, whole: int) -> str:
    """A percentage for the table."""
    return f"{100 * part / whole:.0f} %" if whole else ""


def row(name: str, language: str, judged: list[Case]) -> str:
    """One line of the table."""
    claimed = [case for case in judged if case.label is Reads.CLAIM]
    withheld = [case for case in judged if case.read is Reads.CLAIM]
    both = sum(case.label is Reads.CLAIM for case in withheld)
    right = sum(case.label is case.read for case in judged)
    figures = (share(both, len(withheld)), share(both, len(claimed)), share(right, len(judged)))
    return f"| {name} | {language} | {len(judged)} | {' | '.join(figures)} |"


def main() -> None:
    """Prints the table, and with `--wrong` every sentence that is read wrongly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="print what is read wrongly")
    is_asked = parser.parse_args().wrong
    print("| sentences | language | number | precision | recall | right |\n|---|---|---|---|---|---|")
    for name in SETS:
        judged = cases(name)
        for language in dict.fromkeys(case.language for case in judged):
            print(row(name, language, [case for case in judged if case.language == language]))
        print(row(name, "all", judged))
        for case in judged if is_asked else ():
            if case.label is not case.read:
                print(f"  {case.language} is {case.label}, read as {case.read}: {case.text}")
    texts = [(case.text, case.language) for name in SETS for case in cases(name)]
    statements.cache_clear()
    start = time.process_time()
    for number in range(20):
        for text, language in texts:
            statements(f"{text} {'.' * number}", language)
    print(f"\n{1000 * (time.process_time() - start) / 20 / len(texts):.3f} ms a sentence")


if __name__ == "__main__":
    main()
