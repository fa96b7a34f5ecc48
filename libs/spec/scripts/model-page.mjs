/** Makes docs/model.md from the JSON schema of model.json, so that the page cannot say anything else than the schema. */

/**
 * A part of a JSON schema, as far as this page reads it.
 * @typedef {object} Schema
 * @property {string} [description]
 * @property {unknown} [default]
 * @property {string} [const]
 * @property {readonly string[]} [enum]
 * @property {string} [$ref]
 * @property {readonly string[]} [required]
 * @property {Readonly<Record<string, Schema>>} properties
 * @property {readonly Schema[]} [oneOf]
 * @property {Readonly<Record<string, Schema>>} [$defs]
 */

const intro = `# model.json

Everything about a model is in its \`model.json\`: the data, both networks, the objective, and how it is trained. The tables
below are made from the schema that reads the file (\`npm run schema -w @kantor/spec\`), which editors know too, by the
\`$schema\` in the models of this repository. A key that is not in them is an error, and the message names the nearest that
is. [training.md](training.md) says what the objectives compute; the folder \`models\` has examples.
`;

const titles = {
  data: 'Data',
  layer: 'Layers',
  init: 'Initial weights',
  lipschitz: 'Lipschitz constraint',
  optimizer: 'Optimizers',
};

/** @param {unknown} value */
const code = (value) => `\`${JSON.stringify(value)}\``;

/** @param {Schema} schema @param {string} key */
function defaultOf(schema, key) {
  const property = schema.properties[key];
  if (property.default !== undefined) return code(property.default);
  return schema.required?.includes(key) ? 'required' : '–';
}

/** @param {Schema} property */
function meaning({ description = '', enum: choices, $ref: reference }) {
  const parts = [description, choices ? `One of ${choices.map(code).join(', ')}.` : ''];
  if (reference) {
    const name = /** @type {keyof typeof titles} */ (reference.slice('#/$defs/'.length));
    parts.push(`See [${titles[name]}](#${titles[name].toLowerCase().replaceAll(' ', '-')}).`);
  }
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll('|', '\\|');
}

/** @param {readonly (readonly string[])[]} rows */
function table([head = [], ...rows]) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @param {Schema} schema */
function keyTable(schema) {
  const keys = Object.keys(schema.properties).filter((key) => key !== '$schema');
  const rows = keys.map((key) => [`\`${key}\``, defaultOf(schema, key), meaning(schema.properties[key])]);
  return table([['key', 'default', 'meaning'], ...rows]);
}

/** The alternatives of a union, each known by its one constant. @param {readonly Schema[]} alternatives */
function unionTable(alternatives) {
  const rows = alternatives.flatMap((alternative) => {
    const entries = Object.entries(alternative.properties);
    const [tag, constant] = entries.find(([, property]) => property.const !== undefined) ?? ['', undefined];
    const keys = entries.filter(([key]) => key !== tag).map(([key]) => key);
    const first = `\`${tag}\`: \`${constant?.const ?? ''}\``;
    if (keys.length === 0) return [[first, '', '', '']];
    return keys.map((key, i) => [
      i === 0 ? first : '',
      `\`${key}\``,
      defaultOf(alternative, key),
      meaning(alternative.properties[key]),
    ]);
  });
  return table([['which', 'key', 'default', 'meaning'], ...rows]);
}

/** @param {object} jsonSchema that of model.json */
export function modelPage(jsonSchema) {
  const schema = /** @type {Schema} */ (jsonSchema);
  const { generator, objective, training, latent } = schema.properties;
  const sections = [
    keyTable(schema),
    '## Latent',
    keyTable(latent),
    '## Networks',
    'Keys of `generator` and `critic`:',
    keyTable(generator),
    '## Objective',
    keyTable(objective),
    '## Training',
    keyTable(training),
    ...Object.entries(titles).flatMap(([name, title]) => [
      `## ${title}`,
      unionTable(schema.$defs?.[name].oneOf ?? []),
    ]),
  ];
  return `${intro}\n${sections.join('\n\n')}\n`;
}
