/* Name select2's comboboxes and lists for screen readers, because the library does not. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const $ = window.django?.jQuery;
  if (!$?.fn.select2) return;

  const labelOf = (select) =>
    select.getAttribute("aria-label") ??
    select.labels[0]?.textContent.trim().replace(/[:：]$/, "") ??
    "";

  const nameBox = (select) => {
    const box = $(select).data("select2")?.$selection[0];
    if (!box || box.dataset.named) return;
    box.dataset.named = "yes";
    const name = document.createElement("span");
    name.id = `${select.id}-name`;
    name.hidden = true;
    name.textContent = labelOf(select);
    box.before(name);
    const shown = box.querySelector("[role=textbox]");
    shown.setAttribute("aria-labelledby", name.id);
    box.setAttribute("aria-labelledby", `${name.id} ${shown.id}`);
  };

  const nameList = (select) => {
    const { $selection, $dropdown } = $(select).data("select2");
    const list = $dropdown[0].querySelector("[role=listbox]");
    $dropdown[0].querySelector("input")?.setAttribute("aria-label", labelOf(select));
    list.setAttribute("aria-label", labelOf(select));
    $selection[0].setAttribute("aria-controls", list.id);
    // The message is inside a listbox, which may only contain options.
    const asOptions = () => {
      for (const message of list.querySelectorAll("[role=alert]")) {
        message.setAttribute("role", "option");
        message.setAttribute("aria-disabled", "true");
      }
    };
    asOptions();
    new MutationObserver(asOptions).observe(list, { childList: true });
  };

  const nameBoxes = () => document.querySelectorAll("select.admin-autocomplete").forEach(nameBox);

  // After the library itself, which starts when jQuery is ready.
  $(() => nameBoxes());
  document.addEventListener("formset:added", nameBoxes);
  $(document).on("select2:open", (event) => nameList(event.target));
});
