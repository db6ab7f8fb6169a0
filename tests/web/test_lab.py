"""What the projector's page shows of a feed, and what it asks of the server."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.integration.client import DEADLINE

from .projector import ORIGIN, Projector

HOSTILE = "<img src=x onerror=pwned=1>\u202e"
SEEN = "<img src=x onerror=pwned=1>\\u202e"
"""What turns the direction of writing is made visible."""

QUESTION = {"question": "What will happen?", "options": ["lost", "doubled", "delivered"], "counts": [0, 1, 5]}

SMALL = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set(document.querySelectorAll("button, input, select, option, textarea"));
    while (texts.nextNode()) if (texts.currentNode.data.trim()) found.add(texts.currentNode.parentElement);
    const size = (one) => parseFloat(getComputedStyle(one).fontSize);
    return [...found].filter((one) => size(one) < 18).map((one) => `${one.outerHTML.slice(0, 80)}: ${size(one)}`);
}"""

WORDS = """async () => {
    const { COLUMNS } = await import("/lab/way/steps.js");
    const [en, id] = await Promise.all(["en", "id"].map((lang) => import(`/lab/words/${lang}.js`)));
    return [COLUMNS, en, id].map((one) => JSON.parse(JSON.stringify(one)));
}"""


@pytest.fixture
def projector(browser: Browser) -> Iterator[Projector]:
    screen = {"width": 1920, "height": 1080}
    context = browser.new_context(locale="en-US", reduced_motion="reduce", viewport=screen)
    context.set_default_timeout(DEADLINE * 1000)
    projector = Projector(context)
    yield projector
    context.close()
    assert not projector.problems, "\n".join(projector.problems)


def fill(projector: Projector, text: str) -> None:
    """Shows something everywhere, and the text wherever somebody may have written it."""
    projector.connections(text, count=20)
    projector.connections(text, worker=2, count=400)
    busy = {"batches": 3, "lines": 400, "tells": 30, "bytes": 3_000_000, "lagging": 9}
    projector.push("queues", workers=[{"worker": 1, **busy}, {"worker": 2, **busy}], view=900)
    projector.ledger()
    projector.push("event", at=1e9, level="error", text=text)
    projector.push("question", question=text, options=[text, "no"], counts=[2, 1], open=True)
    fault = {"number": 1, "connections": 1, "kind": "delay", "seconds": None}
    projector.push("faults", faults=[{**fault, "target": text, "details": text}])
    projector.action("over")
    projector.push("error", text=text)
    projector.message(text, sender=text, place=text)


def test_nothing_that_others_write_is_taken_for_markup(projector: Projector) -> None:
    fill(projector, HOSTILE)
    page = projector.page
    page.hover(".dots .dot")
    for where in (".way .message", ".bytes code >> nth=0", ".tip b", ".events li"):
        expect(page.locator(where)).to_contain_text(SEEN)
    expect(page.locator(".note")).to_have_text(HOSTILE)
    page.click("#tab-question")
    expect(page.locator(".asked")).to_have_text(SEEN)
    expect(page.locator(".answer").first).to_have_text(SEEN)
    page.click("#tab-faults")
    expect(page.locator(".active .details")).to_have_text(SEEN)
    assert page.locator("img, body script, [onerror]").count() == 0
    assert page.evaluate("'pwned' in window") is False


def test_everything_can_be_read_from_the_last_row(projector: Projector) -> None:
    page = projector.page
    fill(projector, "halo semua")
    for lang in ("en", "id"):
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator(".lanes .us").first).to_be_visible()
        page.hover(".dots .dot")
        expect(page.locator(".tip")).to_be_visible()
        assert page.evaluate(SMALL) == []
        if lang == "en":
            projector.push("hello", version="1.2", port=9000, lang="id", workers=2)
    scrolled = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    assert scrolled == [1080, 1920]


def test_axe_finds_nothing(projector: Projector) -> None:
    fill(projector, "halo semua")
    for tab, scheme in (("way", "light"), ("question", "dark"), ("faults", "light")):
        projector.page.emulate_media(color_scheme=scheme)
        projector.page.click(f"#tab-{tab}")
        found = Axe().run(projector.page)
        assert found.violations_count == 0, f"{tab}, {scheme}\n{found.generate_report()}"


def test_both_languages_say_the_same_things(projector: Projector) -> None:
    columns, english, indonesian = projector.page.evaluate(WORDS)
    assert english["texts"].keys() == indonesian["texts"].keys()
    for key, text in english["texts"].items():
        assert _filled(text) == _filled(indonesian["texts"][key]), key
    assert {f"{kind}_{step}" for kind in ("step", "say") for step in columns} <= english["texts"].keys()
    ready = [[(button, len(options)) for button, _, options in one["questions"]] for one in (english, indonesian)]
    assert ready[0] == ready[1]


def _filled(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


def test_of_a_private_message_only_lengths_are_shown(projector: Projector) -> None:
    projector.message("rahasia besar", private=True)
    expect(projector.page.locator(".way .message")).to_have_text("1 · (private, 13 bytes)")
    codes = projector.page.locator(".bytes code")
    expect(codes).to_have_text(["(private, 15 bytes)", "(private, 53 bytes)"])


def test_a_button_waits_until_the_class_has_voted(projector: Projector) -> None:
    page = projector.page
    kill = page.locator("button.kill")
    expect(kill).to_be_enabled()
    page.click("#tab-question")
    page.select_option("#ready", "0")
    expect(kill).to_be_disabled()
    expect(page.locator("button.stop")).to_be_enabled()
    page.click(".asking .ends button >> nth=0")
    projector.push("question", **QUESTION, open=True)
    expect(page.locator(".bars b")).to_have_text(["0", "1", "5"])
    expect(kill).to_be_disabled()
    page.click(".asking .ends button >> nth=1")
    projector.push("question", **QUESTION, open=False)
    kill.click()
    expect(kill).to_be_enabled()
    asked, ended, killed = projector.asked
    assert asked["do"] == "ask"
    assert len(asked["options"]) == 3
    assert ended == {"do": "end_question"}
    assert killed == {"do": "kill", "place": "worker 1"}


def test_what_became_of_a_button_is_shown(projector: Projector) -> None:
    page = projector.page
    page.click("article[data-place='worker 2'] .pick")
    page.click("button.stop")
    projector.action("begun", what="stop", place="worker 2")
    projector.processes(worker_2="stopped")
    expect(page.locator(".verdict .pause")).to_have_text("found out in 30 s")
    expect(page.locator("[data-place='worker 2'] .status")).to_contain_text("found out in")
    projector.action("over", what="stop", place="worker 2", lost=1)
    expect(page.locator(".verdict .pause")).to_have_text("pause 37 ms")
    expect(page.locator(".counts b")).to_have_text(["1", "0", "0"])
    projector.action("refused", reason="there is no spare")
    expect(page.locator(".verdict")).to_contain_text("there is no spare")
    assert projector.asked == [{"do": "stop", "place": "worker 2"}]


def test_a_way_is_gone_step_by_step(projector: Projector) -> None:
    page = projector.page
    projector.connections()
    projector.connections(worker=2)
    projector.message("halo")
    expect(page.locator(".narration")).to_contain_text("In all 581 µs")
    page.select_option(".pace", "4")
    page.click("text=Slow motion")
    expect(page.locator(".narration")).to_contain_text("in the sender's socket")
    expect(page.locator(".dot.lit")).to_have_count(1)
    on = page.get_by_role("button", name="Step on")
    for process, said in [("worker 1", "has come"), ("worker 1", "its batch"), ("state", "has arrived")]:
        on.click()
        expect(page.locator(".narration")).to_contain_text(said)
        expect(page.locator(".card.lit")).to_have_attribute("data-place", process)
    projector.message("yang berikut", seq=2)
    for _ in range(10):
        on.click()
    expect(page.locator(".narration")).to_have_text("worker 1: fan-out, to each receiver's socket. +50 µs")
    expect(page.locator(".way .message")).to_have_text("1 · lobby · ani: halo")
    expect(page.locator(".token")).to_have_count(1)


def test_faults_are_put_on_and_healed(projector: Projector) -> None:
    page = projector.page
    page.click("#tab-faults")
    page.select_option("#kind", "rate")
    page.fill("#target", "#7")
    page.click(".putting .primary")
    fault = {"number": 4, "target": "#7", "connections": 1, "kind": "rate", "details": "1000 B/s", "seconds": 9.5}
    projector.push("faults", faults=[fault])
    expect(page.locator("#tab-faults")).to_have_text("Faults (1)")
    page.click(".active li button")
    projector.push("faults", faults=[])
    expect(page.locator(".active .none")).to_be_visible()
    put = {"do": "fault", "target": "#7", "kind": "rate", "rate": 1000, "seconds": 10}
    assert projector.asked == [put, {"do": "heal", "number": 4}]


def test_the_page_comes_back_after_an_outage(projector: Projector) -> None:
    outage = projector.page.locator(".outage")
    projector.ledger()
    projector.feed.close()
    expect(outage).to_contain_text("The server does not answer; trying again")
    expect(outage).to_be_visible()
    expect(outage).to_be_hidden()
    assert projector.addresses == [f"{ORIGIN.replace('http', 'ws')}/lab/live?token=rahasia%26"] * 2
