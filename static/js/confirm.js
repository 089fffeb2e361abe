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
