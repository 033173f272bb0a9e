// Suggestions while typing for every field with an attribute data-suggest="/address", which
// becomes a combobox with a list. Without this file it is a plain search field.
"use strict";
{
  const PAUSE = 120; // milliseconds after the last key
  const LONGEST = 200; // characters; longer texts get no suggestions
  let pause, asking;

  const field = (element) => element?.closest?.("input[data-suggest]");
  const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));
  const chosenIn = (list) => list.querySelector("[aria-selected=true]");

  // The roles are set here, because without the script the field is no combobox.
  function dress(input) {
    if (input.hasAttribute("aria-controls")) return;
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    input.after(list);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.setAttribute("aria-controls", list.id);
  }
  const dressAll = () => document.querySelectorAll("input[data-suggest]").forEach(dress);
  dressAll();
  for (const change of ["htmx:afterSwap", "htmx:historyRestore"]) {
    document.addEventListener(change, dressAll);
  }

  function close(input) {
    clearTimeout(pause);
    asking?.abort();
    choose(input, null);
    listOf(input).hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function choose(input, option) {
    chosenIn(listOf(input))?.setAttribute("aria-selected", "false");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  // Down moves from the field to the first suggestion, and from the last back to the field.
  function move(input, step) {
    const stops = [null, ...listOf(input).children];
    const now = stops.indexOf(chosenIn(listOf(input)));
    choose(input, stops.at((now + step) % stops.length));
  }

  function take(input, option) {
    input.value = option.dataset.text;
    close(input);
    input.form.requestSubmit();
  }

  function askSoon(input) {
    clearTimeout(pause);
    asking?.abort();
    if (!input.value.trim() || input.value.length > LONGEST) return close(input);
    pause = setTimeout(() => ask(input), PAUSE);
  }

  async function ask(input) {
    asking = new AbortController();
    const { signal } = asking;
    const address = new URL(input.dataset.suggest, location.href);
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { signal });
      const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
      if (!signal.aborted && input === document.activeElement) show(input, suggestions);
    } catch {
      // Aborted or failed: the field works without suggestions.
    }
  }

  function show(input, suggestions) {
    choose(input, null);
    const list = listOf(input);
    list.replaceChildren(...suggestions.map((one, at) => drawn(one, `${list.id}-${at}`)));
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const { suggestNone, suggestOne, suggestMany } = input.dataset;
    const words = [suggestNone, suggestOne][suggestions.length] ?? suggestMany;
    document.getElementById("announcement").textContent = words.replace("#", suggestions.length);
  }

  function drawn({ text, label }, id) {
    const option = document.createElement("li");
    option.id = id;
    option.dataset.text = text;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const [words, kind] = [document.createElement("span"), document.createElement("span")];
    words.lang = "zh-Hans";
    words.textContent = text;
    kind.className = "sub";
    kind.textContent = label;
    option.append(words, " ", kind);
    return option;
  }

  // Listen on the document, because htmx replaces the fields. Ignore keys and unfinished text
  // while an input method is composing.
  document.addEventListener("input", (event) => {
    const input = field(event.target);
    if (input && !event.isComposing) askSoon(input);
  });
  document.addEventListener("compositionend", ({ target }) => {
    if (field(target)) askSoon(target);
  });
  document.addEventListener("focusout", ({ target }) => {
    if (field(target)) close(target);
  });
  document.addEventListener("submit", ({ target }) => {
    for (const input of target.elements) if (field(input)) close(input);
  });

  const keys = {
    ArrowDown: (input, list) => (list.hidden ? askSoon(input) : move(input, 1)),
    ArrowUp: (input, list) => (list.hidden ? askSoon(input) : move(input, -1)),
    Enter: (input, list) => (chosenIn(list) ? take(input, chosenIn(list)) : false),
    Escape: (input, list) => {
      if (list.hidden) input.value = "";
      close(input);
    },
  };
  document.addEventListener("keydown", (event) => {
    const input = field(event.target);
    const plain = !event.isComposing && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (!input || !plain || !(event.key in keys)) return;
    if (keys[event.key](input, listOf(input)) !== false) event.preventDefault();
  });

  // Choosing a suggestion with the pointer leaves the focus in the field.
  const pointed = ({ target }) => target.closest?.(".suggestions [role=option]");
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.(".suggestions")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = pointed(event);
    if (option) take(option.parentElement.previousElementSibling, option);
  });
}
