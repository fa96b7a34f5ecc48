export { decodeSafetensors, type Safetensors } from './safetensors-decode.js';
export { encodeSafetensors } from './safetensors-encode.js';
export type { Manifest, Progress } from './manifest.js';
export type { CheckpointPlace } from './folder.js';
export { saveCheckpoint, type CheckpointContent, type SaveOptions } from './save.js';
export {
  listCheckpoints,
  loadCheckpoint,
  type Checkpoint,
  type ListedCheckpoint,
  type LoadOptions,
} from './load.js';
