// The page before the hand-in: what could not be sent yet is sent from here, and named as long as it waits.
import { listed, outboxOf } from "./autosave.js";

const notice = document.getElementById("unsent");
const handIn = document.getElementById("hand-in");
const { attempt, list } = notice.dataset;
const box = outboxOf(attempt);
let isGoing = false;

function say() {
  const positions = Array.from(new Set(box.waiting.map((one) => one.position))).sort((one, other) => one - other);
  notice.hidden = !positions.length;
  notice.querySelector("[data-unsent-list]").textContent = list.replace("{list}", listed(positions));
}

function goOn(url) {
  if (!isGoing) location.assign(url);
  isGoing = true;
}

box.addEventListener("closed", (event) => goOn(`/attempts/${attempt}/result?unsaved=${event.detail.unsaved.join(".")}`));
if (box.waiting.length) {
  say();
  // What the page says of unanswered questions is old once everything has arrived.
  box.addEventListener("state", () => (box.waiting.length ? say() : goOn(location.href)));
  box.flush();
}

// The first press tries once more; whoever presses again has read what is missing.
handIn.addEventListener("submit", async (event) => {
  if (isGoing || !box.waiting.length || handIn.dataset.warned) return;
  event.preventDefault();
  handIn.dataset.warned = "yes";
  if (!(await box.flush())) notice.scrollIntoView({ block: "center" });
});
