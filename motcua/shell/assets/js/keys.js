// Keys for people who work here all day. They can be switched off, and the choice is remembered in this browser.
const STORE = "motcua.keys";
const english = document.documentElement.lang === "en";
const words = english
  ? { title: "Keyboard", off: "Use single keys", close: "Close", list: [["j", "next row"], ["k", "previous row"], ["x", "tick the row"], ["Enter", "open the row"], ["/", "search"], ["?", "this help"]] }
  : { title: "Phím tắt", off: "Dùng phím tắt một chữ", close: "Đóng", list: [["j", "dòng sau"], ["k", "dòng trước"], ["x", "đánh dấu dòng"], ["Enter", "mở dòng"], ["/", "tìm"], ["?", "bảng này"]] };

const on = () => localStorage.getItem(STORE) !== "off";
const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr")].filter((row) => row.querySelector("a[href]"));
const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio|button|submit)$/.test(element.type);

// Where there are no rows, j and k are the page's own: the next and the previous one of what it shows.
function move(step) {
  const all = rows();
  if (!all.length) return press(step > 0 ? "j" : "k");
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + step));
  all[next]?.querySelector("a[href]").focus();
}

function press(key) {
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  target?.focus();
  target?.click();
  return Boolean(target);
}

function tick() {
  const row = rows().find((one) => one.contains(document.activeElement));
  row?.querySelector('input[type="checkbox"]:not(:disabled)')?.click();
}

function help() {
  let dialog = document.getElementById("mc-keys");
  if (!dialog) {
    dialog = Object.assign(document.createElement("dialog"), { id: "mc-keys", className: "mc-dialog" });
    dialog.setAttribute("aria-labelledby", "mc-keys-title");
    const title = Object.assign(document.createElement("h2"), { id: "mc-keys-title", className: "govuk-heading-m", textContent: words.title });
    const list = Object.assign(document.createElement("dl"), { className: "mc-keys" });
    const own = [...document.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one.textContent.trim()]);
    const shown = rows().length ? words.list : words.list.filter(([key]) => key === "?" || key === "/" && document.querySelector("[data-search]"));
    for (const [key, text] of [...shown, ...own]) {
      const name = document.createElement("dt");
      name.append(Object.assign(document.createElement("kbd"), { textContent: key }));
      list.append(name, Object.assign(document.createElement("dd"), { textContent: text }));
    }
    const label = Object.assign(document.createElement("label"), { className: "mc-keys__switch" });
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: on() });
    box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
    label.append(box, ` ${words.off}`);
    const close = Object.assign(document.createElement("button"), { type: "button", className: "govuk-button govuk-button--secondary", textContent: words.close });
    close.addEventListener("click", () => dialog.close());
    dialog.append(title, list, label, close);
    document.body.append(dialog);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (!on()) return;
  if (event.key === "?") help();
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "x") tick();
  else if (event.key === "/") document.querySelector("[data-search]")?.focus();
  else if (!press(event.key)) return;
  event.preventDefault();
});

// With single keys off the help stays within reach: a button, the page's own or ours.
let opener = document.querySelector("[data-keys-help]");
if (!opener) {
  opener = Object.assign(document.createElement("button"), { type: "button", className: "mc-link-button mc-keys-help", textContent: words.title });
  const place = document.querySelector("main [data-keys]");
  if (place.matches("table")) place.after(opener);
  else place.append(opener);
}
opener.addEventListener("click", help);
