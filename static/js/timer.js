// Counts down to the server's deadline. The server's `now` at rendering gives the offset, so that a wrong
// clock on the device changes nothing. Tapping hides the figures; notices come at 10, 5 and 1 minutes.
const NOTICES = [10, 5, 1];
const ASK_AT = 5000;
const ASK_EVERY = 90000;

function clock(ms) {
  const all = Math.max(0, Math.ceil(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [days, hours, minutes, seconds] = [Math.floor(all / 86400), Math.floor(all / 3600) % 24, Math.floor(all / 60) % 60, all % 60];
  if (days) return { days, text: `${two(hours)}:${two(minutes)}:${two(seconds)}` };
  return { days: 0, text: hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}` };
}

// The server's time: what it said, plus what has passed since by a clock that nobody can set.
const serverClock = { said: 0, at: 0 };
const serverNow = () => serverClock.said + (performance.now() - serverClock.at);

function believe(said, at) {
  serverClock.said = said;
  serverClock.at = at;
}

function responseAt() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry ? entry.responseStart : 0;
}

// That clock sleeps with the device, so ask again on waking.
async function askAgain() {
  if (document.visibilityState !== "visible") return;
  const icon = document.querySelector("link[rel=icon]").href;
  const answer = await fetch(icon, { method: "HEAD", cache: "no-store" }).catch(() => null);
  const said = answer && Date.parse(answer.headers.get("Date"));
  if (said && Math.abs(said + 500 - serverNow()) > 1500) believe(said + 500, performance.now());
}

function announce(text) {
  const place = document.getElementById("timer-notice");
  if (!place) return;
  place.textContent = text;
  setTimeout(() => { if (place.textContent === text) place.textContent = ""; }, 8000);
}

function finish(data) {
  announce(data.over || "");
  document.dispatchEvent(new Event("timeover"));
  const form = data.zero === "reload" ? null : document.getElementById(data.zero);
  // Not before the server closes the paper, and spread over a moment, so that a full hall does not ask at once.
  const wait = form ? 0 : Number(data.grace || 0) + 500 + Math.random() * 2000;
  setTimeout(() => (form ? form.requestSubmit() : location.reload()), wait);
}

// The organizer may have granted more time meanwhile, or announced an earlier end.
async function askDeadline(data) {
  const answer = await fetch(data.ask, { credentials: "same-origin" }).catch(() => null);
  if (!answer || !answer.ok) return;
  const { deadline, open_item: item } = await answer.json();
  if (!data.position) follow(data, Date.parse(deadline));
  else if (item && String(item.position) === data.position) follow(data, Date.parse(item.closes_at));
}

function follow(data, deadline) {
  if (deadline === Number(data.deadline)) return;
  const minutes = Math.max(1, Math.round((deadline - serverNow()) / 60000));
  const isSooner = deadline < data.deadline && Boolean(data.sooner);
  if (isSooner) announce(data.sooner.replace("{n}", minutes));
  data.told = isSooner ? minutes : "";
  data.deadline = deadline;
}

function run(element) {
  const data = element.dataset;
  const place = element.querySelector(".timer-left") || element;
  let before = data.deadline - serverNow();
  let until = data.deadline;
  const short = before > 120000 ? 60000 : 10000;
  const askAt = Math.min(ASK_AT, before / 3);
  let hasAsked = !data.position;
  let ticking = 0;
  const tick = () => {
    const left = data.deadline - serverNow();
    // Another deadline says so itself: the minutes that it skips are not counted out.
    if (until !== data.deadline) [until, before] = [data.deadline, left];
    if (left < askAt && !hasAsked) {
      hasAsked = true;
      askDeadline(data).then(() => { hasAsked = data.deadline - serverNow() < askAt; });
    }
    const shown = clock(left);
    place.textContent = shown.days ? data.days.replace("{n}", shown.days) + shown.text : shown.text;
    element.classList.toggle("is-short", left < short && data.minutes !== undefined);
    const notice = NOTICES.find((minutes) => before > minutes * 60000 && left <= minutes * 60000);
    // What an earlier end has just said is not said again over it.
    if (notice && data.minutes && String(notice) !== data.told) announce(data.minutes.replace("{n}", notice));
    before = left;
    if (left > 0) return;
    clearInterval(ticking);
    finish(data);
  };
  ticking = setInterval(tick, 500);
  tick();
  if (data.ask) keepAsking(data);
}

function keepAsking(data) {
  setInterval(() => {
    if (document.visibilityState === "visible" && data.deadline > serverNow()) askDeadline(data);
  }, ASK_EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") askDeadline(data);
  });
}

function hideable(element) {
  if (element.tagName !== "BUTTON") return;
  element.disabled = false;
  const label = (hidden) => element.setAttribute("aria-label", hidden ? element.dataset.show : element.dataset.hide);
  element.addEventListener("click", () => label(element.classList.toggle("is-hidden")));
}

const timers = document.querySelectorAll("[data-timer]");
if (timers.length) believe(Number(timers[0].dataset.now), responseAt());
timers.forEach((element) => {
  hideable(element);
  run(element);
});
document.addEventListener("visibilitychange", askAgain);
