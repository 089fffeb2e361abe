// Sends every choice at once. A form: <form data-attempt data-position data-kind data-save-url data-sequence> with
// inputs named `response`. Where items open one after the other (data-sequential), only the button sends.
import { Outbox } from "./outbox.js";

function csrf() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  if (cookie) return cookie.slice("csrftoken=".length);
  const field = document.querySelector("[name=csrfmiddlewaretoken]");
  return field ? field.value : "";
}
const boxes = new Map();

export function outboxOf(attempt) {
  const form = document.querySelector("form[data-sequence]");
  if (!boxes.has(attempt)) boxes.set(attempt, new Outbox(attempt, csrf, form ? Number(form.dataset.sequence) : 0));
  return boxes.get(attempt);
}

export function responseOf(form) {
  const inputs = Array.from(form.querySelectorAll("[name=response]"));
  if (form.dataset.kind === "blank") {
    const texts = inputs.map((input) => input.value.trim());
    return texts.some(Boolean) ? texts : [];
  }
  return inputs.filter((input) => input.checked).map((input) => Number(input.value));
}

export function listed(positions) {
  return positions.join(document.documentElement.lang === "en" ? ", " : "、");
}

// Whether the form differs from what the server put into it.
function isChanged(form) {
  const inputs = Array.from(form.querySelectorAll("[name=response]"));
  const sent = form.dataset.kind === "blank" ? inputs : inputs.filter((input) => input.checked);
  return sent.map((input) => input.value).join(",") !== form.elements.before.value;
}

export function show(form, response) {
  form.querySelectorAll("[name=response]").forEach((input, index) => {
    if (form.dataset.kind === "blank") input.value = response[index] || "";
    else input.checked = response.includes(Number(input.value));
  });
}

function write(detail) {
  document.querySelectorAll("[data-saved]").forEach((place) => {
    const words = place.dataset;
    const text = {
      saving: words.saving,
      saved: words.done.replace("{at}", clock(detail.savedAt)),
      offline: words.offline,
      busy: words.busy,
      kept: words.kept.replace("{why}", detail.why),
      refused: words.refused.replace("{why}", detail.why),
      elsewhere: words.elsewhere.replace("{n}", listed(detail.positions || [])),
    }[detail.state];
    place.dataset.state = ["busy", "refused", "kept", "elsewhere"].includes(detail.state) ? "offline" : detail.state;
    place.querySelector("[data-saved-text]").textContent = text;
  });
}

function clock(instant) {
  const zone = document.documentElement.dataset.zone;
  return new Date(instant).toLocaleTimeString("zh-CN", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined,
  });
}

// Another device chose later: what it chose is what the page must show.
async function showWhatCounts(attempt, positions) {
  const answer = await fetch(`/api/v1/attempts/${attempt}`, { credentials: "same-origin" }).catch(() => null);
  const { items } = answer && answer.ok ? await answer.json() : { items: [] };
  forms.filter((form) => positions.includes(Number(form.dataset.position))).forEach((form) => {
    const item = items.find((one) => one.position === Number(form.dataset.position));
    if (item) showAnswered(form, item.response);
  });
}

function showAnswered(form, response) {
  show(form, response);
  form.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: { response } }));
}

function leaveClosed(attempt, unsaved) {
  location.assign(`/attempts/${attempt}/result${unsaved.length ? `?unsaved=${unsaved.join(".")}` : ""}`);
}

function save(form) {
  const response = responseOf(form);
  outboxOf(form.dataset.attempt).add(Number(form.dataset.position), form.dataset.saveUrl, response);
  form.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: { response } }));
}

async function sendAndGoOn(form) {
  const buttons = document.querySelectorAll(`button[form="${form.id}"]`);
  buttons.forEach((button) => { button.disabled = true; });
  const box = outboxOf(form.dataset.attempt);
  box.addEventListener("state", (event) => {
    if (["saved", "refused", "elsewhere"].includes(event.detail.state)) location.assign(form.dataset.next);
    if (event.detail.state === "kept") buttons.forEach((button) => { button.disabled = false; });
  });
  box.add(Number(form.dataset.position), form.dataset.saveUrl, responseOf(form));
}

function watch(form) {
  let pause = 0;
  if ("sequential" in form.dataset) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sendAndGoOn(form);
    });
    return;
  }
  form.addEventListener("change", () => {
    clearTimeout(pause);
    save(form);
  });
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    clearTimeout(pause);
    pause = setTimeout(() => save(form), 600);
  });
}

const forms = Array.from(document.querySelectorAll("form[data-save-url]"));
forms.forEach(watch);
// From here on choosing saves; without this script only buttons do, as the page says until now.
document.querySelectorAll("[data-saved][data-ready]").forEach((place) => {
  place.querySelector("[data-saved-text]").textContent = place.dataset.ready;
});
new Set(forms.map((form) => form.dataset.attempt)).forEach((attempt) => {
  const box = outboxOf(attempt);
  box.addEventListener("state", (event) => write(event.detail));
  box.addEventListener("state", ({ detail }) => {
    if (detail.state === "elsewhere") showWhatCounts(attempt, detail.positions);
  });
  box.addEventListener("closed", (event) => leaveClosed(attempt, event.detail.unsaved));
  box.waiting.forEach((one) => {
    const form = forms.find((each) => Number(each.dataset.position) === one.position);
    if (form) showAnswered(form, one.response);
  });
  if (box.waiting.length) box.flush();
});
// Whoever was quicker than this script has chosen already.
forms.filter((form) => !("sequential" in form.dataset) && isChanged(form)).forEach((form) => {
  if (!outboxOf(form.dataset.attempt).waiting.some((one) => one.position === Number(form.dataset.position))) save(form);
});
