// Keeps every choice of an exam's question at once: <form data-exam data-unsaved>, sent to its own address with `save`. One is on
// its way at a time, so that the last choice is the one that stays; without this script the buttons save.
const form = document.querySelector("form[data-exam]");
const place = document.querySelector("[data-saved]");
const WAIT = 3000;
let isWaiting = false;
let isSending = false;

function say(state, text) {
  place.dataset.state = state;
  place.querySelector("[data-saved-text]").textContent = text;
}

function clock(instant) {
  const zone = document.documentElement.dataset.zone;
  return new Date(instant).toLocaleTimeString("zh-CN", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined,
  });
}

async function send() {
  if (isSending) return;
  isSending = true;
  while (isWaiting) {
    isWaiting = false;
    const body = new FormData(form);
    body.set("save", "1");
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => null);
    if (answer && answer.status === 409) return location.reload();
    if (answer && answer.ok) {
      const { saved_at: at, answered } = await answer.json();
      document.querySelector("[data-answered]").textContent = answered;
      if (!isWaiting) say("saved", place.dataset.done.replace("{at}", clock(at)));
    } else {
      isWaiting = true;
      say("offline", form.dataset.unsaved);
      await new Promise((resolve) => { setTimeout(resolve, WAIT); });
    }
  }
  isSending = false;
}

function choose() {
  isWaiting = true;
  say("saving", place.dataset.saving);
  send();
}

/** Somebody was quicker than this script. */
function isChosenAlready() {
  const differs = (one) => one.checked !== one.defaultChecked || (one.type === "text" && one.value !== one.defaultValue);
  return Array.from(form.elements).some(differs);
}

if (form) {
  let pause = 0;
  form.addEventListener("change", choose);
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    clearTimeout(pause);
    pause = setTimeout(choose, 600);
  });
  place.querySelector("[data-saved-text]").textContent = place.dataset.ready;
  if (isChosenAlready()) choose();
}
