// Changes the text size in place and tells the server; without this script the form does both.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-sizes]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const size = event.submitter.value;
  document.documentElement.dataset.text = size;
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.value === size)));
  const body = new FormData(form);
  body.set("text_size", size);
  await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
});
