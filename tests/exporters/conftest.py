"""A small vault with every kind of node and edge, and one whose every text wants to do harm."""

import shutil
import subprocess

import pytest

import kg

VIDEO = "aB3-x_Yz012"
STAMP = '<a class="yt-timestamp" data-t="00:01:15">[00:01:15]</a>'
VAULT = {
    "kitchen/umami.md": f"""\
---
title: "Umami & co"
videoId: {VIDEO}
aliases: [Savouriness]
tags: [Food/Taste]
rating: 5
started: 2024-03-02
crew: [Ann, Bob]
---
From: [[kitchen]] <br/>

The [[dashi_stock|dashi]] {STAMP} and [[Dashi Stock]] again
{STAMP} with <a class="yt-timestamp" data-t="HH:MM:SS">[HH:MM:SS]</a>.
See [[Koji mould]], ![[img/p 1.png]], <https://example.org/a> and https://[oops.
""",
    "kitchen/dashi_stock.md": f"---\ntitle: Dashi\nvideoId: {VIDEO}\n---\nFrom: [[kitchen]]\n\n[[umami]].\n",
    "kitchen/kitchen.md": f"""\
### [All about taste](https://www.youtube.com/watch?v={VIDEO})

- [[umami]]
- [[koji-mould]]
""",
    "img/p 1.png": b"\x89PNG",
}

PAYLOADS = (
    "</script><script>document.title = 'HIT'</script>",
    "<img src=x onerror=\"document.title = 'HIT'\">",
    "'\"><svg onload=\"document.title = 'HIT'\">",
    "</style></title><script>document.title = 'HIT'</script>",
    "{{ 7 * 7 }}${document.title = 'HIT'}<!--",
    '=HYPERLINK("http://evil.example")\u202ecod.exe',
)
HOSTILE = {
    f"note {number}.md": f"---\ntitle: {payload!r}\naliases: [{payload!r}]\nkey: {payload!r}\n---\n"
    f"[[note {(number + 1) % len(PAYLOADS)}]] [x](<{payload.replace('<', '').replace('>', '')}>) "
    f"[[{payload.replace('[', '').replace('#', '').replace('|', '')}]] #tag/{number}\n"
    for number, payload in enumerate(PAYLOADS)
} | {"javascript.md": "[x](javascript:document.title='HIT') and <https://example.org/?q='\"><script>>\n"}


@pytest.fixture(scope="session")
def graph():
    return kg.build(VAULT, profile="youtube")


@pytest.fixture(scope="session")
def hostile():
    return kg.build(HOSTILE)


@pytest.fixture(scope="session")
def dump_dom(tmp_path_factory):
    """A function that opens a page in a real browser without a network and gives its document back."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next((found for found in map(shutil.which, names) if found), None)
    if browser is None:
        pytest.skip("no Chromium here")

    def dump(page):
        profile = tmp_path_factory.mktemp("profile")
        flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
        flags += (
            " --disable-component-update --disable-sync --virtual-time-budget=3000 --enable-logging=stderr"
        )
        rules = "--host-resolver-rules=MAP * ~NOTFOUND"
        command = [browser, *flags.split(), rules, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    return dump
