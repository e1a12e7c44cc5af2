"""What every page of an edition is made with: its items by id, its formats, its words and its templates."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from jinja2 import BytecodeCache, FileSystemLoader
from markupsafe import Markup

from kept.components import markdown
from kept.components.glyphs import GLYPHS
from kept.components.locale_formats import Formats
from kept.components.phone import phone
from kept.components.sandbox import faults_of, sandboxed
from kept.components.words import Words
from kept.model.edition import InternalEdition
from kept.model.figure import printed
from kept.model.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from jinja2 import Environment
    from jinja2.bccache import Bucket

    from kept.components.promise_card import PromiseCard
    from kept.components.voice_card import VoiceCard
    from kept.model.edition import Edition, MetricView, PromiseInside, PromiseView, StageView, StoryView, VoiceView
    from kept.model.stated import MarkedText
    from kept.model.verdict import Result
    from kept.pictures.derive import Picture

_NONE_AND_ALL = frozenset((Decimal(0), Decimal(100)))
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class PageContext:
    """An edition with everything that its pages need."""

    def __init__(self, edition: Edition, templates: Sequence[Path], pictures: Mapping[str, Picture]) -> None:
        """Prepares the templates in these folders (each a `site_templates/`, the project's own first).

        Without any folder nothing is drawn, and what pages must say is still known.
        """
        self.edition = edition
        self.pictures = pictures
        self.formats = Formats(edition.publisher.locale)
        self.words = Words(self.formats)
        self.say = self.words.say
        self.folders = tuple(templates)
        self.draws = bool(templates)
        """Whether there are templates; without, all that is drawn is empty."""
        self.templates = _environment(templates, self.inside.switchboard if self.inside else None)
        self.templates.globals.update(
            w=self.words.tree,
            say=self.say,
            f=self.formats,
            inside=self.inside,
            org=edition.publisher.name,
            tally=edition.tally,
            proposed=frozenset(edition.proposed or ()),
            unsure=self._unsure(),
            glyphs=GLYPHS,
        )
        self.cards: dict[str, PromiseCard] = {}
        """By promise: the result of `promise_card.card`."""
        self.voice_cards: dict[str, VoiceCard] = {}
        """By voice: the result of `voice_card.card`."""
        self.tags: dict[tuple[str, str, bool], Markup] = {}
        """The results of `verdict_mark.tag`."""
        self._macros: dict[tuple[str, str], Callable[..., Markup]] = {}
        self._markdown: dict[str, Markup] = {}

    def _unsure(self) -> dict[str, str]:
        """In a preview, by promise: what its verdict would replace, in words."""
        found = {}
        for promise, verdict in self.edition.replaced:
            if verdict is None:
                found[promise] = self.say("site.proposed-promise")
                continue
            period = verdict.period
            key = f"status.{verdict.status}.{'label' if period else 'word'}"
            values = {"period": self.formats.period(period)} if period else {}
            found[promise] = self.say("site.proposed-verdict", verdict=self.say(key, None, **values))
        return found

    @cached_property
    def inside(self) -> InternalEdition | None:
        """The edition if it is the internal one, otherwise None."""
        return self.edition if isinstance(self.edition, InternalEdition) else None

    @cached_property
    def demo(self) -> str | None:
        """The notice on every page of a demo: kept's sentence, then the demo's note; None where it is not a demo."""
        publisher = self.edition.publisher
        return " ".join(filter(None, (self.say("site.demo"), publisher.demo_note))) if publisher.demo else None

    @cached_property
    def promises(self) -> dict[str, PromiseView]:
        """By id, in the register's order."""
        return {promise.id: promise for promise in self.edition.promises}

    @cached_property
    def voices(self) -> dict[str, VoiceView]:
        """By id, newest first."""
        return {voice.id: voice for voice in self.edition.voices}

    @cached_property
    def stories(self) -> dict[str, StoryView]:
        """By id, newest first."""
        return {story.id: story for story in self.edition.stories}

    @cached_property
    def metrics(self) -> dict[str, MetricView]:
        """By id."""
        return {metric.id: metric for metric in self.edition.metrics}

    @cached_property
    def stages(self) -> dict[str, StageView]:
        """By id, in the journey's order."""
        return {stage.id: stage for stage in self.edition.stages}

    @cached_property
    def insides(self) -> dict[str, PromiseInside]:
        """By promise id: internal facts; empty in a public edition."""
        return {one.promise: one for one in self.inside.promises_inside} if self.inside else {}

    @cached_property
    def _roles(self) -> dict[str, str]:
        return {role.id: role.title for role in self.inside.roles} if self.inside else {}

    def section(self, section: str) -> str:
        """The active tab of a page about the method.

        On the internal site there is none; the footer links to the page.
        """
        return "" if self.inside else section

    def role_title(self, role: str) -> str:
        """The title of a role; its id where the edition does not have it."""
        return self._roles.get(role, role)

    @cached_property
    def _levels(self) -> dict[str, frozenset[Decimal]]:
        """By metric: every level that its values are compared with, which a rounded value must not seem to reach."""
        found: defaultdict[str, set[Decimal]] = defaultdict(set)
        for promise in self.edition.promises:
            for entry in promise.verdict.record:
                for result in entry.results:
                    found[result.metric].add(result.target)
        return {metric: frozenset(levels) for metric, levels in found.items()}

    def printed(self, metric: str, value: Decimal, exact: Fraction | None = None) -> Decimal:
        """A value with the digits to show: its own, or fewer where the metric asks for it.

        Args:
            metric: the metric of the value.
            value: as it was written.
            exact: for a percentage, its exact value.
        """
        known = self.metrics.get(metric)
        levels = self._levels.get(metric, frozenset())
        if known and known.unit == "percent":
            levels |= _NONE_AND_ALL
        return printed(value, known.decimals if known else None, levels, exact)

    def value(self, metric: str, value: Decimal | None, exact: Fraction | None = None) -> str:
        """A value of this metric with its unit, and with no more digits than it was written with."""
        if value is None:
            return self.say("table.no-cases")
        known, shown = self.metrics.get(metric), self.printed(metric, value, exact)
        if known is None:
            return self.formats.number(shown)
        return self._beside_range(known, self.formats.value(shown, known.unit))

    def level(self, metric: str, target: Decimal, direction: str) -> str:
        """A target in words, with its own decimals: at least 97%."""
        known = self.metrics.get(metric)
        value = (
            self._beside_range(known, self.formats.value(target, known.unit)) if known else self.formats.number(target)
        )
        return self.say(f"level.{direction}", value=value)

    def _beside_range(self, metric: MetricView, value: str) -> str:
        """A rating with the best possible value: 4.6 of 5."""
        if metric.unit != "rating" or metric.range is None:
            return value
        return self.say("metric.rated", value=value, of=self.formats.number(metric.range.high))

    def result_level(self, result: Result) -> str:
        """The target of a result, in words."""
        return self.level(result.metric, result.target, result.direction)

    def direction(self, metric: str) -> str:
        """`at-least` or `at-most`, as the metric has it."""
        known = self.metrics.get(metric)
        return "at-most" if known and known.direction == "lower-is-better" else "at-least"

    def html(self, text: str) -> Markup:
        """An author's Markdown as sanitised HTML; each text is converted once."""
        if (done := self._markdown.get(text)) is None:
            done = self._markdown[text] = Markup(markdown.to_html(text))  # noqa: S704  sanitised by to_html
        return done

    def quote(self, text: str) -> Markup:
        """A quote's Markdown as sanitised HTML, without headings."""
        return Markup(markdown.to_html(text, heading_offset=None))  # noqa: S704  sanitised by to_html

    def macro(self, block: str, name: str) -> Callable[..., Markup]:
        """A macro of `blocks/<block>.html`, for a part that is made once and used on many pages."""
        found = self._macros.get((block, name))
        if found is None and not self.draws:
            found = self._macros[block, name] = _nothing
        elif found is None:
            with faults_of(f"blocks/{block}.html"):
                drawn = getattr(self.templates.get_template(f"blocks/{block}.html").module, name)
            found = self._macros[block, name] = faults_of(f"blocks/{block}.html")(drawn)
        return found

    def url(self, path: str) -> str | None:
        """The absolute address of a path; None where the site's address is unknown."""
        base = self.edition.publisher.site_url
        return None if base is None else base.rstrip("/") + "/" + path

    def up(self, path: str) -> str:
        """The relative path from a page to the site's root.

        The 404 page can be at any depth, so it uses an absolute path.
        """
        if path.endswith(".html"):
            return urlsplit(self.edition.publisher.site_url or "/").path.rstrip("/") + "/"
        return "../" * path.count("/")

    def page(  # noqa: PLR0913  one argument for each property of a page
        self,
        template: str,
        path: str,
        *,
        section: str,
        title: str,
        description: str,
        json_ld: Iterable[Mapping[str, object]] = (),
        alternates: tuple[tuple[str, str, str], ...] = (),
        facets: tuple[tuple[str, str], ...] = (),
        indexed: bool = True,
        page_class: str | None = None,
        must_say: Iterable[MarkedText] = (),
        **context: object,
    ) -> Page:
        """A finished page from `pages/<template>.html`, on which everything in `must_say` stands."""
        body = self.drawn(f"pages/{template}.html", up=self.up(path), path=path, **context)
        return Page(
            path=path,
            section=section,
            title=title,
            description=" ".join(description.split()),
            body=body,
            page_class=page_class or template,
            json_ld=tuple(json_ld),
            alternates=alternates,
            facets=facets,
            indexed=indexed,
            says=tuple(dict.fromkeys(must_say)),
        )

    def drawn(self, template: str, **context: object) -> str:
        """What a template makes of these; nothing where there are no templates.

        Raises:
            BuildError: the template has a fault, or asks for something that templates may not do.
        """
        if not self.draws:
            return ""
        with faults_of(template):
            return self.templates.get_template(template).render(**context)


class _Compiled(BytecodeCache):
    """Compiled templates, kept while the program runs, so that two editions or a preview compile them once."""

    code: ClassVar[dict[tuple[str, str], bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Loads the code for exactly this source, if there is any."""
        known = self.code.get((bucket.key, bucket.checksum))
        if known:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Stores the code."""
        self.code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class _Flat(FileSystemLoader):
    """Reads templates without their indentation, which would only make pages larger."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, uptodate = super().get_source(environment, template)
        return _INDENT.sub("", source), filename, uptodate


def _nothing(*_: object, **__: object) -> Markup:
    return Markup("")


def _environment(templates: Sequence[Path], switchboard: str | None) -> Environment:
    environment = sandboxed(_Flat([str(folder) for folder in templates]), cache=_Compiled())
    environment.filters["phone"] = partial(phone, switchboard=switchboard)
    return environment
