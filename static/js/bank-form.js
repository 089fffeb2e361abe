// Shows only the part of the form that the chosen type needs. Without this script all parts show.
const form = document.querySelector("[data-bank-form]");

function follow() {
  const chosen = form.querySelector("[name=type]:checked");
  for (const part of form.querySelectorAll("[data-for]")) {
    part.hidden = Boolean(chosen) && !part.dataset.for.split(" ").includes(chosen.value);
  }
}

if (form) {
  form.addEventListener("change", follow);
  follow();
}
