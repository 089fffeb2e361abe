"""What is measured on a page: axe's rules, the size of targets, sideways scrolling, lost text."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# The enhanced rule leaves to the usual one whatever that finds: 长辈版 needs both.
_RUN = """async ([tags, enhanced]) => {
  const rules = { "target-size": { enabled: true }, "color-contrast-enhanced": { enabled: enhanced } };
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"],
  });
  return found.violations.flatMap((one) =>
    one.nodes.map((node) => [one.id, node.target.join(" "), node.failureSummary]));
}"""

# Links within a sentence are exempt (WCAG 2.5.8 and 2.5.5), and so is what a label makes bigger.
_TARGETS = """() => {
  const seen = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (element.closest(".visually-hidden")) return false;
    return style.visibility !== "hidden" && style.display !== "none" && box.width > 1 && box.height > 1;
  };
  const within = (element) => {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    const around = element.parentElement;
    return around.textContent.trim().length > element.textContent.trim().length || around.tagName === "P";
  };
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const all = document.querySelectorAll(kinds);
  const tenths = (number) => Math.round(number * 10) / 10;
  return Array.from(all).filter(seen).filter((element) => !within(element)).map((element) => {
    const label = element.closest("label");
    const box = (label || element).getBoundingClientRect();
    const text = (label || element).textContent.trim().slice(0, 20);
    return [element.tagName.toLowerCase() + "." + element.className, text,
            tenths(box.width), tenths(box.height), element.matches(".option-input")];
  });
}"""
_SIDEWAYS = """() => {
  const root = document.scrollingElement;
  return root.scrollWidth - root.clientWidth;
}"""
# Text that a box cuts off or hides behind dots.
_LOST = """() => Array.from(document.querySelectorAll("body *")).filter((element) => {
  const style = getComputedStyle(element);
  const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || style.visibility === "hidden") return false;
  if (element.closest(".visually-hidden, .skip, option, select")) return false;
  const cuts = (axis) => ["hidden", "clip"].includes(style[`overflow${axis}`]);
  return (cuts("X") && element.scrollWidth > element.clientWidth + 1)
      || (cuts("Y") && element.scrollHeight > element.clientHeight + 1);
}).map((element) => element.textContent.trim().slice(0, 40))"""


_DOUBLE = """() => {
  const root = document.documentElement;
  root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
}"""

# What can be clicked can be reached by Tab and shows that it has the focus.
_KEYBOARD = """() => {
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
  const said = (element) => (element.textContent || element.name || "").trim().slice(0, 20);
  const name = (element) => `${element.tagName.toLowerCase()} “${said(element)}”`;
  const shows = (element) => {
    const dressed = [element, element.parentElement, element.nextElementSibling].filter(Boolean);
    return dressed.some((one) => {
      const style = getComputedStyle(one);
      const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
      return ring || style.boxShadow !== "none";
    });
  };
  return Array.from(document.querySelectorAll(kinds)).filter(seen).flatMap((element) => {
    if (element.tabIndex < 0 && !element.closest("[aria-hidden=true]"))
      return [`${name(element)} is out of Tab's way`];
    element.focus({ preventScroll: true });
    if (document.activeElement !== element)
      return element.tabIndex < 0 ? [] : [`${name(element)} takes no focus`];
    return shows(element) ? [] : [`${name(element)} does not show its focus`];
  });
}"""


def measured(page: Page, script: str, argument: Any = None) -> Any:
    """What the script finds on the whole page: one just clicked to has no body or style sheets yet."""
    page.wait_for_load_state()
    return page.evaluate(script, argument)


def keyboard_faults(page: Page) -> list[str]:
    """Everything that a mouse can press and a keyboard cannot, or not visibly."""
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    return measured(page, _KEYBOARD)


def carry_axe(context: BrowserContext) -> None:
    """For who opens many pages: the browser keeps it compiled; each `evaluate` compiles it anew."""
    context.add_init_script(AXE)


def axe_faults(page: Page, *, enhanced: bool = False) -> list[str]:
    """What axe finds; `enhanced` asks for a contrast of 7:1 (4.5:1 where large), not of 4.5:1 (3:1)."""
    if measured(page, "typeof axe === 'undefined'"):
        page.evaluate(AXE)
    found: list[Any] = measured(page, _RUN, [_TAGS, enhanced])
    return [f"{rule} at {target}: {why.splitlines()[-1].strip()}" for rule, target, why in found]


def small_targets(page: Page, least: int, option_height: int) -> list[str]:
    """Targets narrower or lower than `least` px, and options lower than `option_height` px."""
    return [
        f"{name} “{text}” is {width:g} × {height:g}"
        for name, text, width, height, is_option in measured(page, _TARGETS)
        if width < least - 0.5 or height < (option_height if is_option else least) - 0.5
    ]


def sideways(page: Page) -> int:
    """By how many px the page is wider than the window."""
    return measured(page, _SIDEWAYS)


def double_text(page: Page) -> None:
    """Twice the size that the style sheets give."""
    measured(page, _DOUBLE)


def undouble_text(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = ''")


def lost_text(page: Page) -> list[str]:
    return measured(page, _LOST)
