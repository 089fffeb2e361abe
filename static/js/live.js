// A part of the page that htmx refreshes, and a button that pauses it.
// <div id="live" hx-get hx-trigger="every 5s [!document.body.dataset.paused]"> needs eval, which our policy
// forbids; so the part says hx-trigger="refresh" data-live="5" and this script rings.
document.querySelectorAll("[data-live]").forEach((part) => {
  const pause = document.querySelector(`[data-pause="#${part.id}"]`);
  let paused = false;
  setInterval(() => {
    if (!paused && document.visibilityState === "visible") part.dispatchEvent(new Event("refresh"));
  }, Number(part.dataset.live) * 1000);
  if (!pause) return;
  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? pause.dataset.resume : pause.dataset.stop;
  });
});
