"""The rail example carries over what was published, and nothing else."""

from __future__ import annotations

from demo import RAIL, metrics, rows, toml


def test_the_rail_example_carries_over_every_month_and_invents_nothing() -> None:
    kept = {}
    for name, metric in metrics(RAIL / "evidence").items():
        series = rows(name, RAIL / "evidence")
        assert [result.period for result in series] == [
            f"{year}-{month:02}" for year in range(2009, 2015) for month in range(1, 13)
        ]
        assert all(result.final and result.n is None and result.published_on is None for result in series)
        assert metric["no_n_because"]
        kept[name] = sum(result.value >= 92 for result in series)
    assert kept == {"airport-punctuality": 11, "helsingor-punctuality": 32, "malmo-punctuality": 4}
    assert not any("misses" in promise for promise in toml(RAIL / "promises.toml")["promises"])
    readme = (RAIL / "README.md").read_text("utf-8")
    assert all(f"| 72 | {count} | {72 - count} |" in readme for count in kept.values())
