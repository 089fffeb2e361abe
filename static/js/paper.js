// Moves through a paper without asking the server: every question is already on the page, so a dead
// network stops nobody. Without this script the same buttons send the form.
import { outboxOf } from "./autosave.js";

const paper = document.querySelector("[data-paper]");
const { attempt, base } = paper.dataset;
const forms = Array.from(paper.querySelectorAll("form[data-position]"));
const cells = Array.from(document.querySelectorAll("[data-cell]"));
const sheet = document.getElementById("sheet");
const words = document.getElementById("paper-words").dataset;
const cookie = `flags_${attempt}`;
let current = Number(paper.dataset.current);

const formOf = (position) => forms.find((form) => Number(form.dataset.position) === position);
const cellOf = (position) => cells.find((cell) => Number(cell.dataset.cell) === position);
const write = (name, text) => document.querySelectorAll(`[data-count="${name}"]`).forEach((place) => { place.textContent = text; });

function flags() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${cookie}=`));
  const text = found ? found.slice(cookie.length + 1) : "";
  return new Set(text.split(".").filter(Boolean).map(Number));
}

function toggleFlag() {
  const marked = flags();
  if (!marked.delete(current)) marked.add(current);
  document.cookie = `${cookie}=${Array.from(marked).join(".")}; path=${base}; max-age=2592000; samesite=lax`;
  cellOf(current).classList.toggle("is-flagged", marked.has(current));
  refresh();
}

function name(cell) {
  const has = (state) => cell.classList.contains(state);
  const answered = has("is-answered") ? words.answered : words.unanswered;
  return words.name.replace("{n}", cell.dataset.cell) + answered + (has("is-flagged") ? words.flagged : "");
}

function refresh() {
  const done = cells.filter((cell) => cell.classList.contains("is-answered")).length;
  const marked = cells.filter((cell) => cell.classList.contains("is-flagged")).length;
  cells.forEach((cell) => cell.setAttribute("aria-label", name(cell)));
  write("answered", done);
  write("unanswered", cells.length - done);
  write("flagged", marked);
  write("position", current);
  const flag = document.querySelector("[data-go=flag]");
  flag.setAttribute("aria-pressed", String(cellOf(current).classList.contains("is-flagged")));
  document.querySelectorAll("[data-go=previous]").forEach((button) => { button.disabled = current === 1; });
  const isLast = current === forms.length;
  document.querySelectorAll("[data-go=next]").forEach((button) => { button.hidden = isLast; });
  document.querySelectorAll("[data-go=review].at-end").forEach((button) => { button.hidden = !isLast; });
}

function open(position) {
  const form = formOf(position);
  if (!form) return;
  forms.forEach((each) => { each.hidden = each !== form; });
  cells.forEach((cell) => {
    const here = Number(cell.dataset.cell) === position;
    cell.classList.toggle("is-current", here);
    if (here) cell.setAttribute("aria-current", "step");
    else cell.removeAttribute("aria-current");
  });
  current = position;
  sheet.classList.remove("is-open");
  history.replaceState(null, "", `${base}/${position}`);
  document.title = document.title.replace(/\d+/, position); // it begins with the question's number
  refresh();
  scrollTo(0, 0);
  form.querySelector("[data-stem]").focus({ preventScroll: true });
}

async function leave(url) {
  const box = outboxOf(attempt);
  const sent = await box.flush();
  if (sent || box.isStuck) location.assign(url); // the review goes on sending, and says what waits
  else if (box.needsLogin) location.reload(); // by way of the login, and back to this question
}

const moves = {
  enter: () => document.activeElement.blur(),
  next: () => open(current + 1),
  previous: () => open(current - 1),
  flag: toggleFlag,
  sheet: openSheet,
  closesheet: () => sheet.classList.remove("is-open"),
  review: () => leave(`${base}/review`),
  exit: () => leave(paper.dataset.exit),
};

function openSheet() {
  sheet.classList.toggle("is-open");
  if (sheet.classList.contains("is-open")) (cellOf(current) || sheet).focus();
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-go], [data-cell]");
  if (!target) return;
  event.preventDefault();
  if (target.dataset.cell) open(Number(target.dataset.cell));
  else moves[target.dataset.go]();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") sheet.classList.remove("is-open");
});

document.getElementById("only-open").addEventListener("change", (event) => {
  sheet.classList.toggle("only-open", event.target.checked);
});

paper.addEventListener("submit", (event) => event.preventDefault());

document.addEventListener("answered", (event) => {
  const cell = cellOf(Number(event.target.dataset.position));
  cell.classList.toggle("is-answered", event.detail.response.length > 0);
  refresh();
});

document.documentElement.classList.add("has-paper");
cells.forEach((cell) => {
  const form = formOf(Number(cell.dataset.cell));
  const waiting = outboxOf(attempt).waiting.find((one) => one.position === Number(cell.dataset.cell));
  if (form && waiting) cell.classList.toggle("is-answered", waiting.response.length > 0);
});
refresh();
