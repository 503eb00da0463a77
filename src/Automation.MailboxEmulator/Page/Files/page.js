const pollEvery = 700;
const $ = id => document.getElementById(id);
const state = { boxes: [], user: null, messages: [], thread: null, version: -1, busy: false };
const base = () => `/_emulator/mailboxes/${encodeURIComponent(state.user.address)}`;

async function call(method, url, body) {
  const answer = await fetch(url, body === undefined ? { method } : { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error || `${answer.status} ${answer.statusText}`);
  return answer.status === 204 ? null : answer.json();
}

function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in node && name !== "list") node[name] = value; else node.setAttribute(name, value);
  }
  node.append(...children.filter(c => c !== null && c !== undefined));
  return node;
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("on");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => $("toast").classList.remove("on"), 3500);
}

function face(party) {
  const name = shown(party);
  const hue = [...(party?.address || "?")].reduce((h, c) => (h * 31 + c.codePointAt(0)) % 360, 7);
  const initials = name.split(/[\s.@]+/).filter(Boolean).slice(0, 2).map(w => [...w][0].toUpperCase()).join("");
  return make("span", { className: "face", style: `background:hsl(${hue} 45% 45%)`, "aria-hidden": "true" }, initials);
}

const known = address => state.boxes.find(b => b.address === address?.toLowerCase())?.displayName;
const shown = p => !p ? "(no sender)" : p.name && p.name !== p.address ? p.name : known(p.address) ?? p.address;
const isOwn = m => m.folder === "sentitems" || m.isOwn;
function when(text) {
  const time = new Date(text);
  return time.toDateString() === new Date().toDateString()
    ? time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : time.toLocaleDateString([], { day: "numeric", month: "short" });
}

function threads() {
  const byId = new Map();
  for (const message of state.messages) {
    if (!byId.has(message.conversationId)) byId.set(message.conversationId, []);
    byId.get(message.conversationId).push(message);
  }
  return [...byId].map(([id, messages]) => ({ id, messages, last: messages.at(-1) })).sort((a, b) => b.last.received.localeCompare(a.last.received));
}

function drawThreads() {
  const all = threads();
  $("empty").hidden = all.length > 0;
  $("threads").replaceChildren(...all.map(thread => {
    const other = thread.messages.find(m => !isOwn(m))?.from ?? thread.last.to[0];
    const unread = thread.messages.some(m => !m.isRead && !isOwn(m));
    return make("li", {}, make("button", {
      className: unread ? "unread" : "", "data-testid": "thread-item", "data-conversation": thread.id,
      "aria-current": thread.id === state.thread ? "true" : "false", onclick: () => open(thread.id),
    },
    face(other),
    make("span", { className: "who" }, shown(other), thread.messages.length > 1 ? make("span", { className: "count" }, ` (${thread.messages.length})`) : null),
    make("span", { className: "when" }, when(thread.last.received)),
    make("span", { className: "subject" }, thread.messages[0].subject || "(no subject)"),
    make("span", { className: "preview" }, thread.last.preview)));
  }));
}

function frame(message) {
  // No script can run in here; same-origin only lets this page measure the height.
  const view = make("iframe", { sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox", title: "Text of the mail", "data-testid": "message-body" });
  const policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:\"><base target='_blank'>"
    + "<style>body{margin:.6rem;font:14px/1.5 system-ui,sans-serif;color:#1d2030;overflow-wrap:break-word}img{max-width:100%}pre{white-space:pre-wrap;margin:0;font:inherit}</style>";
  if (message.bodyType === "html") {
    let html = message.body;
    for (const a of message.attachments.filter(a => a.contentId)) html = html.replaceAll(`cid:${a.contentId}`, fileUrl(message, a));
    view.srcdoc = policy + html;
  } else {
    const pre = document.createElement("pre");
    pre.textContent = message.body;
    view.srcdoc = policy + pre.outerHTML;
  }
  const fit = () => { const page = view.contentDocument?.documentElement; if (page) { view.style.height = "0"; view.style.height = `${Math.min(page.scrollHeight + 4, 1600)}px`; } };
  view.addEventListener("load", fit);
  new ResizeObserver(() => { if (view.clientWidth !== frame.width.get(view)) { frame.width.set(view, view.clientWidth); fit(); } }).observe(view);
  return view;
}
frame.width = new WeakMap();

const fileUrl = (message, a) => `${base()}/messages/${encodeURIComponent(message.id)}/attachments/${encodeURIComponent(a.id)}`;

function drawMessage(message) {
  const own = isOwn(message);
  const files = message.attachments.filter(a => !a.isInline);
  const isBounce = message.class.startsWith("REPORT");
  const isAutomatic = message.headers.some(h => h.name.toLowerCase() === "auto-submitted" && h.value !== "no");
  const box = make("article", { className: own ? "message own" : "message", "data-testid": "message", "data-internet-message-id": message.internetMessageId, "data-own": String(own) },
    make("header", {}, face(message.from),
      make("div", {},
        make("div", { className: "name", "data-testid": "message-from" }, own ? `${shown(message.from)} (you)` : shown(message.from),
          message.importance !== "normal" ? make("span", { className: `tag ${message.importance}` }, message.importance === "high" ? "High importance" : "Low importance") : null,
          isBounce ? make("span", { className: "tag high" }, "Undeliverable") : isAutomatic ? make("span", { className: "tag" }, "Automatic") : null),
        make("div", { className: "to" }, `to ${message.to.map(shown).join(", ") || "nobody"}${message.cc.length ? `, cc ${message.cc.map(shown).join(", ")}` : ""}`),
        make("div", { className: "to", "data-testid": "message-subject" }, message.subject || "(no subject)")),
      make("time", { dateTime: message.received, title: new Date(message.received).toLocaleString() }, when(message.received))),
    frame(message),
    files.length ? make("ul", { className: "files" }, ...files.map(a => make("li", {}, make("a", { href: fileUrl(message, a), download: a.name, "data-testid": "attachment" }, `${a.name} · ${size(a.size)}`)))) : null,
    message.headers.length ? make("details", {}, make("summary", {}, "Headers"), make("pre", { "data-testid": "message-headers" }, message.headers.map(h => `${h.name}: ${h.value}`).join("\n"))) : null);
  if (!own) box.append(actions(message));
  return box;
}

const size = bytes => bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;

function actions(message) {
  const replyBox = make("form", { className: "reply", hidden: true },
    make("textarea", { rows: 5, required: true, "aria-label": "Your reply", "data-testid": "reply-body" }),
    make("div", { className: "buttons" }, make("button", { type: "submit", className: "primary", "data-testid": "reply-send" }, "Send reply")));
  replyBox.addEventListener("submit", async event => {
    event.preventDefault();
    const button = replyBox.querySelector("button");
    button.disabled = true;
    try {
      await call("POST", `${base()}/send`, { replyTo: message.id, body: replyBox.querySelector("textarea").value });
      replyBox.hidden = true;
      replyBox.reset();
      toast("Reply sent.");
      await refresh(true);
    } catch (problem) { toast(problem.message); } finally { button.disabled = false; }
  });
  const ready = (label, testId, path, done) => make("button", {
    type: "button", "data-testid": testId, onclick: async event => {
      event.target.disabled = true;
      try { toast(`${done} ${(await call("POST", `${base()}/messages/${encodeURIComponent(message.id)}/${path}`)).to}.`); } catch (problem) { toast(problem.message); } finally { event.target.disabled = false; }
    },
  }, label);
  return make("div", {},
    make("div", { className: "actions" },
      make("button", { type: "button", "data-testid": "reply-open", onclick: () => { replyBox.hidden = !replyBox.hidden; if (!replyBox.hidden) replyBox.querySelector("textarea").focus(); } }, "Reply"),
      ready("Out of office", "out-of-office", "automatic-reply", "Automatic reply sent to"),
      ready("Bounce", "bounce", "bounce", "Non-delivery report sent to")),
    replyBox);
}

function drawThread() {
  const thread = threads().find(t => t.id === state.thread);
  $("main").classList.toggle("open", Boolean(thread));
  if (!thread) {
    if (drawThread.shown) $("reading").replaceChildren(make("div", { className: "placeholder" }, make("img", { src: "/icon.svg", alt: "", width: 56, height: 56 }), make("p", {}, "Choose a conversation, or write a mail.")));
    drawThread.shown = null;
    return;
  }
  const key = `${state.user.address}/${thread.id}`;
  if (drawThread.shown !== key) {
    $("reading").replaceChildren(make("div", { className: "title" },
      make("button", { className: "back", "aria-label": "Back to the list", "data-testid": "back", onclick: () => { state.thread = null; draw(); } }, "‹"),
      make("h2", { "data-testid": "thread-subject" }, thread.messages[0].subject || "(no subject)")));
    drawThread.shown = key;
    drawThread.ids = new Set();
  }
  // Only what is new is added, so that a half-written reply stays.
  let isNew = false;
  for (const message of thread.messages) {
    if (drawThread.ids.has(message.id)) continue;
    drawThread.ids.add(message.id);
    $("reading").append(drawMessage(message));
    isNew = true;
  }
  if (isNew) $("reading").lastElementChild.scrollIntoView({ block: "nearest" });
  for (const message of thread.messages.filter(m => !m.isRead && !isOwn(m))) {
    message.isRead = true;
    call("POST", `${base()}/messages/${encodeURIComponent(message.id)}/read`).catch(() => {});
  }
}

function draw() {
  history.replaceState(null, "", `#${[state.user.address, state.thread].filter(Boolean).map(encodeURIComponent).join("/")}`);
  drawThread();
  drawThreads();
}

function open(id) {
  state.thread = id;
  draw();
}

async function refresh(force = false) {
  if (state.busy || !state.user) return;
  state.busy = true;
  try {
    const { version } = await call("GET", "/_emulator/version");
    if (version === state.version && !force) return;
    const user = state.user;
    const messages = await call("GET", `${base()}/messages?top=200`);
    if (user !== state.user) return;
    state.version = version;
    state.messages = messages.filter(m => m.folder !== "drafts" && m.folder !== "deleteditems");
    draw();
  } catch { /* The emulator restarts, perhaps; the next look will tell. */ } finally { state.busy = false; }
}

function choose(address, thread) {
  state.user = state.boxes.find(b => b.address === address) ?? state.boxes.find(b => b.role === "person") ?? state.boxes[0];
  Object.assign(state, { messages: [], thread: null, version: -1 });
  $("user").value = state.user.address;
  state.thread = thread ?? null;
  draw();
  refresh(true);
}

async function readFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return { name: file.name, contentType: file.type, content: btoa(text) };
}

$("user").addEventListener("change", () => choose($("user").value));
$("write").addEventListener("click", () => {
  $("compose-from").textContent = `${state.user.displayName} <${state.user.address}>`;
  $("compose-error").hidden = true;
  if (!$("compose-to").value) $("compose-to").value = state.boxes.find(b => b.role === "desk" && b !== state.user)?.address ?? "";
  $("compose").showModal();
  $("compose-subject").focus();
});
$("compose-cancel").addEventListener("click", () => $("compose").close());
$("compose-form").addEventListener("submit", async event => {
  event.preventDefault();
  const send = event.submitter;
  send.disabled = true;
  try {
    const { conversationId } = await call("POST", `${base()}/send`, {
      to: $("compose-to").value.split(/[,;]/).map(a => a.trim()).filter(Boolean),
      subject: $("compose-subject").value,
      body: $("compose-body").value,
      importance: $("compose-importance").value,
      attachments: await Promise.all([...$("compose-files").files].map(readFile)),
    });
    $("compose").close();
    $("compose-form").reset();
    toast("Sent.");
    state.thread = conversationId;
    await refresh(true);
  } catch (problem) {
    $("compose-error").textContent = problem.message;
    $("compose-error").hidden = false;
  } finally { send.disabled = false; }
});

async function start() {
  state.boxes = await call("GET", "/_emulator/mailboxes");
  const group = (label, role) => make("optgroup", { label }, ...state.boxes.filter(b => b.role === role).map(b =>
    make("option", { value: b.address }, [b.displayName, b.department ?? (role === "person" ? b.jobTitle : null)].filter(Boolean).join(" · "))));
  $("user").replaceChildren(group("People", "person"), group("Desks", "desk"));
  $("addresses").replaceChildren(...state.boxes.map(b => make("option", { value: b.address }, b.displayName)));
  choose(...location.hash.slice(1).split("/").map(decodeURIComponent));
  setInterval(refresh, pollEvery);
}
start();
