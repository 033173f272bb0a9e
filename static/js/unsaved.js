/* Whoever leaves a form that they have filled in and not saved is asked first. */
"use strict";

const forms = [
  ...document.querySelectorAll(
    "#content form[method=post]:not(#changelist-form, #login-form), form[data-unsaved]",
  ),
];

// A choice is compared with the one that it began with: the boxes that search for records
// add what is chosen as if it had been there. All else says by itself how it began.
const begun = new WeakMap();
const choice = (select) => [...select.selectedOptions].map(({ value }) => value).join("\n");
const remember = (part) => {
  for (const select of part.querySelectorAll("select")) begun.set(select, choice(select));
};
for (const form of forms) remember(form);
document.addEventListener("formset:added", ({ target }) => remember(target));

const differs = (control) => {
  if (control.matches("select")) return choice(control) !== (begun.get(control) ?? "");
  if (control.matches("[type=checkbox], [type=radio]")) {
    return control.checked !== control.defaultChecked;
  }
  return control.matches("input, textarea") && control.value !== control.defaultValue;
};
// A form that came back with errors, or holds what could not be saved, was filled in before.
const isUnsaved = (form) =>
  form.matches("[data-unsaved]") ||
  form.querySelector(".errornote, .errorlist") ||
  [...form.elements].some((control) => control.name && differs(control));

let sent = false;
document.addEventListener("submit", ({ target }) => {
  sent = forms.includes(target);
});
addEventListener("pageshow", () => {
  sent = false;
});
addEventListener("beforeunload", (event) => {
  if (!sent && forms.some(isUnsaved)) event.preventDefault();
});
