/* Ask before a form with unsaved changes is left. */
"use strict";

const forms = [
  ...document.querySelectorAll(
    "#content form[method=post]:not(#changelist-form, #login-form), form[data-unsaved]",
  ),
];

// Selects are compared with their value at the start, because select2 adds the chosen option as
// if it were the default. Other controls know their default value.
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
// A form that is shown again with errors, or with input that was not saved, has changes already.
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
