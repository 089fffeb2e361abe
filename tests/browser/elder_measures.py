"""What 长辈版 promises of every page, measured in the browser: type, lines, gaps, contrast, rest."""

from playwright.sync_api import Page

from tests.browser.looking import AXE, measured, sideways

# Of running text and controls in the middle size; the smallest of anything that is read.
TEXT, SMALLEST = 24, 18
OTHER_SIZES = {"small": 21, "large": 30}
LINE, PARAGRAPHS, OPTIONS_APART = 1.5, 1.3, 12

# A device with a Chinese voice, so that 朗读 is there to be measured.
WITH_A_VOICE = """Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "zh-CN", localService: true }], addEventListener() {}, speak() {}, cancel() {},
} })"""

_CONTRAST = """async () => {
  const found = await axe.run(document, {
    runOnly: { type: "rule", values: ["color-contrast-enhanced"] },
    rules: { "color-contrast-enhanced": { enabled: true } }, resultTypes: ["violations"],
  });
  return found.violations.flatMap((one) =>
    one.nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary.split("\\n")[1].trim()}`));
}"""
# Each piece of text by the element that holds it.
_TYPE = """([text, smallest, line]) => {
  const faults = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest(".visually-hidden, .skip, option, script, style, svg")) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const name = `${element.tagName.toLowerCase()}.${element.className}`;
    const said = `${name} “${element.textContent.trim().slice(0, 16)}”`;
    if (size < smallest - 0.01) faults.push(`${said} is ${size.toFixed(1)} px`);
    const body = element.matches("p, li, label, button, .btn, .stem, .option-text, td, dd, input") &&
      !element.matches(".small, .small *, .q-meta, .q-meta *, figcaption, .soft");
    if (body && size < text - 0.01 && !element.closest(".small, .q-meta, .soft, footer, table, .chip"))
      faults.push(`${said} is ${size.toFixed(1)} px, less than ${text}`);
    const high = element.getBoundingClientRect().height, lead = parseFloat(style.lineHeight) / size;
    const wraps = element.matches("p, li, dd, .stem, .option-text") && high > 1.9 * size;
    if (wraps && lead < line - 0.01) faults.push(`${said} has lines of ${lead.toFixed(2)}`);
  }
  return faults;
}"""
# From one line to the next across two paragraphs, against the same within one.
_PARAGRAPHS = """(least) => Array.from(document.querySelectorAll("p + p")).flatMap((second) => {
  const first = second.previousElementSibling;
  if (![first, second].every((one) => one.checkVisibility() && one.textContent.trim().length > 20)) return [];
  if (first.matches(".visually-hidden") || second.matches(".visually-hidden")) return [];
  const [a, b] = [first.getBoundingClientRect(), second.getBoundingClientRect()];
  const line = parseFloat(getComputedStyle(second).lineHeight);
  if (b.top < a.bottom - 1) return [];
  const step = (b.top - a.bottom + line) / line;
  const said = second.textContent.trim().slice(0, 16);
  return step < least - 0.01 ? [`“${said}” follows at ${step.toFixed(2)} lines`] : [];
})"""
_OPTIONS = """(apart) => {
  const boxes = Array.from(document.querySelectorAll(".option"))
    .filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect());
  return boxes.slice(1).flatMap((box, at) => {
    const gap = box.top - boxes[at].bottom;
    const wide = Math.abs(box.width - boxes[at].width) < 1;
    const fits = (gap >= apart - 0.5 || gap < -1) && wide;
    return fits ? [] : [`options ${gap.toFixed(1)} px apart, ${box.width} px wide`];
  });
}"""
_RESTLESS = "() => document.getAnimations().filter((one) => one.playState === 'running').length"
# What answers a finger may fade in so many milliseconds; nothing else moves at all.
QUICK = 150
_MOVING = """(quick) => Array.from(document.querySelectorAll("body *")).flatMap((element) => {
  const style = getComputedStyle(element), faults = [];
  const name = `${element.tagName.toLowerCase()}.${element.className}`;
  const longest = Math.max(...style.transitionDuration.split(",").map((one) => parseFloat(one) * 1000));
  if (longest > quick) faults.push(`${name} changes for ${longest} ms`);
  if (style.animationName !== "none") faults.push(`${name} is animated by ${style.animationName}`);
  if (element.matches("marquee, blink, video[autoplay], audio[autoplay]")) faults.push(`${name} plays`);
  return faults;
})"""
_TIMERS = """() => Array.from(document.querySelectorAll("[data-timer]"))
  .filter((one) => one.checkVisibility()).length"""
# 返回 stands in the head: a link back to the same place says it twice.
_SAID_TWICE = """() => {
  const head = document.querySelector(".elder-top .elder-back");
  return Array.from(document.querySelectorAll("main .back"))
    .filter((one) => one.checkVisibility() && head && one.href === head.href)
    .map((one) => `“${one.textContent.trim()}” leads where 返回 leads`);
}"""
# 返回 and 求助 (or what stands there without a number) by their places.
_CORNERS = """() => Array.from(document.querySelectorAll(".elder-top .btn")).map((one) => {
  const box = one.getBoundingClientRect();
  return [Math.round(box.left), Math.round(box.top)];
})"""


def elder_faults(page: Page) -> list[str]:
    """Whatever on this page breaks the promises that hold for all pages."""
    if measured(page, "typeof axe === 'undefined'"):
        page.evaluate(AXE)
    return [*measured(page, _CONTRAST), *type_and_rest_faults(page)]


def type_and_rest_faults(page: Page) -> list[str]:
    """All but the contrast, for who lets axe look at that among its other rules."""
    return [
        *measured(page, _TYPE, [TEXT, SMALLEST, LINE]),
        *measured(page, _PARAGRAPHS, PARAGRAPHS),
        *measured(page, _OPTIONS, OPTIONS_APART),
        *dict.fromkeys(measured(page, _MOVING, QUICK)),
        *measured(page, _SAID_TWICE),
        *([] if measured(page, _RESTLESS) == 0 else ["something moves by itself"]),
    ]


def sizes_faults(page: Page) -> list[str]:
    """What breaks in the other two sizes of text: what is too small, and a page too wide for its window."""
    faults = []
    for name, text in OTHER_SIZES.items():
        measured(page, "(name) => { document.documentElement.dataset.text = name; }", name)
        wide = [f"scrolls sideways by {sideways(page)} px"] if sideways(page) > 0 else []
        faults += [f"{name}: {one}" for one in [*measured(page, _TYPE, [text, SMALLEST, LINE]), *wide]]
    measured(page, "() => { document.documentElement.dataset.text = 'medium'; }")
    return faults


def timers(page: Page) -> int:
    """How many clocks run on the page."""
    return measured(page, _TIMERS)


def corners(page: Page) -> list[list[int]]:
    """Where the buttons of the head stand: [left, top] of each."""
    return measured(page, _CORNERS)
