// A button beside each text with data-copy copies it. Without this file a click selects the text.
"use strict";

async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text.textContent);
  } else {
    // Pages without TLS have no clipboard of their own.
    getSelection().selectAllChildren(text);
    document.execCommand("copy");
  }
  document.getElementById("announcement").textContent = text.dataset.copied;
}

for (const text of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text.dataset.copy;
  button.addEventListener("click", async () => {
    await copy(text);
    button.textContent = text.dataset.copied;
    setTimeout(() => (button.textContent = text.dataset.copy), 2000);
  });
  text.after(button);
}
