// The text of a service file: numbers beside its lines while one types, and from a fault to its line.
const box = document.querySelector("[data-source]");
const numbers = document.querySelector("[data-numbers]");
const LEAST = 12;

function renumber() {
  const count = Math.max(box.value.split("\n").length, LEAST);
  if (box.rows === count) return;
  const marked = new Map([...numbers.querySelectorAll("a")].map((link) => [Number(link.id.slice("dong-".length)), link]));
  box.rows = count;
  numbers.replaceChildren(...Array.from({ length: count }, (_, n) => marked.get(n + 1) ?? String(n + 1)).flatMap((one) => [one, "\n"]));
}

function jump(line, column) {
  const lines = box.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const start = before + Math.min(column - 1, lines[line - 1]?.length ?? 0);
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, before + (lines[line - 1]?.length ?? 0));
}

if (box && numbers) {
  box.addEventListener("input", renumber);
  for (const link of document.querySelectorAll("a[data-line]")) {
    link.addEventListener("click", () => requestAnimationFrame(() => jump(Number(link.dataset.line), Number(link.dataset.column))));
  }
}
