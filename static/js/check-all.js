// <input type="checkbox" data-check-all>: ticks, or unticks, every other box of its form.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-check-all]")) return;
  for (const box of event.target.form.querySelectorAll('input[type="checkbox"]')) box.checked = event.target.checked;
});
for (const box of document.querySelectorAll("[data-check-all]")) box.closest(".js-only")?.classList.remove("js-only");
