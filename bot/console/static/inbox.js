"use strict";
// A key names the first group: 1, 2, 3 what the bot took it for, 4 the same as the last, 0 of no use.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select, input, textarea")) return;
  const group = document.querySelector("#groups > li");
  const button = group && group.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (button) button.click();
});
