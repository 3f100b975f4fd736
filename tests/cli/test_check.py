"""`kg check`: what is typed, what is printed where, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LONG = (
    "Words enough that nobody calls this a stub, told twice over, and once again for good measure today. " * 2
)


@pytest.fixture
def spoilt(make_vault):
    return make_vault(
        {"a.md": f"# A\n\nSee \t[[nowhere to go]] é [[nowhere else to go]]\n\n{LONG}", "b.md": "[[a]]"}
    )


def test_text_has_the_line_and_a_mark_under_the_place(run, spoilt):
    result = run("check", spoilt, "--select", "KG101")

    assert result.exit_code == 1
    first, line, mark = result.stdout.splitlines()[:3]
    assert first.startswith("a.md:3:6: KG101 dangling-link (warning): no page 'nowhere to go'")
    assert line[mark.index("^") :].startswith("[[nowhere to go]]")
    assert mark.strip() == "^" * len("[[nowhere to go]]")
    assert "2 findings: 2 warning" in result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1),
        (("--fail-on", "error"), 0),
        (("--fail-on", "never"), 0),
        (("--fail-on", "info"), 1),
        (("--ignore", "KG1"), 0),
        (("--select", "nonsense"), 2),
        (("--baseline", "nothing.json"), 3),
    ],
)
def test_it_fails_if_something_is_severe_enough(run, spoilt, words, code):
    assert run("check", spoilt, *words).exit_code == code


def test_a_baseline_leaves_only_what_is_new(run, spoilt, tmp_path):
    known = tmp_path / "known.json"

    assert run("check", spoilt, "--write-baseline", known).exit_code == 0
    assert run("check", spoilt, "--baseline", known).exit_code == 0
    (spoilt / "a.md").write_text(
        f"\n\nnew lines\n\n[[nowhere to go]] [[a third]]\n\n{LONG}", encoding="utf-8"
    )

    result = run("check", spoilt, "--baseline", known, "--format", "jsonl")

    assert result.exit_code == 1
    assert [json.loads(line)["message"] for line in result.stdout.splitlines()] == [
        "no page 'a third' (entity: a name of one or two words)"
    ]
    assert "known findings left out" in result.stderr


def test_a_graph_alone_runs_what_tables_tell(run, spoilt, tmp_path):
    (spoilt / "b.md").write_text("[[a]]\n```\nnever closed\n", encoding="utf-8")
    run("build", spoilt, "-o", tmp_path / "graph")
    (tmp_path / "graph" / "location.json").unlink()  # as if it had come from elsewhere

    alone = run("check", tmp_path / "graph", "--format", "json")
    both = run("check", tmp_path / "graph", "--vault", spoilt, "--format", "json")

    assert "checks that read the notes are left out" in alone.stderr
    assert {row["check"] for row in json.loads(both.stdout)} - {
        row["check"] for row in json.loads(alone.stdout)
    } == {"unclosed-fence"}


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "sarif", "github", "junit", "markdown"])
def test_every_format_is_printed_and_ends_the_same_way(run, spoilt, form):
    result = run("check", spoilt, "--format", form)

    assert result.exit_code == 1
    assert "nowhere to go" in result.stdout


def test_explain_tells_one_check_without_a_vault(run):
    result = run("check", "--explain", "dangling-link")

    assert result.exit_code == 0
    assert result.stdout.startswith("KG101 dangling-link (warning)\n")


def test_settings_of_the_vault_hold(run, spoilt):
    (spoilt / "kg.toml").write_text('[check]\nfail_on = "error"\nignore = ["KG2"]\n', encoding="utf-8")

    result = run("check", spoilt, "--format", "jsonl")

    assert result.exit_code == 0
    assert {json.loads(line)["code"] for line in result.stdout.splitlines()} == {"KG101"}


def test_the_action_and_the_hook_call_commands_and_options_that_exist(run):
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    script = action["runs"]["steps"][-1]["run"]
    known = run("check", "--help").stdout

    assert hook["entry"] == "kg check"
    assert set(re.findall(r"--[a-z-]+", script)) <= set(re.findall(r"--[a-z-]+", known))
    assert "${{" not in script  # inputs are values, not text of the script
    assert set(action["inputs"]) == {"vault", "baseline", "fail-on", "sarif"}


def test_filters_and_a_limit_choose_what_is_shown(run, spoilt):
    assert run("check", spoilt, "--path", "b*", "--fail-on", "warning").exit_code == 0
    result = run("check", spoilt, "--limit", "1", "--format", "jsonl")

    assert result.stdout.count("\n") == 1
    assert result.exit_code == 1
    assert "4 more" in result.stderr
