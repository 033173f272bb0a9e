/* On phones the rows of a list are cards; label each value with the name of its column. */
"use strict";

const list = document.getElementById("result_list");
const columns = [...(list?.tHead.rows[0].cells ?? [])].map((head) =>
  head.querySelector(".text")?.textContent.trim(),
);
for (const row of list?.tBodies[0].rows ?? []) {
  for (const cell of row.cells) {
    const column = columns[cell.cellIndex];
    if (column && !cell.matches(".action-checkbox")) cell.dataset.column = column;
  }
}
