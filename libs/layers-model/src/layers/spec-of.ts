/** The layer of model.json of one kind. */
import type { LayerKind, LayerSpec } from '@kantor/spec';

export type SpecOf<K extends LayerKind> = Extract<LayerSpec, { kind: K }>;
