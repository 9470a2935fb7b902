// Says in time that the session is about to end, and offers to stay. What was typed is saved first.
const english = document.documentElement.lang === "en";
const words = english
  ? { title: "Are you still there?", text: "For your safety the portal signs you out in {n} min.", stay: "Save and stay signed in", over: "You have been signed out", kept: "What was saved is kept. Sign in to go on where you were.", sign: "Sign in" }
  : { title: "Bạn còn ở đó không?", text: "Để an toàn, cổng sẽ tự đăng xuất sau {n} phút nữa.", stay: "Lưu và ở lại", over: "Phiên đăng nhập đã hết", kept: "Những gì đã lưu vẫn còn. Hãy đăng nhập để làm tiếp đúng chỗ này.", sign: "Đăng nhập" };
const WARNING = 300;
const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
const dialog = document.createElement("dialog");
dialog.className = "mc-dialog";
dialog.setAttribute("aria-labelledby", "mc-session-title");
document.body.append(dialog);
let end;
let timer;

function show(title, text, button) {
  const heading = Object.assign(document.createElement("h2"), { id: "mc-session-title", className: "govuk-heading-m", textContent: title, tabIndex: -1 });
  const line = Object.assign(document.createElement("p"), { className: "govuk-body", textContent: text });
  button.classList.add("govuk-button");
  dialog.replaceChildren(heading, line, button);
  if (!dialog.open) dialog.showModal();
  heading.focus();
}

function warn() {
  const minutes = Math.max(1, Math.round((end - Date.now()) / 60000));
  const stay = Object.assign(document.createElement("button"), { type: "button", textContent: words.stay });
  stay.addEventListener("click", prolong);
  show(words.title, words.text.replace("{n}", minutes), stay);
  timer = setTimeout(over, Math.max(0, end - Date.now()));
}

function over() {
  const here = encodeURIComponent(location.pathname + location.search);
  const link = Object.assign(document.createElement("a"), { href: `/dang-nhap/?next=${here}`, textContent: words.sign });
  show(words.over, words.kept, link);
}

async function prolong() {
  const saves = [];
  document.dispatchEvent(new CustomEvent("mc:save", { detail: { wait: (promise) => saves.push(promise) } }));
  await Promise.allSettled(saves);
  const response = await fetch(document.body.dataset.sessionStay, {
    method: "POST", redirect: "manual", headers: { "X-CSRFToken": cookie("motcua_csrf") },
  }).catch(() => null);
  clearTimeout(timer);
  if (!response?.ok) return over();
  dialog.close();
  start((await response.json()).seconds);
}

function start(seconds) {
  end = Date.now() + seconds * 1000;
  timer = setTimeout(warn, Math.max(0, seconds - WARNING) * 1000);
}

start(Number(document.body.dataset.sessionSeconds));
