"""How each verdict is drawn. A template draws nothing else beside it: the audit compares."""

from __future__ import annotations

from collections.abc import Mapping

GLYPHS: Mapping[str, str] = {
    "kept": '<circle cx="8" cy="8" r="8"/><path class="k-cut" d="m4.6 8.3 2.3 2.3 4.5-4.8"/>',
    "missed": '<path d="m8 0 8 8-8 8-8-8z"/><path class="k-cut" d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2"/>',
    "kept-late": '<circle class="k-line" cx="8" cy="8" r="7"/><path class="k-line" d="m4.6 8.3 2.3 2.3 4.5-4.8"/>',
    "partly-kept": '<path class="k-line" d="m8 1 7 7-7 7-7-7z"/><path d="m8 0 8 8-8 8z"/>',
    "in-progress": '<circle class="k-line" cx="8" cy="8" r="7"/><path d="M8 3.4A4.6 4.6 0 0 1 12.6 8H8z"/>',
    "measuring": '<circle class="k-line" cx="8" cy="8" r="7"/><path d="M8 3.4a4.6 4.6 0 0 1 0 9.2z"/>',
    "no-cases": '<circle class="k-line" cx="8" cy="8" r="7"/>',
    "no-result": '<circle class="k-line k-dash" cx="8" cy="8" r="7"/>',
    "out-of-date": '<circle class="k-line" cx="8" cy="8" r="7"/><path class="k-line" d="M8 4v4.4l2.8 1.8"/>',
    "retired": '<circle class="k-line" cx="8" cy="8" r="7"/><path class="k-line" d="M4.8 8h6.4"/>',
    "on-track": '<circle cx="8" cy="8" r="8"/><path class="k-cut" d="m4.6 8.3 2.3 2.3 4.5-4.8"/>',
    "below": '<path d="M8 .8 16 15H0z"/><path class="k-cut" d="M8 6v4m0 1.6v1.2"/>',
    "at-risk": '<path class="k-line" d="M8 2 14.7 14.2H1.3z"/><path class="k-line" d="M8 6.4v3.4m0 1.6v1"/>',
    "no-evidence": '<circle class="k-line k-dash" cx="8" cy="8" r="7"/>',
}
"""By verdict or state: what stands within `<svg viewBox="0 0 16 16">`."""
