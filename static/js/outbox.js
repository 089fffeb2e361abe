// Answers on their way to the server: an ordered queue per attempt, kept on this device until acknowledged.
// Sending one twice is harmless: its client key makes the server save it once.
const WAITS = [1000, 2000, 4000, 8000, 15000];
const TIMEOUT = 10000;
// Not logged in, or as somebody else: the answer is right and waits for its person.
const NOT_NOW = [401, 403, 404];

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox extends EventTarget {
  // Events: "state" {state: saving | saved | offline | kept | refused, savedAt, why}, "closed" when the attempt
  // is over. `csrf()` gives the form token: a login in another tab changes it.
  constructor(attempt, csrf) {
    super();
    this.name = `kepu.outbox.${attempt}`;
    this.csrf = csrf;
    this.memory = [];
    this.sending = null;
    this.failures = 0;
    this.needsLogin = false;
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

  keep(queue) {
    this.memory = queue;
    try {
      if (queue.length) localStorage.setItem(this.name, JSON.stringify(queue));
      else localStorage.removeItem(this.name);
    } catch (error) { /* a full or forbidden store: the queue lives in this page only */ }
  }

  // A newer answer replaces one that waits for the same question, but not the one being sent.
  add(position, url, response) {
    const queue = this.waiting.filter((one) => one.position !== position || one.key === this.sending);
    queue.push({ position, url, response, key: newKey() });
    this.keep(queue);
    this.tell("saving");
    return this.flush();
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
    let receipt = null;
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      this.sending = next.key;
      const outcome = await this.send(next);
      this.sending = null;
      if (outcome.again) return this.retryLater();
      this.failures = 0;
      this.needsLogin = outcome.status === 401;
      if (NOT_NOW.includes(outcome.status)) {
        this.tell("kept", { why: outcome.why });
        return false;
      }
      this.keep(this.waiting.filter((one) => one.key !== next.key));
      if (outcome.closed) return this.stop();
      if (outcome.why) this.tell("refused", { why: outcome.why });
      else receipt = outcome;
    }
    if (receipt) this.tell("saved", { savedAt: receipt.saved_at });
    return true;
  }

  retryLater() {
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    this.tell("offline");
    this.timer = setTimeout(() => this.flush(), wait * (0.75 + Math.random() / 2));
    return false;
  }

  stop() {
    this.keep([]);
    this.dispatchEvent(new Event("closed"));
    return false;
  }

  async send(one) {
    const abort = new AbortController();
    const alarm = setTimeout(() => abort.abort(), TIMEOUT);
    try {
      const answer = await fetch(one.url, this.request(one, abort.signal));
      const body = await answer.json();
      if (answer.ok) return body;
      if (answer.status >= 500 || answer.status === 429) return { again: true };
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
      body: JSON.stringify({ response: one.response, client_key: one.key }),
    };
  }

  // The page is going: send the rest without waiting, except behind an unfinished answer to the same question.
  sendAllNow() {
    const queue = this.waiting;
    const busy = queue.find((one) => one.key === this.sending);
    queue
      .filter((one) => one !== busy && (!busy || one.position !== busy.position))
      .forEach((one) => fetch(one.url, this.request(one)).catch(() => {}));
  }
}
