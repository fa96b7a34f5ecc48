/** Finds the tensors stored in a model, wherever they are: the names of its weights, their types, and whether any lies outside. */
import { elementType } from './element-types.js';
import { integer, message, text, unreadable, walk, type Span } from './wire.js';

/** Graphs inside graphs, as loops and branches have them; deeper is no model. */
const mostDepth = 64;

interface Search {
  readonly bytes: Uint8Array;
  external: boolean;
  /** Bytes by element type. */
  readonly stored: Map<string, number>;
}

function visitTensor(search: Search, span: Span, onName: (name: string) => void): void {
  let type = 'undefined';
  walk(search.bytes, span, {
    2: integer((number) => (type = elementType(number))),
    8: text(onName),
    13: message(() => (search.external = true)),
    14: integer((location) => (search.external ||= location === 1)),
  });
  search.stored.set(type, (search.stored.get(type) ?? 0) + span.end - span.start);
}

function visitSparse(search: Search, span: Span): void {
  const part = message((tensor) => visitTensor(search, tensor, () => undefined));
  walk(search.bytes, span, { 1: part, 2: part });
}

function visitNode(search: Search, span: Span, depth: number): void {
  const tensor = message((inner) => visitTensor(search, inner, () => undefined));
  const sparse = message((inner) => visitSparse(search, inner));
  const graph = message((inner) => visitGraph(search, inner, depth + 1, () => undefined));
  const attribute = { 5: tensor, 6: graph, 10: tensor, 11: graph, 22: sparse, 23: sparse };
  walk(search.bytes, span, { 5: message((inner) => walk(search.bytes, inner, attribute)) });
}

function visitGraph(search: Search, span: Span, depth: number, onWeight: (name: string) => void): void {
  if (depth > mostDepth) throw unreadable(`The model has graphs within graphs more than ${mostDepth} deep.`);
  walk(search.bytes, span, {
    1: message((node) => visitNode(search, node, depth)),
    5: message((tensor) => visitTensor(search, tensor, onWeight)),
    15: message((sparse) => visitSparse(search, sparse)),
  });
}

/**
 * @param onWeight told the name of each weight of the main graph.
 * @returns whether some tensor is stored in another file, and how many bytes each element type takes up in this one.
 */
export function findTensors(
  bytes: Uint8Array,
  model: Span,
  onWeight: (name: string) => void,
): Omit<Search, 'bytes'> {
  const search: Search = { bytes, external: false, stored: new Map() };
  const node = message((span) => visitNode(search, span, 0));
  walk(bytes, model, {
    7: message((graph) => visitGraph(search, graph, 0, onWeight)),
    25: message((fn) => walk(bytes, fn, { 7: node })),
  });
  return search;
}
