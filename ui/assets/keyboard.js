// Keys of the whole page, from its head.  What each one does is said by Python, in `data`: to
// press what stands in a keyed container, to put the cursor into a box, or to copy the address.
((data) => {
  const told = document.createElement("div");
  told.id = "keyboard-told";
  told.setAttribute("role", "status");
  let clearing;

  const say = (words) => {
    told.textContent = words;
    clearTimeout(clearing);
    clearing = setTimeout(() => { told.textContent = ""; }, 2500);
  };

  const words = () => data.words[document.documentElement.lang] ?? data.words.en;

  const within = (key, part) =>
    document.querySelector(`.st-key-${CSS.escape(key)}`)?.querySelector(part);

  const copy = (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Over plain http a browser has no clipboard but this old one.
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done ? Promise.resolve() : Promise.reject();
  };

  const isTyping = (element) =>
    element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  const onKey = (event) => {
    const isModified = event.ctrlKey || event.metaKey;
    // A presentation has keys of its own.
    if (new URLSearchParams(location.search).get(data.silent) === "1") return;
    if (event.altKey || event.repeat || document.querySelector("[role=dialog], [role=menu]")) return;
    if (isTyping(event.target) && !isModified) return;
    // This box has the same key for itself, and no part in the run.
    if (event.target.closest?.(`[class*="st-key-${CSS.escape(data.apart)}"]`)) return;
    const meant = data.keys[(isModified ? "Mod+" : "") + event.key];
    if (!meant) return;
    if (meant.copy) {
      copy(location.href).then(
        () => say(words().copied),
        () => say(words().refused),
      );
      return;
    }
    const found = meant.focus
      ? within(meant.focus, "input, textarea")
      : within(meant.press, "button:enabled, a[href]");
    if (!found) return;
    event.preventDefault();
    if (meant.focus) {
      found.focus();
      return;
    }
    // What was typed counts once its field is left.
    if (isTyping(event.target)) event.target.blur();
    setTimeout(() => found.click());
  };

  // A menu of Streamlit's goes with the cursor in it once something was chosen.
  let opener;
  const remember = ({ target }) => {
    if (target.matches("[aria-haspopup=menu]")) opener = target;
  };
  const giveBack = (event) => {
    const isChoice = event.type === "click" || event.key === "Enter" || event.key === " ";
    if (!isChoice || !event.target.closest?.("[role=menu]")) return;
    setTimeout(() => { if (document.activeElement === document.body) opener?.focus(); }, 50);
  };

  document.addEventListener("focusin", remember);
  for (const kind of ["click", "keydown"]) document.addEventListener(kind, giveBack, true);
  document.addEventListener("DOMContentLoaded", () => document.body.append(told));
  document.addEventListener("keydown", onKey);
})
