"""Notes whose every text wants to do harm, damaged files, and a browser that would let them."""

from __future__ import annotations

import re

import pytest

import kg

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAYLOADS = (
    "</script><script>document.title = 'HIT'</script>",
    "<img src=x onerror=\"document.title = 'HIT'\">",
    "'\"><svg onload=\"document.title = 'HIT'\">",
    "</style></title><script>alert('HIT')</script>",
    "{{ 7 * 7 }}${document.title = 'HIT'}<!--",
    "javascript:alert('HIT')",
    "__proto__",
    "constructor",
    "\u202ecod.exe\u2028\u2029",
    "https://evil.example/\"onmouseover=\"alert('HIT')",
    "A & B &amp; C",
    "x" * 100_000,
)


@pytest.fixture(scope="session")
def attack(write):
    notes = {
        f"note {number}.md": f"---\ntitle: {payload!r}\naliases: [{payload!r}]\ntags: [{payload[:40]!r}]\n"
        f"videoId: {payload[:60]!r}\n"
        f"---\nFrom: [[channel {number}]]\n\n{payload} "
        f"[[note {(number + 1) % len(PAYLOADS)}]] "
        f"[x](<{payload[:200].replace('<', '').replace('>', '')}>) "
        f"[[{re.sub('[][#|]', '', payload[:200])}]]\n"
        for number, payload in enumerate(PAYLOADS)
    }
    return write(kg.build(notes), "attack.html", title=PAYLOADS[0])


def test_nothing_of_it_runs_whatever_is_opened(show, attack):
    page = show(attack)
    page.rest()
    for key in ("m", "o", "c", "r", "v", "?"):
        page.key(key)
        page.rest(120)
        page.key("Escape")
    for typed in ("script", "img", "javascript", "proto", "<script>alert(1)</script>"):
        page.key("/")
        page.js("document.querySelector('#search').value = ''")
        page.type(typed)
        page.key("Enter")
        page.rest(150)

    assert "HIT" not in page.js("document.title") or page.js("document.title") == PAYLOADS[0]
    assert page.js("document.querySelectorAll('body script:not([type])').length") == 1
    assert page.js("document.querySelectorAll('img, iframe, object, embed').length") == 0
    schemes = set(page.js("[...document.links].map(a => a.protocol)"))
    assert schemes <= {"https:", "http:"}


def test_a_title_with_an_ampersand_reads_as_it_is_written(show, attack):
    page = show(attack)
    page.key("/")
    page.type("A B amp C")

    names = page.js("[...document.querySelectorAll('.option .name')].map(e => e.firstChild.textContent)")
    assert "A & B &amp; C" in names


def test_the_policy_lets_nothing_else_run(browser, tubevault):
    page = browser.page()
    page.open(tubevault)
    refused = page.js(
        "(() => { try { document.createElement('div').innerHTML = '<b>x</b>'; return false; }"
        " catch { return true; } })()"
    )
    assert refused
    page.js("(() => { const i = new Image(); i.src = 'https://example.org/x.png'; })()")
    page.rest(200)
    sent = [event for event in page.of("Network.responseReceived") if "example.org" in str(event)]
    assert sent == []
    page.close()


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace(b'id="kg-core"', b'id="kg-gone"'),
        lambda text: re.sub(
            rb'(id="kg-core">.{200}).*?</script>', rb"\1</script>", text, count=1, flags=re.DOTALL
        ),
        lambda text: re.sub(
            rb'(id="kg-core">.{60}).{40}', rb"\1" + b"x" * 40, text, count=1, flags=re.DOTALL
        ),
        lambda text: re.sub(rb'(id="kg-meta">).*?</script>', rb"\1</script>", text, count=1, flags=re.DOTALL),
    ],
)
def test_a_damaged_file_says_so(browser, tubevault, folder, harm):
    path = folder / "damaged.html"
    path.write_bytes(harm(tubevault.read_bytes()))
    page = browser.page()
    page.open(path)

    assert page.js("document.documentElement.dataset.state") == "failed"
    assert page.js("document.querySelector('[role=alert]').innerText").startswith(
        "This graph cannot be shown"
    )
    page.close()
