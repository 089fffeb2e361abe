// Sends every choice at once. A form: <form data-attempt data-position data-kind data-save-url> with inputs
// named `response`. Where items open one after the other (data-sequential), only the button sends.
import { Outbox } from "./outbox.js";

function csrf() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : document.querySelector("[name=csrfmiddlewaretoken]").value;
}
const boxes = new Map();

export function outboxOf(attempt) {
  if (!boxes.has(attempt)) boxes.set(attempt, new Outbox(attempt, csrf));
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
      kept: words.kept.replace("{why}", detail.why),
      refused: words.refused.replace("{why}", detail.why),
    }[detail.state];
    place.dataset.state = ["refused", "kept"].includes(detail.state) ? "offline" : detail.state;
    place.querySelector("[data-saved-text]").textContent = text;
  });
}

function clock(instant) {
  const zone = document.documentElement.dataset.zone;
  return new Date(instant).toLocaleTimeString("zh-CN", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined,
  });
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
    if (event.detail.state === "saved" || event.detail.state === "refused") location.assign(form.dataset.next);
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
new Set(forms.map((form) => form.dataset.attempt)).forEach((attempt) => {
  const box = outboxOf(attempt);
  box.addEventListener("state", (event) => write(event.detail));
  box.addEventListener("closed", () => location.reload());
  box.waiting.forEach((one) => {
    const form = forms.find((each) => Number(each.dataset.position) === one.position);
    if (form) {
      show(form, one.response);
      form.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: { response: one.response } }));
    }
  });
  if (box.waiting.length) box.flush();
});
// Whoever was quicker than this script has chosen already.
forms.filter((form) => !("sequential" in form.dataset) && isChanged(form)).forEach((form) => {
  if (!outboxOf(form.dataset.attempt).waiting.some((one) => one.position === Number(form.dataset.position))) save(form);
});
