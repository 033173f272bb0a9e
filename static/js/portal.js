// Everything works without this file; with it, filtering is quicker and says what it did.
"use strict";

// Colours: at once, and remembered as the form itself would have it remembered.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".theme button");
  if (!button) return;
  event.preventDefault();
  document.getElementById("dark").media = button.dataset.media;
  for (const other of button.form.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${button.value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
});

// htmx comes with the reader's first move: reading alone has no need of it. What was
// chosen before it is here is applied when it is.
let chosen = false;
function bring() {
  const script = document.createElement("script");
  script.src = document.getElementById("filtering").href;
  script.addEventListener("load", () => {
    if (chosen) window.htmx.trigger("#filters", "change");
  });
  document.head.append(script);
}
if (document.getElementById("filtering")) {
  const moves = ["pointerover", "touchstart", "focusin", "keydown"];
  const first = () => {
    for (const move of moves) removeEventListener(move, first, true);
    bring();
  };
  for (const move of moves) addEventListener(move, first, { capture: true, passive: true });
  document.addEventListener("change", ({ target }) => {
    if (!window.htmx && target.form?.id === "filters") chosen = true;
  });
}

// Addresses carry no empty parameters.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of Object.entries(detail.parameters)) {
    if (value === "") delete detail.parameters[name];
  }
});

// While the drawer is open it is a dialog: nothing behind it can be reached.
const drawer = () => document.querySelector("#filters-drawer[popover]");
function free() {
  for (const other of document.querySelectorAll("[inert]")) other.inert = false;
  for (const name of ["role", "aria-modal"]) drawer()?.removeAttribute(name);
}
function enclose() {
  drawer().setAttribute("role", "dialog");
  drawer().setAttribute("aria-modal", "true");
  for (let within = drawer(); within !== document.body; within = within.parentElement) {
    for (const other of within.parentElement.children) {
      if (other !== within && other.id !== "announcement") other.inert = true;
    }
  }
  if (!drawer().contains(document.activeElement)) drawer().querySelector("button").focus();
}
// Both events stay at the drawer, which is exchanged with the list.
const isDrawer = ({ target }) => target === drawer();
document.addEventListener(
  "beforetoggle",
  (event) => {
    // Before the focus goes back to the button that opened it.
    if (isDrawer(event) && event.newState === "closed") free();
  },
  true,
);
document.addEventListener(
  "toggle",
  (event) => {
    if (isDrawer(event) && event.newState === "open") enclose();
  },
  true,
);

// "See the results": the drawer has done its work.
document.addEventListener("submit", () => {
  if (drawer()?.matches(":popover-open")) drawer().hidePopover();
});

// What a reader had opened, scrolled or focused stays so when the list is exchanged.
let kept = {};
document.addEventListener("htmx:beforeSwap", () => {
  kept = {
    drawn: Boolean(drawer()?.matches(":popover-open")),
    open: [...document.querySelectorAll("#listing details[open]")].map(({ id }) => id),
    scrolled: drawer()?.scrollTop ?? 0,
    focused: document.activeElement?.id,
    typed: document.activeElement?.matches("input:not([type=checkbox])")
      ? document.activeElement.value
      : null,
  };
});

document.addEventListener("htmx:afterSwap", () => {
  free();
  for (const id of kept.open ?? []) {
    const details = document.getElementById(id);
    if (details) details.open = true;
  }
  const focused = document.getElementById(kept.focused);
  if (focused && typeof kept.typed === "string") focused.value = kept.typed;
  if (!drawer()) return;
  if (kept.drawn) {
    // Where the focus goes back to when it closes.
    document.querySelector(".filters-open").focus({ preventScroll: true });
    drawer().showPopover();
    focused?.focus({ preventScroll: true });
  }
  drawer().scrollTop = kept.scrolled;
});

document.addEventListener("htmx:afterSettle", () => {
  const heading = document.getElementById("results-heading");
  if (!heading) return;
  document.getElementById("announcement").textContent = heading.textContent;
  // A link that is gone with its filter leaves the focus nowhere.
  if (document.activeElement === document.body) heading.focus({ preventScroll: true });
  const wrong = document.querySelector("#listing .wrong");
  if (wrong) wrong.scrollIntoView({ block: "center" });
  else if (heading.getBoundingClientRect().top < 0) heading.scrollIntoView({ block: "center" });
  follow();
  watch();
});
document.addEventListener("htmx:historyRestore", () => {
  free();
  follow();
  watch();
});

// What stands outside the list and speaks of the page's address.
function follow() {
  const here = location.pathname + location.search;
  for (const link of document.querySelectorAll(".language")) link.search = location.search;
  for (const next of document.querySelectorAll(".theme [name=next]")) next.value = here;
  for (const address of document.querySelectorAll(".address")) address.textContent = location.href;
  document.querySelector("link[rel=canonical]")?.setAttribute("href", location.href);
}

// Going back gives up what is still being fetched; what cannot be gone back to quietly is loaded.
// htmx brings back the lists that it has made, once it is here; all others are loaded.
const address = () => location.pathname + location.search;
let shown = address();
const isShown = () => {
  shown = address();
};
const load = ({ state }) => {
  if (address() !== shown && !(window.htmx && state?.htmx)) location.reload();
};
addEventListener("popstate", (event) => {
  window.htmx?.trigger("#main", "htmx:abort");
  load(event);
});
addEventListener("pageshow", load);
document.addEventListener("htmx:pushedIntoHistory", isShown);
document.addEventListener("htmx:historyRestore", isShown);
document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

// What could not be fetched quietly is asked for as a page of its own.
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, ({ detail }) => {
    location.assign(detail.pathInfo.finalRequestPath || detail.pathInfo.requestPath);
  });
}

// The rail's labels show which year is being read.
let watcher;
function watch() {
  watcher?.disconnect();
  const labels = new Map(
    [...document.querySelectorAll("[data-anchor]")].map((label) => [label.dataset.anchor, label]),
  );
  if (!labels.size) return;
  const sections = [...document.querySelectorAll(".year, .month")];
  const named = (section) => section.querySelector("[id^=t]")?.id;
  watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const label = labels.get(named(target));
        if (!label) continue;
        if (isIntersecting) label.setAttribute("aria-current", "location");
        else label.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-15% 0px -80% 0px" },
  );
  for (const section of sections) watcher.observe(section);
}
addEventListener("scroll", watch, { once: true, passive: true });
