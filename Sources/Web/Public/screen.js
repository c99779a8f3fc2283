// The big screen only shows; what is long is set smaller until nothing is cut off.
import { live } from "./live.js";

const stage = document.querySelector(".stage");
// The title gives way first, then the text; the last sizes need the whole width.
const sizes = [[1, 1], [0.85, 1], [0.72, 1], [0.72, 0.92], [0.72, 0.84], [0.72, 0.76]];
const denseSizes = [[0.85, 1], [0.72, 0.92], [0.72, 0.84], [0.72, 0.76], [0.72, 0.68], [0.72, 0.6], [0.72, 0.52], [0.72, 0.44]];

function fits([title, size]) {
  stage.style.setProperty("--title", title);
  stage.style.setProperty("--size", size);
  return stage.scrollHeight <= stage.clientHeight && stage.scrollWidth <= stage.clientWidth;
}

// What can be read from the back of a hall: of many sentences in two columns, no smaller than this.
const readable = denseSizes.filter(([, size]) => size >= 0.84);

function fit() {
  const { classList } = document.body;
  classList.remove("dense", "speaking", "resting");
  // In a break the countdown keeps its size: questions stand below it where they leave it that.
  if (stage.querySelector(".countdown[data-clock]") && stage.querySelector(".asked") && !fits(sizes[0])) classList.add("resting");
  if (sizes.some(fits)) return;
  classList.add("dense");
  if (stage.querySelector(".otherreports")) {
    if (readable.some(fits)) return;
    // All of them would be too small to read: the groups that speak have the screen, phones have the rest.
    classList.add("speaking");
    classList.remove("dense");
    if (sizes.some(fits)) return;
    classList.add("dense");
  }
  denseSizes.some(fits);
}

// The slide that follows is fetched before it is called for.
function shown() {
  const following = stage.querySelector(".deck")?.dataset.following;
  if (following) new Image().src = following;
  fit();
}

live(shown);
addEventListener("resize", fit);
document.fonts?.ready.then(fit);
shown();
