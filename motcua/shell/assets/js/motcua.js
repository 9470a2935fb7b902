// Wakes what a page asks for, and nothing else. Every page works without it.
const parts = document.getElementById("mc-js").dataset;

export function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");

// The skip link, plain buttons and choices without hidden parts work as they are: no need to fetch the library for them.
const plain = "govuk-skip-link govuk-button govuk-radios govuk-checkboxes".split(" ").map((name) => `:not([data-module="${name}"])`).join("");
if (document.querySelector(`[data-module^="govuk-"]${plain}, [data-aria-controls]`)) {
  import(parts.govuk).then((govuk) => govuk.initAll());
}
if (document.querySelector("form[data-autosave]")) import(parts.autosave);
if (document.body.dataset.sessionSeconds) import(parts.session);
if (document.querySelector("form[data-passkey]")) import(parts.passkeys);
if (document.querySelector("main [data-keys]")) import(parts.keys);
if (document.querySelector("[hx-get], [hx-post], [data-hx-get], [data-hx-post]")) import(parts.htmx);

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = cookie("motcua_csrf");
});

// A second press within a second is the same press.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (Date.now() - Number(form.dataset.sentAt ?? 0) < 1000) event.preventDefault();
  else form.dataset.sentAt = String(Date.now());
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  for (const menu of document.querySelectorAll("details.mc-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.mc-menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Ticking many rows.
const boxes = (name) => [...document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]:not(:disabled)`)];

function count(name) {
  const all = boxes(name);
  const ticked = all.filter((box) => box.checked).length;
  for (const place of document.querySelectorAll(`[data-selected-count="${CSS.escape(name)}"]`)) place.textContent = String(ticked);
  for (const head of document.querySelectorAll(`[data-select-all="${CSS.escape(name)}"]`)) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
}
document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const all = box.dataset.selectAll;
  if (all) for (const one of boxes(all)) one.checked = box.checked;
  count(all || box.name);
});
for (const head of document.querySelectorAll("[data-select-all]")) count(head.dataset.selectAll);
