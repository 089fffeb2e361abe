// Dialogs: <a data-dialog="ID" href="fallback page"> opens <dialog id="ID">; without this script the page asks.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && dialog.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
});

// A button that asks first: <button data-confirm="question">.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && button.dataset.confirm && !confirm(button.dataset.confirm)) event.preventDefault();
});

// A form that is sent once: <form data-once="what the button says meanwhile">. A second click would do it again.
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (!form.dataset.once || event.defaultPrevented) return;
  if (form.hasAttribute("aria-busy")) return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  if (button) button.textContent = form.dataset.once;
});

// Back on the page, it may be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-once][aria-busy]")) location.reload();
});
