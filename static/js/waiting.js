// A page that waits for the server: asks for itself again every few seconds, and shows what came in place of
// the parts marked data-fresh, until nothing on it says data-wait any more, or leads elsewhere. Without this script it reloads.
const PAUSE = 3000;

async function look() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (answer && answer.redirected) return location.replace(answer.url);
  const page = new DOMParser().parseFromString(answer && answer.ok ? await answer.text() : "", "text/html");
  const fresh = page.querySelectorAll("[data-fresh]");
  if (!fresh.length || page.querySelector("[data-wait]")) return setTimeout(look, PAUSE);
  const old = document.querySelectorAll("[data-fresh]");
  fresh.forEach((part, index) => { if (old[index]) old[index].innerHTML = part.innerHTML; });
  return null;
}

if (document.querySelector("[data-wait]")) setTimeout(look, PAUSE);
