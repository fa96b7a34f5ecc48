export type { Engine, Loaded, Programs } from './engine.js';
