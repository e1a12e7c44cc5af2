"""Templates and styles of the project's own, which nobody approves, that make a missed promise look kept."""

from __future__ import annotations

from kept.components.glyphs import GLYPHS
from kept.resources import packaged
from scenes import REGISTER, Scene, attack

_MARKS, _PROMISE, _STYLES = (
    "site_templates/blocks/marks.html",
    "site_templates/pages/promise.html",
    "site_templates/assets/kept.css",
)
_PAGE = "dist/public/promises/on-time/index.html"
_HIDDEN = "[data-kept] { display: none }"


def _missed(scene: Scene) -> None:
    """The promise is missed, and everybody has approved that; the site is online."""
    scene.project.edit(REGISTER, "at_least = 95", "at_least = 99.9")
    scene.approve("promise.on-time")
    scene.protect()
    assert _built(scene, "Missed in Q3 2026")


def _built(scene: Scene, words: str) -> bool:
    """Builds both sites; True where the page of the promise that is online then says these words."""
    scene.project.kept("build")
    page = scene.project.root / _PAGE
    return page.is_file() and words in page.read_text(encoding="utf-8")


def _own(scene: Scene, template: str, old: str, new: str) -> None:
    """The project's own copy of one of kept's templates, with a change."""
    text = (packaged() / template).read_text(encoding="utf-8")
    assert old in text, old
    scene.project.write({template: text.replace(old, new).encode()})


@attack("template-turns-missed-into-kept")
def template_turns_missed_into_kept(scene: Scene) -> bool:
    _missed(scene)
    _own(scene, _MARKS, "{{ label }}</span>", '{{ label | replace("Missed", "Kept") }}</span>')
    return _built(scene, "Kept in Q3 2026")


@attack("template-leaves-the-verdict-out")
def template_leaves_the_verdict_out(scene: Scene) -> bool:
    _missed(scene)
    _own(scene, _PROMISE, "{{ tag }}", "")
    return not _built(scene, "k-tag--lg")


@attack("template-types-a-verdict")
def template_types_a_verdict(scene: Scene) -> bool:
    _missed(scene)
    _own(scene, _PROMISE, "{{ tag }}", "<b>Kept in Q3 2026</b>\n<span hidden>{{ tag }}</span>")
    return _built(scene, "Kept in Q3 2026")


@attack("style-hides-the-verdict")
def style_hides_the_verdict(scene: Scene) -> bool:
    _missed(scene)
    text = (packaged() / _STYLES).read_text(encoding="utf-8")
    scene.project.write({_STYLES: f"{text}\n{_HIDDEN}\n".encode()})
    _built(scene, "")
    css = scene.project.root / "dist/public/assets/kept.css"
    return "[data-kept]" in css.read_text(encoding="utf-8")


@attack("template-draws-a-check-mark")
def template_draws_a_check_mark(scene: Scene) -> bool:
    _missed(scene)
    _own(scene, _MARKS, "glyphs[kind]", 'glyphs["kept"]')
    return not _built(scene, GLYPHS["missed"])


@attack("template-draws-a-check-mark-elsewhere")
def template_draws_a_check_mark_elsewhere(scene: Scene) -> bool:
    _missed(scene)
    drawn = f'<svg viewBox="0 0 16 16" width="300">{GLYPHS["kept"]}</svg>'
    _own(scene, _PROMISE, "{{ tag }}", f"{{{{ tag }}}} {drawn}")
    return _built(scene, drawn)


@attack("template-says-it-in-a-sentence")
def template_says_it_in_a_sentence(scene: Scene) -> bool:
    _missed(scene)
    _own(scene, _PROMISE, "{{ tag }}", "{{ tag }} <p>In truth we were always on time.</p>")
    return _built(scene, "In truth we were always on time.")


@attack("frame-runs-code")
def frame_runs_code(scene: Scene) -> bool:
    _missed(scene)
    code = "{{ cycler.__init__.__globals__.os.getcwd() | length }}"
    _own(
        scene, "site_templates/theme/main.html", '<meta charset="utf-8">', f'<meta charset="utf-8"><!-- ran {code} -->'
    )
    scene.project.kept("build")
    page = (scene.project.root / _PAGE).read_text(encoding="utf-8")
    return "ran " in page and "{{" not in page


@attack("template-runs-code")
def template_runs_code(scene: Scene) -> bool:
    _missed(scene)
    _own(scene, _PROMISE, "{{ tag }}", "{{ tag }} ran {{ cycler.__init__.__globals__.os.getcwd() | length }}")
    return _built(scene, " ran ")
