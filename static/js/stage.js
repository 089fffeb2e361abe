// The big screen: winners are there in full, as a list; this script hides them and shows one after the other.
// Space, Enter, → or a presenter's next page: roll, then reveal; after the last one, all of them.
// ← or previous page: take the last one back.
const stage = document.querySelector("[data-stage]");
const now = stage.querySelector(".stage-now");
const [prizeLine, seatLine, nameLine, moreLine] = ["prize-name", "seat", "name", "more"].map((part) => now.querySelector(`.stage-${part}`));
const spoken = now.querySelector("[role=status]");
const [nextButton, allButton, fullButton] = ["reveal", "all", "full"].map((what) => stage.querySelector(`[data-${what}]`));
const names = stage.dataset.names.split("|").filter(Boolean);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const ROLL = 70;
const LONG = 6;

const turns = [...stage.querySelectorAll("[data-prize]")].flatMap((prize) => {
  const seats = [...prize.querySelectorAll("li:not(.stage-none)")];
  return seats.map((seat, at) => ({ prize, seat, at, of: seats.length }));
});
let shown = 0;
let rolling = 0;

function write(text, state) {
  nameLine.textContent = text;
  nameLine.className = `stage-name ${state}${text.length > LONG ? " is-long" : ""}`;
}

function introduce(turn) {
  prizeLine.textContent = turn.prize.dataset.prize;
  seatLine.textContent = stage.dataset.seat.replace("{k}", turn.at + 1).replace("{n}", turn.of);
}

function roll() {
  introduce(turns[shown]);
  moreLine.textContent = "\u00a0";
  nextButton.textContent = stage.dataset.stop;
  if (still.matches || !names.length) return write("？", "is-rolling"), void (rolling = -1);
  let at = Math.floor(Math.random() * names.length);
  write(names[at], "is-rolling");
  rolling = setInterval(() => write(names[(at += 1) % names.length], "is-rolling"), ROLL);
}

function stop() {
  if (rolling > 0) clearInterval(rolling);
  rolling = 0;
}

function reveal() {
  stop();
  const turn = turns[shown];
  const [name, more] = ["b", "span"].map((part) => turn.seat.querySelector(part).textContent);
  introduce(turn);
  write(name, "is-shown");
  moreLine.textContent = more;
  spoken.textContent = `${prizeLine.textContent} ${seatLine.textContent} ${name} ${more}`;
  turn.prize.hidden = turn.seat.hidden = false;
  turn.seat.scrollIntoView({ block: "nearest" });
  shown += 1;
  nextButton.textContent = stage.dataset.next;
  if (shown === turns.length) end();
}

function end() {
  allButton.hidden = true;
  nextButton.textContent = stage.dataset.end;
}

function showAll() {
  stage.classList.add("is-summary");
  nextButton.hidden = true;
}

function step() {
  if (shown === turns.length) showAll();
  else (rolling ? reveal : roll)();
}

function revealPrize() {
  if (shown === turns.length) return;
  const { prize } = turns[shown];
  while (shown < turns.length && turns[shown].prize === prize) reveal();
}

function back() {
  if (stage.classList.contains("is-summary")) {
    stage.classList.remove("is-summary");
    nextButton.hidden = false;
    return;
  }
  if (rolling) {
    stop();
  } else if (shown) {
    shown -= 1;
    const turn = turns[shown];
    turn.seat.hidden = true;
    turn.prize.hidden = turn.at === 0;
  }
  allButton.hidden = false;
  nextButton.textContent = stage.dataset.next;
  if (!shown) return write("", ""), void (moreLine.textContent = seatLine.textContent = "");
  const last = turns[shown - 1];
  introduce(last);
  write(last.seat.querySelector("b").textContent, "is-shown");
  moreLine.textContent = last.seat.querySelector("span").textContent;
}

if (turns.length) {
  stage.classList.add("is-staged");
  turns.forEach(({ prize, seat }) => { prize.hidden = seat.hidden = true; });
  now.hidden = nextButton.hidden = allButton.hidden = false;
  prizeLine.textContent = turns[0].prize.dataset.prize;
  nextButton.focus();
  nextButton.addEventListener("click", step);
  allButton.addEventListener("click", revealPrize);
  if (document.fullscreenEnabled) {
    fullButton.hidden = false;
    fullButton.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : stage.parentElement.requestFullscreen()));
  }
  document.addEventListener("keydown", (event) => {
    const onButton = event.target.closest("button, a");
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (["ArrowRight", "PageDown"].includes(event.key) || (!onButton && [" ", "Enter"].includes(event.key))) step();
    else if (["ArrowLeft", "PageUp"].includes(event.key)) back();
    else return;
    event.preventDefault();
  });
}
