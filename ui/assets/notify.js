// Tells by a notification of the browser that a run has ended, to whoever asked for it.
// Which runs were asked for is kept in this browser alone, until they end.
const KEPT = "codika.tell-me";

const asked = () => {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEPT) || "[]"));
  } catch {
    return new Set();
  }
};

const keep = (runs) => {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...runs].slice(-100)));
  } catch {
    // A browser that keeps nothing tells nothing.
  }
};

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const words = parentElement.querySelector("span");
  // Without https a browser has no notifications; then nothing is offered.
  const canTell = window.isSecureContext && "Notification" in window;

  if (data.ended) {
    const runs = asked();
    if (canTell && runs.delete(data.run)) {
      keep(runs);
      if (Notification.permission === "granted") {
        const told = new Notification(data.title, { body: data.body, tag: data.run });
        told.onclick = () => window.focus();
      }
    }
    button.hidden = true;
    return;
  }

  const show = () => {
    const isAsked = asked().has(data.run);
    const isRefused = canTell && Notification.permission === "denied";
    button.hidden = !canTell || isRefused;
    button.setAttribute("aria-pressed", String(isAsked));
    words.textContent = isAsked ? data.words.asked : data.words.ask;
  };

  button.onclick = async () => {
    const runs = asked();
    if (runs.has(data.run)) {
      runs.delete(data.run);
    } else if ((await Notification.requestPermission()) === "granted") {
      runs.add(data.run);
    }
    keep(runs);
    show();
  };
  show();
}
