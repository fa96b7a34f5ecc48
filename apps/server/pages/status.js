/** The status page: what is served, how it fares, and samples of it. */

/**
 * What /v1/models tells of a model, as far as this page reads it.
 * @typedef {{
 *   name: string, version: string, title: string, hash: string, ready: boolean, shape: number[],
 *   latent: { size: number, distribution: string }, device: { kind: string },
 *   workers: { alive: number, wanted: number }, images: { drawn: number, pending: number },
 * }} Model
 * @typedef {{ models: Model[], index: { name: string, version: string, state: string, reason: string }[] }} Answer
 */

const count = 16;
const every = 2000;
const main = find('#models', HTMLElement);
const state = find('#state', HTMLElement);
const troubles = find('#troubles', HTMLElement);
const access = find('#access', HTMLFormElement);
const template = find('#model', HTMLTemplateElement);
/** @type {Map<string, { section: HTMLElement, hash: string }>} */
const shown = new Map();

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [within]
 * @returns {T}
 */
function find(selector, kind, within = document) {
  const element = within.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`The page has no ${selector}.`);
}

/** @param {string} address */
async function ask(address) {
  const token = sessionStorage.getItem('token');
  const response = await fetch(address, token ? { headers: { Authorization: `Bearer ${token}` } } : {});
  if (response.ok) return response;
  access.hidden = response.status !== 401;
  if (!access.hidden && !token) throw new Error('This server wants a token.');
  const { error } = /** @type {{ error: string }} */ (await response.json());
  throw new Error(error);
}

/** @param {unknown} error */
function complain(error) {
  state.textContent = error instanceof Error ? error.message : String(error);
}

/**
 * @param {HTMLElement} section
 * @param {Model} model
 */
async function draw(section, { name, title, shape }) {
  const seed = Math.floor(Math.random() * 1e6);
  const address = `/v1/models/${name}/samples?seed=${seed}&count=${count}`;
  const link = find('.address', HTMLAnchorElement, section);
  link.href = address;
  link.textContent = `seed ${seed}`;
  const image = find('img', HTMLImageElement, section);
  image.hidden = shape.length !== 3;
  if (image.hidden) return;
  const before = image.src;
  image.src = URL.createObjectURL(await (await ask(`${address}&format=png&gap=0`)).blob());
  image.alt = `${count} samples of ${title} at seed ${seed}`;
  URL.revokeObjectURL(before);
}

/**
 * @param {HTMLElement} list
 * @param {Readonly<Record<string, string>>} rows
 */
function fill(list, rows) {
  const nodes = Object.entries(rows).flatMap(([name, value]) => {
    const [term, detail] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = name;
    detail.textContent = value;
    return [term, detail];
  });
  list.replaceChildren(...nodes);
}

/**
 * What to type for a sample.
 * @param {Model} model
 */
function commandFor({ name, shape }) {
  const file = shape.length === 3 ? '7.png' : '7.json';
  return `curl -O ${location.origin}/v1/models/${name}/samples/${file}`;
}

/**
 * The model's own part of the page; samples are drawn anew when another file is served.
 * @param {Model} model
 */
function sectionOf(model) {
  const known = shown.get(model.name);
  if (known?.hash === model.hash) return known.section;
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const section = known?.section ?? find('section', HTMLElement, copy);
  const redraw = () => void draw(section, model).catch(complain);
  find('h2', HTMLElement, section).textContent = model.name;
  find('pre', HTMLElement, section).textContent = commandFor(model);
  find('button', HTMLButtonElement, section).onclick = redraw;
  if (!known) main.append(section);
  shown.set(model.name, { section, hash: model.hash });
  redraw();
  return section;
}

/** @param {Model} model */
function show(model) {
  const { device, workers, images, latent } = model;
  fill(find('dl', HTMLElement, sectionOf(model)), {
    version: model.version,
    state: model.ready ? 'ready' : 'not ready',
    runs: `on ${device.kind}, ${workers.alive} of ${workers.wanted} processes`,
    drawn: `${images.drawn.toLocaleString('en')} images, ${images.pending} waiting or running`,
    sample: `${model.shape.join(' × ')}, latent ${latent.size} ${latent.distribution}`,
    model: model.hash.slice(0, 16),
  });
}

/** @param {readonly Model[]} models */
function removeGone(models) {
  for (const [name, { section }] of shown) {
    if (models.some((model) => model.name === name)) continue;
    section.remove();
    shown.delete(name);
  }
}

/**
 * Tells of models that are not served, and of newer files that could not take their place.
 * @param {Answer['index']} index
 */
function complainOf(index) {
  const lines = index
    .filter(({ reason }) => reason !== '')
    .map(({ name, version, reason }) => `${name} ${version}: ${reason}`);
  troubles.hidden = lines.length === 0;
  const items = lines.map((line) => Object.assign(document.createElement('li'), { textContent: line }));
  troubles.replaceChildren(...items);
}

async function look() {
  try {
    const { models, index } = /** @type {Answer} */ (await (await ask('/v1/models')).json());
    complainOf(index);
    for (const model of models) show(model);
    removeGone(models);
    state.textContent = `${models.length} ${models.length === 1 ? 'model' : 'models'} served`;
  } catch (error) {
    complain(error);
  }
  setTimeout(() => void look(), every);
}

access.addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem('token', find('input', HTMLInputElement, access).value);
  access.hidden = true;
});
void look();
