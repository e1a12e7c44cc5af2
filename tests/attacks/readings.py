"""Published results that are to be read by other words or days; everybody approves, and the branch accepts it."""

from __future__ import annotations

from attacks.published import approve_and_merge
from held import METRIC, REGISTER, TABLE
from kept import pipeline
from kept.model.ledgers import READINGS
from kept.write.publication import additions
from projects import TODAY
from publishing import TARGET
from scenes import Scene, attack

_WORDS = "We come when we said we would."
_STATEMENT, _STRICTER = f'statement = "{_WORDS}"', 'statement = "We come within one hour."'
_DEFINITION = "Crews that arrived within the hour we named."


def _publish(scene: Scene) -> None:
    """Builds, as far as the ledgers go, and commits them with the release."""
    portfolio, found = scene.project.load()
    checked = pipeline.check(scene.project.root, portfolio, found, TODAY)
    scene.project.write({path: text.encode() for path, text in additions(portfolio, checked.public).items()})
    scene.protect()


def _entry(on: str) -> str:
    return f'reworded = [{{ field = "statement", was = "{_WORDS}", why = "Plainer.", on = {on} }}]'


def _reads(scene: Scene, text: str) -> bool:
    """True where a public site could be published that says a text, with the kept results beside it."""
    portfolio, found = scene.project.load()
    checked = pipeline.check(scene.project.root, portfolio, found, TODAY)
    said = [promise.statement for promise in checked.public.promises if promise.verdict.status == "kept"]
    said += [metric.definition for metric in checked.public.metrics]
    said += [str(row.published_on) for metric in checked.public.metrics for row in metric.rows]
    return text in said and not checked.report.stops_site


def _merge_words(scene: Scene, *lines: str) -> bool:
    scene.project.edit(REGISTER, _STATEMENT, "\n".join((_STRICTER, *lines)))
    scene.approve("promise.on-time", by="olive", key="olive")
    scene.protect()
    return _reads(scene, "We come within one hour.")


@attack("promise-reworded-and-merged")
def promise_reworded_and_merged(scene: Scene) -> bool:
    _publish(scene)
    return _merge_words(scene)


@attack("target-added-and-merged")
def target_added_and_merged(scene: Scene) -> bool:
    project = scene.project
    files = {path.replace("punctuality", "politeness"): (project.root / path).read_bytes() for path in (METRIC, TABLE)}
    project.edit(TABLE, "95.5,200,191", "90.5,200,181")
    approve_and_merge(scene)
    _publish(scene)
    project.write(files).edit(REGISTER, TARGET, f"{TARGET}, {TARGET.replace('punctuality', 'politeness')}")
    scene.approve("politeness", by="connie", key="connie")
    scene.approve("promise.on-time", by="olive", key="olive")
    scene.protect()
    portfolio, found = project.load()
    return not pipeline.check(project.root, portfolio, found, TODAY).report.stops_site


@attack("definition-reworded-and-merged")
def definition_reworded_and_merged(scene: Scene) -> bool:
    _publish(scene)
    scene.project.edit(METRIC, _DEFINITION, "Crews that arrived.")
    approve_and_merge(scene)
    return _reads(scene, "Crews that arrived.")


@attack("rewording-dated-back-and-merged")
def rewording_dated_back_and_merged(scene: Scene) -> bool:
    _publish(scene)
    return _merge_words(scene, _entry("2026-11-10"))


@attack("rewording-taken-out-and-merged")
def rewording_taken_out_and_merged(scene: Scene) -> bool:
    _publish(scene)
    assert _merge_words(scene, _entry("2026-11-20"))
    _publish(scene)
    scene.project.edit(REGISTER, f"{_entry('2026-11-20')}\n", "")
    scene.approve("promise.on-time", by="olive", key="olive")
    scene.protect()
    return _reads(scene, "We come within one hour.")


@attack("stricter-words-keep-the-record")
def stricter_words_keep_the_record(scene: Scene) -> bool:
    _publish(scene)
    return _merge_words(scene, _entry("2026-11-20"))


@attack("day-moved-and-merged")
def day_moved_and_merged(scene: Scene) -> bool:
    _publish(scene)
    scene.project.edit(TABLE, "2026-10-14", "2026-11-14")
    approve_and_merge(scene)
    return _reads(scene, "2026-11-14")


@attack("readings-deleted-and-merged")
def readings_deleted_and_merged(scene: Scene) -> bool:
    _publish(scene)
    (scene.project.root / READINGS).unlink()
    return _merge_words(scene)
