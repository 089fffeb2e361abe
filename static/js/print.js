// <button data-print>: opens the browser's print dialog. Hidden without this script.
for (const button of document.querySelectorAll("[data-print]")) {
  const box = button.closest(".js-only");
  if (box) box.classList.remove("js-only");
  button.addEventListener("click", () => window.print());
}
