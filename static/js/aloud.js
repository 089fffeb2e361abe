// 朗读: reads a part of the page, by a recording where there is one, else with a Chinese voice of this device.
// Where there is neither, no button appears; what stands in [data-no-voice] does, elsewhere [data-voice].
// <div data-aloud><button data-aloud-button data-stop="停止" hidden>…<span>朗读</span></button>…</div>
// data-audio on the button: a recording of what stands in [data-recorded]; a voice, if any, says the rest.
// Chrome's voices from the network fall silent after 15 seconds, so each utterance is one short sentence.
const LONGEST = 60;
const VOICES_COME = 1500; // milliseconds
const SKIPPED = ".q-meta, .small, [data-aloud-button], details, script, noscript, input, select, svg";
const APART = /^(H[1-6]|P|LI|LABEL|DT|DD|DIV|ARTICLE|SECTION|FIELDSET|UL|OL|DL)$/;
const UNITS = {
  "km/h": "公里每小时", "m/s": "米每秒", "mg/L": "毫克每升", "mmol/L": "毫摩尔每升", mmHg: "毫米汞柱", kcal: "千卡",
  "km^2": "平方公里", "m^2": "平方米", "cm^2": "平方厘米", "m^3": "立方米", "cm^3": "立方厘米",
  km: "公里", cm: "厘米", mm: "毫米", nm: "纳米", "μm": "微米", kg: "千克", mg: "毫克", "μg": "微克", mL: "毫升", ml: "毫升",
  kPa: "千帕", Pa: "帕", kWh: "千瓦时", kW: "千瓦", Hz: "赫兹", dB: "分贝", m: "米", g: "克", L: "升", h: "小时", s: "秒",
};
const UNIT = new RegExp(`(\\d)\\s*(${Object.keys(UNITS).join("|").replaceAll("^", "\\^")})(?![A-Za-z^])`, "g");
const SIGNS = [
  [/[（(]\s*[)）]|_{2,}/g, "，"],
  [/(\d+(?:\.\d+)?)\s*%/g, "百分之$1"],
  [/(\d+(?:\.\d+)?)\s*‰/g, "千分之$1"],
  [/(\d)\s*(?:~|～|—{1,2}|–)\s*(?=\d|百分之)/g, "$1到"],
  [UNIT, (all, digit, unit) => digit + UNITS[unit]],
  [/℃|°C/g, "摄氏度"],
  [/10\^(−|-)(\d+)/g, "十的负$2次方"],
  [/\^(\d+)/g, "的$1次方"],
  [/≥/g, "大于等于"], [/≤/g, "小于等于"], [/≠/g, "不等于"], [/≈/g, "约等于"],
  [/(\d)\s*×\s*/g, "$1乘"], [/(\d)\s*÷\s*/g, "$1除以"], [/\s*=\s*/g, "等于"],
  [/[“”‘’《》「」]/g, ""],
];

/** Text as it is said: signs and units in words. */
export function spoken(text) {
  return SIGNS.reduce((said, [sign, words]) => said.replace(sign, words), text).replace(/\s+/g, " ").trim();
}

/** Sentences of at most 60 characters, cut where one would breathe. */
export function sentences(text) {
  const whole = text.match(/[^。！？；!?;\n]+[。！？；!?;]*/g) || [];
  return whole.flatMap(shorter).map((one) => one.trim()).filter((one) => /[\p{L}\p{N}]/u.test(one));
}

function shorter(sentence) {
  if (sentence.length <= LONGEST) return [sentence];
  const pieces = [];
  let piece = "";
  for (const part of sentence.match(/[^，、：,:]+[，、：,:]*/g) || []) {
    if (piece && piece.length + part.length > LONGEST) {
      pieces.push(piece);
      piece = "";
    }
    piece += part;
    for (; piece.length > LONGEST; piece = piece.slice(LONGEST)) pieces.push(piece.slice(0, LONGEST));
  }
  return piece ? [...pieces, piece] : pieces;
}

/** What stands in an element, line by line: pictures by their words, an option after its letter. */
export function words(element, skipped = SKIPPED) {
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data.replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || node.hidden || node.matches(skipped)) continue;
    if (node.tagName === "IMG") text += node.alt ? `\n${node.alt}\n` : "";
    else if (node.tagName === "SUP") text += `^${node.textContent}`;
    else if (node.tagName === "BR") text += "\n";
    else if (node.matches(".option-key")) text += `${node.textContent}，`;
    else if (node.matches(".option-note")) text += `，${words(node, skipped)}`;
    else text += APART.test(node.tagName) ? `\n${words(node, skipped)}\n` : words(node, skipped);
  }
  return text;
}

function voice() {
  if (!("speechSynthesis" in window)) return undefined;
  const chinese = speechSynthesis.getVoices().filter((one) => /^(zh|cmn)/i.test(one.lang));
  const rank = (one) => (/CN|Hans/i.test(one.lang) ? 0 : 2) + (one.localService ? 0 : 1);
  return chinese.sort((a, b) => rank(a) - rank(b))[0];
}

let reading = null;

function show(button, isReading) {
  const label = button.querySelector("span");
  button.dataset.read ??= label.textContent;
  label.textContent = isReading ? button.dataset.stop : button.dataset.read;
  button.setAttribute("aria-pressed", String(isReading));
}

function stop() {
  if (!reading) return;
  const { button, recording } = reading;
  reading = null;
  recording?.pause();
  if ("speechSynthesis" in window) speechSynthesis.cancel();
  show(button, false);
}

function read(button) {
  const { audio } = button.dataset;
  const turn = { button, queue: said(button, audio ? `${SKIPPED}, [data-recorded]` : SKIPPED) };
  reading = turn;
  show(button, true);
  if (audio) play(turn, audio);
  else next(turn);
}

function said(button, skipped) {
  const lines = words(button.closest("[data-aloud]"), skipped).split("\n");
  return lines.flatMap((line) => sentences(spoken(line)));
}

/** A recording that cannot be had or played: the voice says all of it. */
function play(turn, audio) {
  turn.recording = new Audio(audio);
  turn.recording.addEventListener("ended", () => next(turn));
  turn.recording.play().catch(() => {
    if (reading !== turn) return;
    turn.queue = said(turn.button, SKIPPED);
    next(turn);
  });
}

function next(turn) {
  if (reading !== turn) return;
  const sentence = turn.queue.shift();
  if (sentence === undefined || !voice()) return stop();
  const utterance = new SpeechSynthesisUtterance(sentence);
  utterance.voice = voice();
  utterance.lang = utterance.voice.lang;
  utterance.rate = 0.9;
  utterance.onend = () => next(turn);
  utterance.onerror = () => { if (reading === turn) stop(); };
  speechSynthesis.speak(utterance);
}

/** A page that is there to be heard says how, or that this device cannot read; voices may come late. */
function tellVoice() {
  const canRead = Boolean(document.querySelector("[data-aloud-button]:not([hidden])"));
  for (const note of document.querySelectorAll("[data-voice]")) note.hidden = !canRead;
  for (const note of document.querySelectorAll("[data-no-voice]")) note.hidden = canRead;
}

function offer() {
  const which = voice() ? "[data-aloud-button][hidden]" : "[data-aloud-button][data-audio][hidden]";
  for (const button of document.querySelectorAll(which)) button.hidden = false;
  if (voice()) tellVoice();
}

if (document.querySelector("[data-aloud-button]")) {
  // Voices come late, after the page.
  if ("speechSynthesis" in window) speechSynthesis.addEventListener?.("voiceschanged", offer);
  offer();
  setTimeout(tellVoice, "speechSynthesis" in window ? VOICES_COME : 0);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-aloud-button]");
    const again = button && reading?.button === button;
    if (button || event.target.closest("a, button")) stop();
    if (button && !again) read(button);
  });
  addEventListener("pagehide", stop);
}
