// Keys that the device keeps (passkeys). A form[data-passkey="get"|"create"] shows itself where the browser can do it.
const english = document.documentElement.lang === "en";
const words = english
  ? {
      wait: "Follow what your device says…",
      stale: "This page has been open too long. Reload it and try again.",
      stopped: "Not done: you stopped it, or it took too long. Press the button to try again.",
      have: "This device already has a key for your account.",
      failed: "This device could not do it. Try again, or use another way.",
    }
  : {
      wait: "Hãy làm theo lời nhắc của máy…",
      stale: "Trang này đã mở quá lâu. Hãy tải lại trang rồi thử lại.",
      stopped: "Chưa xong: bạn đã dừng lại hoặc đợi quá lâu. Bấm nút để thử lại.",
      have: "Máy này đã có khóa của tài khoản bạn.",
      failed: "Máy chưa làm được. Hãy thử lại, hoặc dùng cách khác.",
    };
const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function text(buffer) {
  let plain = "";
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const listed = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

// By hand and not by parseCreationOptionsFromJSON: phones of some years ago do not have it.
function options({ publicKey }) {
  const ready = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) {
    ready.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    ready.excludeCredentials = listed(publicKey.excludeCredentials);
  } else {
    ready.allowCredentials = listed(publicKey.allowCredentials);
  }
  return { publicKey: ready };
}

function told(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

function why(error) {
  if (error.name === "NotAllowedError" || error.name === "AbortError") return words.stopped;
  return error.name === "InvalidStateError" ? words.have : words.failed;
}

async function run(form) {
  const say = (message) => { form.querySelector("[data-passkey-says]").textContent = message; };
  say(words.wait);
  const answer = await fetch(form.dataset.ask, {
    method: "POST", redirect: "manual", headers: { "X-CSRFToken": cookie("motcua_csrf"), Accept: "application/json" },
  }).catch(() => null);
  if (!answer?.ok) return say(answer?.status === 403 ? words.stale : words.failed);
  try {
    const asked = options(await answer.json());
    const credential = await navigator.credentials[form.dataset.passkey](asked);
    form.elements.namedItem("credential").value = told(credential);
  } catch (error) {
    return say(why(error));
  }
  form.dataset.signed = "1";
  delete form.dataset.sentAt;
  form.requestSubmit();
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    for (const other of document.querySelectorAll("[data-passkey-absent]")) other.hidden = true;
    form.addEventListener("submit", (event) => {
      if (form.dataset.signed) return;
      event.preventDefault();
      if (form.checkValidity()) run(form);
    });
  }
}
