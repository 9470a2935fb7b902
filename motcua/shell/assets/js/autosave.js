// Saves what was typed, says so, and raises its voice when it cannot.
const IDLE = 1500;
const PATIENCE = 8000;
const RETRY = 5000;
const english = document.documentElement.lang === "en";
const words = english
  ? {
      saving: "Saving…", saved: "Saved at {time}", problems: "Saved at {time}; {n} answers need another look",
      server: "Not saved: the server has a problem. We try again by ourselves.",
      slow: "Not saved: the server does not answer. We try again by ourselves.",
      session: "Not saved: you have been signed out. Open the portal in another tab, sign in, then press “Try again”. Do not close this page.",
      network: "Not saved: there is no network. We try again by ourselves; do not close this page.",
      refused: "Not saved: the portal refused this. Reload the page to see its present state.",
      retry: "Try again",
    }
  : {
      saving: "Đang lưu…", saved: "Đã lưu lúc {time}", problems: "Đã lưu lúc {time}; còn {n} chỗ cần xem lại",
      server: "Chưa lưu được: máy chủ đang gặp lỗi. Chúng tôi sẽ tự thử lại.",
      slow: "Chưa lưu được: máy chủ chưa trả lời. Chúng tôi sẽ tự thử lại.",
      session: "Chưa lưu được: phiên đăng nhập đã hết. Hãy mở cổng ở thẻ khác, đăng nhập, rồi bấm “Thử lại”. Đừng đóng trang này.",
      network: "Chưa lưu được: mất kết nối mạng. Chúng tôi sẽ tự thử lại; đừng đóng trang này.",
      refused: "Chưa lưu được: cổng không nhận nội dung này. Hãy tải lại trang để xem tình trạng mới nhất.",
      retry: "Thử lại",
    };

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
const clock = () => new Date().toTimeString().slice(0, 5);

class Autosave {
  constructor(form) {
    this.form = form;
    this.changed = new Set();
    this.ok = document.querySelector("[data-save-state]");
    this.alarm = document.querySelector("[data-save-alarm]");
    form.addEventListener("input", (event) => this.touch(event.target));
    form.addEventListener("change", (event) => this.touch(event.target));
    form.addEventListener("focusout", () => this.changed.size && this.soon(50));
    form.addEventListener("submit", () => { this.leaving = true; clearTimeout(this.timer); });
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && (this.changed.size || this.flying)) event.preventDefault();
    });
    window.addEventListener("online", () => this.changed.size && this.soon(0));
    document.addEventListener("mc:save", (event) => event.detail.wait(this.save()));
  }

  touch(field) {
    if (!field.name || field.type === "file" || field.type === "hidden" || field.closest("[data-no-autosave]")) return;
    // A table is saved whole: a cell says nothing without its row.
    const table = field.closest("[data-autosave-group]");
    if (table) {
      for (const cell of table.querySelectorAll("input[name], select[name]")) this.changed.add(cell.name);
      this.soon(IDLE);
      return;
    }
    const date = /^(.+)_(day|month|year)$/.exec(field.name);
    if (date && this.form.elements[`${date[1]}_day`]) for (const part of ["day", "month", "year"]) this.changed.add(`${date[1]}_${part}`);
    else this.changed.add(field.name);
    this.soon(IDLE);
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.flying) return this.flying;
    if (!this.changed.size) return true;
    this.flying = this.send().finally(() => { this.flying = null; });
    return this.flying;
  }

  body(names) {
    const all = new FormData(this.form);
    const data = new FormData();
    // What the page knew when it was opened: with it the server tells another window from this one.
    const seen = this.form.elements.namedItem("seen");
    if (seen) data.append("seen", seen.value);
    for (const name of names) {
      const field = this.form.querySelector(`[name="${CSS.escape(name)}"]`);
      const as = field?.dataset.autosaveField || name;
      data.append("_changed", field?.closest("[data-autosave-group]")?.dataset.autosaveGroup || as);
      for (const value of all.getAll(name)) data.append(as, value);
    }
    return data;
  }

  async send() {
    const names = [...this.changed];
    this.changed.clear();
    this.say(words.saving);
    const answer = await this.post(this.body(names));
    if (answer.cause) {
      for (const name of names) this.changed.add(name);
      this.fail(answer.cause);
      return false;
    }
    const problems = Object.keys(answer.problems ?? {}).length;
    for (const [key, text] of Object.entries(answer.computed ?? {})) {
      const shown = this.form.querySelector(`[data-computed="${CSS.escape(key)}"]`);
      if (shown) shown.textContent = text || "–";
    }
    this.say((problems ? words.problems : words.saved).replace("{time}", answer.saved_at ?? clock()).replace("{n}", problems));
    if (this.alarm) this.alarm.replaceChildren();
    if (this.changed.size) this.soon(IDLE);
    return true;
  }

  async post(body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(this.form.dataset.autosave, {
        method: "POST", body, signal: stop.signal, redirect: "manual", credentials: "same-origin",
        headers: { "X-CSRFToken": cookie("motcua_csrf"), "X-Autosave": "1", Accept: "application/json" },
      });
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return { cause: "session" };
      if (response.status >= 500 || response.status === 429) return { cause: "server" };
      if (!response.ok) return { cause: "refused" };
      return await response.json().catch(() => ({}));
    } catch (error) {
      return { cause: error.name === "AbortError" ? "slow" : "network" };
    } finally {
      clearTimeout(timer);
    }
  }

  say(text) {
    if (this.ok) this.ok.textContent = text;
  }

  fail(cause) {
    this.say("");
    if (cause === "server" || cause === "slow" || cause === "network") this.soon(RETRY);
    if (!this.alarm || this.alarm.dataset.cause === cause && this.alarm.childElementCount) return;
    this.alarm.dataset.cause = cause;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "mc-link-button";
    again.textContent = words.retry;
    again.addEventListener("click", () => this.save());
    this.alarm.replaceChildren(document.createTextNode(`${words[cause]} `), again);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
