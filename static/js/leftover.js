// What a device could not send before its paper was collected: asked for once more here, since some of it may have
// arrived without an answer coming back; the rest is named.
import { outboxOf } from "./autosave.js";

const { attempt } = document.querySelector("[data-leftover]").dataset;
const box = outboxOf(attempt);
box.addEventListener("closed", (event) => {
  if (event.detail.unsaved.length) location.replace(`?unsaved=${event.detail.unsaved.join(".")}`);
});
if (box.waiting.length) box.flush();
