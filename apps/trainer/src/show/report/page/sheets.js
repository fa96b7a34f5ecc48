/** Turns the pages of the samples, in the browser: slider, keys, thumbnails, and the curves' clicks. */

const view = /** @type {HTMLImageElement} */ (document.getElementById('sheet'));
const caption = /** @type {HTMLElement} */ (document.getElementById('sheet-caption'));
const slider = /** @type {HTMLInputElement} */ (document.getElementById('sheet-slider'));
const play = /** @type {HTMLButtonElement} */ (document.getElementById('sheet-play'));
const strip = /** @type {HTMLElement} */ (document.getElementById('thumbnails'));
const thumbs = /** @type {HTMLButtonElement[]} */ ([...strip.querySelectorAll('button')]);
const steps = thumbs.map((thumb) => Number(thumb.dataset['step']));
const end = thumbs.length - 1;
const playInterval = 600;

let shown = -1;
/** @type {number | undefined} */
let player;

/** @param {number} wanted the index of a sheet; past either end, the one at the end */
function show(wanted) {
  const index = Math.min(end, Math.max(0, wanted));
  if (index === shown) return;
  thumbs[shown]?.removeAttribute('aria-current');
  shown = index;
  const thumb = thumbs[index];
  thumb.setAttribute('aria-current', 'true');
  const picture = /** @type {HTMLImageElement} */ (thumb.querySelector('img'));
  view.src = picture.src;
  view.alt = picture.alt;
  caption.textContent = `Step ${steps[index].toLocaleString('en-US')}`;
  slider.value = String(index);
  slider.setAttribute('aria-valuetext', caption.textContent);
  strip.scrollTo({
    left: thumb.offsetLeft - (strip.clientWidth - thumb.clientWidth) / 2,
    behavior: 'smooth',
  });
  document.dispatchEvent(new CustomEvent('report:shown', { detail: steps[index] }));
}

/** Small sheets are enlarged by a whole number of the screen's pixels, so that each of theirs stays a square. */
function fit() {
  const room = /** @type {HTMLElement} */ (view.parentElement).clientWidth;
  if (view.naturalWidth === 0) return;
  const times = Math.floor((room * devicePixelRatio) / view.naturalWidth);
  view.style.width = times > 1 ? `${(times * view.naturalWidth) / devicePixelRatio}px` : '';
  view.style.imageRendering = times > 1 ? 'pixelated' : '';
}

function stop() {
  clearInterval(player);
  player = undefined;
  play.textContent = 'Play';
}

function start() {
  if (shown === end) show(0);
  play.textContent = 'Stop';
  player = setInterval(() => (shown === end ? stop() : show(shown + 1)), playInterval);
}

/** @type {Readonly<Record<string, () => number>>} */
const keys = { ArrowLeft: () => shown - 1, ArrowRight: () => shown + 1, Home: () => 0, End: () => end };

document.addEventListener('keydown', (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const elsewhere =
    target.matches('input, select, textarea, pre') || event.ctrlKey || event.metaKey || event.altKey;
  const page = event.key.startsWith('Arrow') || strip.contains(target);
  if (elsewhere || !page || !keys[event.key]) return;
  event.preventDefault();
  stop();
  show(keys[event.key]());
});
slider.addEventListener('input', () => (stop(), show(Number(slider.value))));
thumbs.forEach((thumb, index) => thumb.addEventListener('click', () => (stop(), show(index))));
play.addEventListener('click', () => (player === undefined ? start() : stop()));
document.addEventListener('report:pick', (event) => {
  const { detail } = /** @type {CustomEvent<number>} */ (event);
  const away = steps.map((step) => Math.abs(step - detail));
  stop();
  show(away.indexOf(Math.min(...away)));
});
view.addEventListener('load', fit);
addEventListener('resize', fit);
show(end);
