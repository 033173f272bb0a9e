// Before the first paint, so not deferred: the colours that the reader has chosen.
"use strict";

function applyTheme(chosen) {
  const dark = document.getElementById("dark");
  dark.dataset.auto ??= dark.media;
  dark.media = dark.dataset[chosen];
  document.documentElement.dataset.theme = chosen;
}

applyTheme(document.cookie.match(/(?:^|; )theme=(auto|light|dark)(?:;|$)/)?.[1] ?? "auto");
