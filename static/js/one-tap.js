// 长辈版: of two taps at one place within a second the second is none, also on the page that the first led to.
// A tap on anything else between them, such as an option, makes the next a first one. 朗读 is stopped by any tap.
const WITHIN = 1000; // milliseconds
const NEAR = 40; // px: a hand that trembles
const KEY = "tap";
const PRESSED = "a[href], button:not([data-aloud-button]), summary";

function before() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function isAgain(first, x, y) {
  return Boolean(first) && Date.now() - first.at < WITHIN && Math.hypot(x - first.x, y - first.y) < NEAR;
}

function keep(tap) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(tap));
  } catch {
    // a browser that keeps nothing
  }
}

addEventListener("click", (event) => {
  if (!event.detail) return; // by keyboard
  const { target, clientX: x, clientY: y } = event;
  if (!target.closest?.(PRESSED)) return keep(null);
  if (!isAgain(before(), x, y)) return keep({ at: Date.now(), x, y });
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
