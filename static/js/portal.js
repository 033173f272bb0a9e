// Everything works without this file; it makes filtering quicker and announces the result.
"use strict";

// Theme: switch at once, and store the choice as the form would.
function pressTheme() {
  for (const button of document.querySelectorAll(".theme button")) {
    const chosen = button.value === document.documentElement.dataset.theme;
    button.setAttribute("aria-pressed", String(chosen));
  }
}
pressTheme();
document.addEventListener("click", (event) => {
  const button = event.target.closest(".theme button");
  if (!button) return;
  event.preventDefault();
  applyTheme(button.value);
  pressTheme();
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${button.value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
});

// htmx is loaded at the first interaction, because reading does not need it. A filter chosen
// before it has loaded is applied once it has.
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

// Remove empty parameters from addresses.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of Object.entries(detail.parameters)) {
    if (value === "") delete detail.parameters[name];
  }
});

// An open drawer is a modal dialog: everything behind it is inert.
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
// Capture the drawer's events on the document, because they do not bubble and htmx replaces it.
const isDrawer = ({ target }) => target === drawer();
document.addEventListener(
  "beforetoggle",
  (event) => {
    // Before the focus returns to the button that opened the drawer.
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

// "See the results" closes the drawer.
document.addEventListener("submit", () => {
  if (drawer()?.matches(":popover-open")) drawer().hidePopover();
});

// Restore open details, scroll positions and focus after htmx has replaced the list.
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
    // The element that gets the focus when the drawer closes.
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
  // The focused link may have been removed together with its filter.
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

// Update elements outside the list that depend on the page's address.
function follow() {
  const here = location.pathname + location.search;
  for (const link of document.querySelectorAll(".language")) link.search = location.search;
  for (const next of document.querySelectorAll(".theme [name=next]")) next.value = here;
  for (const address of document.querySelectorAll(".address")) address.textContent = location.href;
  document.querySelector("link[rel=canonical]")?.setAttribute("href", location.href);
}

// Going back aborts a pending request. htmx restores the lists that it has loaded itself; all
// other pages are loaded anew.
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

// If a request of htmx fails, load the address as a normal page.
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, ({ detail }) => {
    location.assign(detail.pathInfo.finalRequestPath || detail.pathInfo.requestPath);
  });
}

// Copy the address of a list; pages without TLS have no clipboard of their own.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest(".permalink button");
  if (!button) return;
  const field = button.parentElement.querySelector("input");
  field.select();
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
  document.getElementById("announcement").textContent = button.dataset.done;
});

// Mark the year that is in view in the rail's labels.
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
