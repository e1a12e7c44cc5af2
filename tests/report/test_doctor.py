"""`kept doctor`: what surrounds the evidence, with what to do about it."""

from __future__ import annotations

from projects import Project


def test_a_new_project_needs_what_only_its_people_can_give(project: Project) -> None:
    project.commit()
    ran = project.kept("doctor")

    assert ran.code == 1
    assert "look  workflows: nothing checks a pull request or publishes by itself." in ran.out
    assert "kept doctor --fix --forge github (or gitlab)" in ran.out


def test_fix_writes_workflows_and_code_owners_and_asking_again_finds_them_fine(approved: Project) -> None:
    first = approved.kept("doctor", "--fix", "--forge", "github")

    assert "wrote .github/workflows/kept-publish.yml" in first.out
    assert (approved.root / ".github/CODEOWNERS").is_file()
    again = approved.kept("doctor", "--fix")
    assert "wrote" not in again.out
    assert "fine  .github/workflows/kept-check.yml" in again.out
    assert "fine  code owners" in again.out


def test_what_somebody_changed_is_told_and_left(approved: Project) -> None:
    approved.kept("doctor", "--fix", "--forge", "github")
    approved.edit(".github/workflows/kept-check.yml", "timeout-minutes: 15", "timeout-minutes: 30")
    approved.edit(".github/CODEOWNERS", "/evidence/policy.toml", "# /evidence/policy.toml")
    ran = approved.kept("doctor", "--fix")

    assert "look  .github/workflows/kept-check.yml: it was changed by hand, and kept leaves it alone." in ran.out
    assert "look  code owners: nobody has to look at evidence/policy.toml (who may approve what)." in ran.out
    assert "timeout-minutes: 30" in (approved.root / ".github/workflows/kept-check.yml").read_text(encoding="utf-8")


def test_the_last_rule_for_a_file_decides_who_owns_it(approved: Project) -> None:
    approved.kept("doctor", "--fix", "--forge", "gitlab")
    owners = (approved.root / ".gitlab/CODEOWNERS").read_text(encoding="utf-8")
    approved.write({".gitlab/CODEOWNERS": owners + "/mkdocs.yml\n"})

    assert "nobody has to look at mkdocs.yml (the look)" in approved.kept("doctor").out


def test_a_permission_that_ends_within_a_month_is_told_before_it_does(approved: Project) -> None:
    approved.edit("evidence/testimonials/nine-oclock.md", "  granted_on:", "  expires_on: 2026-12-01\n  granted_on:")
    approved.approve("nine-oclock", by="olive").commit()
    ran = approved.kept("doctor")

    assert "look  nine-oclock: within 30 days it leaves a site: the permission ended on 2026-12-01." in ran.out


def test_whoever_approves_and_cannot_be_recognised_is_named(approved: Project) -> None:
    ran = approved.kept("doctor")

    assert "look  people: nothing says which commits are by Connie Counts (connie)" in ran.out
