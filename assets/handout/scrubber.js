// Each figure holds the pictures of one view; data-from is the moment from which one is shown.
"use strict";
const time = document.querySelector(".time input");
const said = document.querySelector(".time output");
const steps = time.dataset.steps.split("|");
const figures = [...document.querySelectorAll("figure")].map((figure) => [...figure.children]);

function show() {
  const moment = Number(time.value);
  said.textContent = steps[moment];
  time.setAttribute("aria-valuetext", steps[moment]);
  for (const pictures of figures) {
    const seen = pictures.filter((picture) => Number(picture.dataset.from) <= moment).pop();
    for (const picture of pictures) picture.hidden = picture !== seen;
  }
}

time.addEventListener("input", show);
show();
time.focus({ preventScroll: true });
