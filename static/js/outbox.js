// Answers on their way to the server: a queue per attempt, kept on this device until acknowledged.
// Sending one twice is harmless: its client key makes the server save it once. A choice has a number that
// rises: an older one that arrives later does not count.
const WAITS = [1000, 2000, 4000, 8000, 15000];
const TIMEOUT = 10000;
const MOST = 2147483647;
// So often the server may fail on an answer before the person is let go on without it.
const STUCK = 4;
// Not logged in, or as somebody else: the answer is right and waits for its person.
const NOT_NOW = [401, 403, 404];

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox extends EventTarget {
  // Events: "state" {state: saving | saved | offline | busy | kept | refused | elsewhere, savedAt, why, positions}
  // and "closed" {unsaved: positions} when the attempt is over. `csrf()` gives the form token: a login in another
  // tab changes it. `known` is the highest number that the server knew when it made the page.
  constructor(attempt, csrf, known = 0) {
    super();
    this.name = `kepu.outbox.${attempt}`;
    this.csrf = csrf;
    this.memory = [];
    this.isStored = true;
    this.sending = null;
    this.failures = 0;
    this.needsLogin = false;
    this.isClosed = false;
    this.unsaved = [];
    // Keys of what was chosen on this page just now: newer than whatever the server has.
    this.fresh = new Set();
    this.count = Math.max(known, ...this.waiting.map((one) => one.sequence || 0));
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.sendAllNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.sendAllNow();
      else if (this.waiting.length) this.flush();
    });
  }

  get waiting() {
    try {
      return JSON.parse(localStorage.getItem(this.name) || "[]");
    } catch (error) {
      return this.memory;
    }
  }

  // Whether the server is there and fails on all that waits, which is safe on this device.
  get isStuck() {
    return this.isStored && this.waiting.every((one) => one.failed >= STUCK);
  }

  keep(queue) {
    this.memory = queue;
    try {
      if (queue.length) localStorage.setItem(this.name, JSON.stringify(queue));
      else localStorage.removeItem(this.name);
      this.isStored = true;
    } catch (error) {
      this.isStored = false; // a full or forbidden store: the queue lives in this page only
    }
  }

  add(position, url, response) {
    this.put(position, url, response);
    this.tell("saving");
    return this.flush();
  }

  // A newer answer replaces one that waits for the same question, but not the one being sent.
  put(position, url, response) {
    const queue = this.waiting.filter((one) => one.position !== position || one.key === this.sending);
    const key = newKey();
    this.count = Math.min(this.count + 1, MOST);
    this.fresh.add(key);
    queue.push({ position, url, response, key, sequence: this.count });
    this.keep(queue);
  }

  tell(state, more = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, ...more } }));
  }

  // Sends what waits, one after the other. Resolves to true when nothing waits any more.
  flush() {
    clearTimeout(this.timer);
    if (!this.running) this.running = this.drain().finally(() => { this.running = null; });
    return this.running;
  }

  async drain() {
    const elsewhere = [];
    let receipt = null;
    let refused = null;
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      this.sending = next.key;
      const outcome = await this.send(next);
      this.sending = null;
      if (outcome.again) return this.retryLater(next, outcome.failed);
      this.failures = 0;
      this.needsLogin = outcome.status === 401;
      if (NOT_NOW.includes(outcome.status)) {
        this.tell("kept", { why: outcome.why });
        return false;
      }
      this.keep(this.waiting.filter((one) => one.key !== next.key));
      if (outcome.closed) this.close(next);
      else if (outcome.why) refused = outcome;
      else if (this.isOverruled(next, outcome)) elsewhere.push(next.position);
      else receipt = outcome;
    }
    if (this.isClosed) return this.stop();
    if (refused) this.tell("refused", { why: refused.why });
    else if (elsewhere.length) this.tell("elsewhere", { positions: elsewhere });
    else if (receipt) this.tell("saved", { savedAt: receipt.saved_at });
    return true;
  }

  // Whether an answer from elsewhere counts instead of this one. What was chosen here just now is the newest all
  // the same: another device had only counted further, so it goes out once more with a higher number.
  isOverruled(one, receipt) {
    this.count = Math.max(this.count, receipt.sequence || 0);
    const isFresh = this.fresh.delete(one.key);
    if (receipt.counts !== false || this.waiting.some((other) => other.position === one.position)) return false;
    if (isFresh) this.put(one.position, one.url, one.response);
    return !isFresh;
  }

  // The network is away, or (`failed`) the server fails on this answer: then the others go first.
  retryLater(one, failed) {
    this.fresh.clear();
    const others = this.waiting.filter((other) => other.key !== one.key);
    if (others.some((other) => other.position === one.position)) this.keep(others);
    else if (failed) this.keep([...others, { ...one, failed: (one.failed || 0) + 1 }]);
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    this.tell(failed ? "busy" : "offline");
    this.timer = setTimeout(() => this.flush(), wait * (0.75 + Math.random() / 2));
    return false;
  }

  close(one) {
    this.isClosed = true;
    if (one.response.length) this.unsaved.push(one.position);
  }

  stop() {
    this.dispatchEvent(new CustomEvent("closed", { detail: { unsaved: this.unsaved } }));
    return false;
  }

  async send(one) {
    const abort = new AbortController();
    const alarm = setTimeout(() => abort.abort(), TIMEOUT);
    try {
      const answer = await fetch(one.url, this.request(one, abort.signal));
      const body = await answer.json().catch(() => null); // not ours: a gateway or a hotel's login page
      if (answer.status >= 500 || answer.status === 429 || !body) return { again: true, failed: !answer.ok };
      if (answer.ok) return body;
      if (body.code === "attempt_closed") return { closed: true };
      return { status: answer.status, why: body.message || String(answer.status) };
    } catch (error) {
      return { again: true };
    } finally {
      clearTimeout(alarm);
    }
  }

  request(one, signal) {
    return {
      method: "PUT",
      keepalive: true,
      credentials: "same-origin",
      signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf() },
      body: JSON.stringify({ response: one.response, client_key: one.key, sequence: one.sequence }),
    };
  }

  // The page is going: send the rest without waiting, except behind an unfinished answer to the same question.
  sendAllNow() {
    this.fresh.clear();
    const queue = this.waiting;
    const busy = queue.find((one) => one.key === this.sending);
    queue
      .filter((one) => one !== busy && (!busy || one.position !== busy.position))
      .forEach((one) => fetch(one.url, this.request(one)).catch(() => {}));
  }
}
